// Runs the same flows at two places, alternately, so that what changes with the hour changes both.
import { randomBytes } from 'node:crypto'
import { type Browsers, openBrowsers, whyNoBrowser } from '../checks/browser/browsers.ts'
import { openIdentity } from '../credentials/open.ts'
import type { Flow, Target } from '../flow.ts'
import { type IssuedCopies, rememberCopies } from '../issued-copies.ts'
import { BURST_BOUNDS, LEAST_SECONDS, whyNotAllowed } from '../plan.ts'
import { runFlow } from '../run-flow.ts'
import type { BrowserSettings } from '../settings.ts'
import type { Run } from './compare.ts'
import type { GatePlace, GatePlaces } from './places.ts'

export type Pair = { flow: Flow; base: Target; target: Target }
export type Refusal = { flow: string; why: string }
export type GateRuns = { flow: string; base: Run[]; target: Run[] }
export type GateClock = { now: () => number; wait: (ms: number) => Promise<void>; tell: (line: string) => void }

/** Which flows may run at both places at `now` (UTC ms), and why the others may not. Pure. */
export function pairFlows(flows: Flow[], { base, target, browser }: Omit<GatePlaces, 'close'>, now: number) {
  const pairs: Pair[] = []
  const refused: Refusal[] = []
  for (const flow of flows) {
    const [known, judged] = [base.targets[flow.service], target.targets[flow.service]]
    const why = whyNoSeat(flow, browser) ?? whyNot(flow, base, now) ?? whyNot(flow, target, now)
    if (known && judged && !why) pairs.push({ flow, base: known, target: judged })
    else refused.push({ flow: flow.id, why: why ?? 'it has no place to run at' })
  }
  return { pairs, refused }
}

function whyNoSeat({ kind }: Flow, browser: BrowserSettings | undefined): string | null {
  if (kind !== 'browser') return null
  return browser ? whyNoBrowser(browser) : 'it drives a browser: give --browser, the path of Chromium'
}

function whyNot(flow: Flow, { name, targets }: GatePlace, now: number): string | null {
  const target = targets[flow.service]
  if (!target) return `${name} has no target ${flow.service}`
  const why = whyNotAllowed(flow, target, now)
  return why && `at ${name}: ${why}`
}

/** Least milliseconds between two starts of a flow at a place: a real service is owed them, and more where each run issues a document. */
export function leastWaitMs(flow: Flow, target: Target): number {
  if (target.replica) return 0
  const bursts = target.authorisation?.bursts === true && !flow.issues
  return 1000 * (bursts ? BURST_BOUNDS.leastSeconds : LEAST_SECONDS[flow.tier])
}

/** How long the waits alone take, in milliseconds. */
export function leastDurationMs(pairs: Pair[], repeat: number): number {
  const waits = pairs.flatMap(({ flow, base, target }) => [leastWaitMs(flow, base), leastWaitMs(flow, target)])
  return Math.max(0, ...waits) * (repeat - 1)
}

/** `repeat` runs of each flow at each place; every other round begins at the other one. */
export async function runPairs(
  pairs: Pair[],
  places: Omit<GatePlaces, 'close'>,
  repeat: number,
  clock: GateClock,
): Promise<GateRuns[]> {
  const usesBrowser = pairs.some(({ flow }) => flow.kind === 'browser')
  const browsers = usesBrowser && places.browser ? openBrowsers(places.browser) : undefined
  const turnedAway = { base: new Set<string>(), target: new Set<string>() }
  const lanes = pairs.map(({ flow, ...targets }) => ({
    flow,
    base: laneOf(flow, places.base, targets.base, turnedAway.base),
    target: laneOf(flow, places.target, targets.target, turnedAway.target),
  }))
  try {
    for (let round = 0; round < repeat; round++) {
      for (const { base, target } of lanes) {
        for (const lane of round % 2 === 0 ? [base, target] : [target, base]) await runOnce(lane, clock, browsers)
      }
    }
  } finally {
    await browsers?.close()
  }
  return lanes.map(({ flow, base, target }) => ({ flow: flow.id, base: base.runs, target: target.runs }))
}

/** `turnedAway`: shared by the lanes of a place; `copies`: what this one was handed out. */
type Lane = {
  flow: Flow
  place: GatePlace
  at: Target
  runs: Run[]
  lastStart: number
  turnedAway: Set<string>
  copies: IssuedCopies
}

function laneOf(flow: Flow, place: GatePlace, at: Target, turnedAway: Set<string>): Lane {
  return { flow, place, at, runs: [], lastStart: -Infinity, turnedAway, copies: rememberCopies(randomBytes(32)) }
}

/** A login that is turned away, such as by a locked account, concerns every flow that logs in there. */
function concernOf({ id, tier }: Flow): string {
  return tier === 'authorised' ? 'logins' : id
}

async function runOnce(lane: Lane, { now, wait, tell }: GateClock, browsers: Browsers | undefined): Promise<void> {
  if (lane.turnedAway.has(concernOf(lane.flow))) return
  const { flow, place, at } = lane
  const early = lane.lastStart + leastWaitMs(flow, at) - now()
  if (early > 0) await wait(early)
  lane.lastStart = now()
  const run = await runFlow(flow, {
    browsers,
    copies: lane.copies,
    target: at,
    userAgent: place.userAgent,
    canaries: at.replica ? [] : place.canaries,
    identity: at.identity ? openIdentity(at.identity) : null,
    now,
    trigger: 'schedule',
  })
  lane.runs.push(run)
  const { verdict, fault, reason, durationMs } = run
  const what = fault ? `${fault.layer}/${fault.code} at ${fault.step}` : reason
  tell(`${flow.id} at ${place.name}: ${verdict} after ${Math.round(durationMs)} ms${what ? ` (${what})` : ''}`)
  if (verdict !== 'inconclusive' || at.replica) return
  lane.turnedAway.add(concernOf(flow))
  const others = flow.tier === 'authorised' ? ', nor any other flow that logs in' : ''
  tell(`${flow.id} is not run at ${place.name} again${others}: a real service that turns us away is left alone`)
}

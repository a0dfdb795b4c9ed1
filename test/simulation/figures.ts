// How quiet and how fast the engine is in the world of the published figures: 3 networks, 30 s, 0.5 % failures by chance.
import { BURST_BOUNDS } from '../../probes/plan.ts'
import { type Lane, openLane } from './lane.ts'
import { componentOf, openOffice } from './office.ts'
import { type Chance, chance } from './random.ts'
import type { Weather, World } from './world.ts'

export const LOCATIONS = ['busan', 'daejeon', 'seoul']
export const FLOWS = 20
const START = Date.UTC(2026, 10, 22, 15)
const MINUTE = 60_000
export const DAY = 86_400_000
const LOSS_EVERY = 10 * DAY
const LOSS_LASTS = 3 * MINUTE
const NOTICED = 0.9

/** Kinds of outages with the share of runs that fail and how long a failing run takes. */
export const OUTAGES = {
  hard: { failing: 1, durationMs: 1000, patience: 30 * MINUTE },
  timeout: { failing: 1, durationMs: 20_000, patience: 30 * MINUTE },
  partial50: { failing: 0.5, durationMs: 1000, patience: 240 * MINUTE },
  partial30: { failing: 0.3, durationMs: 1000, patience: 240 * MINUTE },
  partial10: { failing: 0.1, durationMs: 1000, patience: 1440 * MINUTE },
} as const
export type OutageKind = keyof typeof OUTAGES

/** What may be varied: the policy, and which failures make the next run likely to fail. */
export type Setting = Pick<World, 'policy' | 'repeatAfter'>

export type Loss = { location: string; from: number; until: number; noticed: boolean }

const CALM: Weather = { failing: 0, durationMs: 1000, lost: 'no' }

function worldOf({ policy, repeatAfter }: Setting, losses: Loss[], outage: (Weather & { from: number }) | null): World {
  const changes = [...losses.flatMap(({ from, until }) => [from, until]), ...(outage ? [outage.from] : [])].sort(
    (a, b) => a - b,
  )
  return {
    locations: LOCATIONS,
    everySeconds: 30,
    transient: 0.005,
    repeat: 0.3,
    repeatAfter,
    bounds: BURST_BOUNDS,
    hearMs: 1500,
    stallMs: 8000,
    policy,
    weather: (location, at) => {
      const loss = losses.find((one) => one.location === location && at >= one.from && at < one.until)
      if (loss) return { ...CALM, lost: loss.noticed ? 'noticed' : 'unnoticed' }
      return outage && at >= outage.from ? outage : CALM
    },
    nextChange: (at) => changes.find((one) => one > at) ?? Infinity,
  }
}

function lossesOf(seed: Chance, from: number, until: number): Loss[] {
  return LOCATIONS.flatMap((location) => {
    const losses: Loss[] = []
    for (let at = from + seed.wait(LOSS_EVERY); at < until; at += LOSS_LASTS + seed.wait(LOSS_EVERY)) {
      losses.push({
        location,
        from: Math.round(at),
        until: Math.round(at) + LOSS_LASTS,
        noticed: seed.happens(NOTICED),
      })
    }
    return losses
  })
}

export type QuietDays = { falseTold: number; flowDays: number; runs: number; bursts: number; seconds: number }

/** `days` without any outage: whoever is told of one is told something false. `seconds` of one core, from `cpu`. */
export async function quietDays(seed: number, days: number, setting: Setting, cpu: () => number): Promise<QuietDays> {
  const until = START + days * DAY
  const dice = chance(seed)
  const world = worldOf(setting, lossesOf(dice.fork(0), START, until), null)
  const office = await openOffice(FLOWS, LOCATIONS, setting.policy)
  const began = cpu()
  const lanes: Lane[] = []
  for (let flow = 0; flow < FLOWS; flow += 1) {
    const lane = openLane(world, office, componentOf(flow), START, dice.fork(flow + 1))
    await lane.run(until, false)
    lanes.push(lane)
  }
  const seconds = cpu() - began
  await office.close()
  const sum = (of: (lane: Lane) => number) => lanes.reduce((total, lane) => total + of(lane), 0)
  return {
    falseTold: sum(({ told }) => told.length),
    flowDays: FLOWS * days,
    runs: sum(({ counts }) => counts.runs),
    bursts: sum(({ counts }) => counts.bursts),
    seconds,
  }
}

/** Seconds from the onset until the first message was accepted, of `trials` outages; null: nobody was told in time. */
export async function delays(
  seed: number,
  kind: OutageKind,
  trials: number,
  setting: Setting,
): Promise<(number | null)[]> {
  const { failing, durationMs, patience } = OUTAGES[kind]
  const office = await openOffice(1, LOCATIONS, setting.policy)
  const found: (number | null)[] = []
  for (let trial = 0; trial < trials; trial += 1) {
    const dice = chance(seed).fork(1000 + trial * 7 + Object.keys(OUTAGES).indexOf(kind))
    const from = START + Math.round(dice.between(3, 6) * 60 * MINUTE)
    const losses = lossesOf(dice, START, from + patience)
    const world = worldOf(setting, losses, { failing, durationMs, lost: 'no', from })
    const lane = openLane(world, office, componentOf(0), START, dice)
    const early = await lane.run(from, true)
    const toldAt = early === null ? await lane.run(from + patience, true) : null
    if (early === null) found.push(toldAt === null ? null : (toldAt - from) / 1000)
    await office.clear()
  }
  await office.close()
  return found
}

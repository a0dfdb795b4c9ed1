// What must hold between what was said and what truly was: I12, I13, and that no clear outage is missed.
import type { Db } from '../../data/database.ts'
import { publicIncidents } from '../../data/queries/incidents.ts'
import type { Finding } from './checks.ts'
import { CATALOGUE } from './machine.ts'
import type { Letter } from './post.ts'
import type { Script, Span, Trouble } from './script.ts'

const MINUTE = 60_000
/** How long after its end a trouble may still be what is told of: closing takes a streak, a provider its time. */
const AFTERMATH = 60 * MINUTE
const CLEAR = ['hard', 'size-dependent-loss', 'certificate-expired']

export async function checkTruth(db: Db, script: Script, letters: Letter[]): Promise<Finding[]> {
  const findings: Finding[] = []
  const opened = letters.filter(({ kind, audience }) => kind === 'opened' && audience === 'everyone')
  for (const { components, at, title, subscriber } of opened) {
    const untrue = components.filter((id) => !isTrue(script, id, at))
    if (untrue.length > 0)
      findings.push({
        invariant: 'I12',
        text: `${subscriber} was told "${title}", but nothing was wrong with ${untrue.join(', ')}`,
      })
  }
  for (const { from, until, component } of script.maintenances) {
    const muted = opened.find(
      ({ at, components }) =>
        at >= from &&
        at < until &&
        components.includes(component) &&
        !troublesOf(script, component).some((one) => one.from < from),
    )
    if (muted)
      findings.push({ invariant: 'I13', text: `"${muted.title}" was told during the maintenance of ${component}` })
  }
  return [...findings, ...(await missed(db, script))]
}

/** Of a shared component: something that needs it, however indirectly, was in trouble. */
function isTrue(script: Script, component: string, at: number): boolean {
  const real = (id: string) =>
    troublesOf(script, id).some(({ from, until, places }) => places.length > 1 && from <= at && at < until + AFTERMATH)
  if (real(component)) return true
  const needing = [...CATALOGUE.components.values()].filter(({ needs }) => needs.includes(component))
  return needing.some(({ id }) => isTrue(script, id, at))
}

function troublesOf({ troubles }: Script, component: string): Trouble[] {
  return troubles.filter((one) => one.component === component)
}

async function missed(db: Db, script: Script): Promise<Finding[]> {
  const incidents = await publicIncidents(db, 1000)
  const findings: Finding[] = []
  for (const trouble of script.troubles.filter(({ kind }) => CLEAR.includes(kind))) {
    const window = script.maintenances.find((one) => one.component === trouble.component && touches(one, trouble))
    const visible = { from: window ? Math.max(trouble.from, window.until) : trouble.from, until: trouble.until }
    if (visible.until - visible.from < 5 * MINUTE || isBlind(script, visible)) continue
    const member = incidents
      .filter(({ detectedAt }) => detectedAt >= visible.from && detectedAt < visible.until + 2 * MINUTE)
      .flatMap(({ components }) => components)
      .find(({ id }) => id === trouble.component)
    const known =
      member ??
      incidents
        .flatMap(({ components }) => components)
        .find(
          (one) =>
            one.id === trouble.component &&
            one.beganAt <= visible.until &&
            (one.recoveredAt ?? Infinity) > visible.from,
        )
    const what = `${trouble.kind} of ${trouble.component} from ${new Date(trouble.from).toISOString()}`
    if (!known) findings.push({ invariant: window ? 'I13' : 'I5', text: `${what} was never an incident` })
    else if (window && known.beganAt > window.until && trouble.from < window.until) {
      findings.push({
        invariant: 'I13',
        text: `${what} outlived its maintenance, but is said to begin ${new Date(known.beganAt).toISOString()}`,
      })
    }
  }
  return findings
}

/** Fewer than two networks could see it at some time. */
function isBlind({ cutOff, delayed, clocks }: Script, span: Span): boolean {
  const blind = [...cutOff, ...delayed, ...clocks].filter((one) =>
    touches({ from: one.from, until: one.until + 3 * MINUTE }, span),
  )
  return new Set(blind.map(({ place }) => place)).size > 1
}

function touches(one: Span, other: Span): boolean {
  return one.from < other.until && other.from < one.until
}

// One incident during one commit: what it was, what it has become, and whether that is worth a new version. Pure.
import type { Text } from '../../data/catalogue.ts'
import type { IncidentRecord, UpdateRecord } from '../../data/queries/incidents.ts'
import type { IncidentStatus, Mark } from '../../data/tables.ts'
import type { Fault } from '../../probes/result.ts'
import type { Stage } from './cause.ts'
import type { Reason } from './decide.ts'
import { worseImpact } from './impact.ts'
import { bodyOf, isNothing, newsOf, unstableBody } from './incident-news.ts'

export { openMember } from './incident-news.ts'

export type Member = IncidentRecord['components'][number]

export type Episode = {
  /** `null` when it is new. */
  before: IncidentRecord | null
  after: IncidentRecord
  /** It was resolved and goes on. */
  reopened: boolean
  /** What it is put down to was found just now. */
  rerooted: boolean
  affected: UpdateRecord['affected']
  /** Of the newest component that got worse; `null` is slowness, or what only counters say. */
  fault: Fault | null
  stage: Stage
  /** What this commit's changes rest on. */
  evidence: Text[]
}

export type Surroundings = {
  nameOf: (component: string) => Text
  /** It stands for what several services need, and nobody uses it directly. */
  isShared: (component: string) => boolean
  titleOf: (episode: Episode, incident: IncidentRecord) => Text
  impactOf: (members: Member[]) => IncidentRecord['impact']
  /** What the rule says of a component now. */
  reasonOf: (component: string) => Reason
  markOf: (component: string) => Mark
  /** How often trouble came in the last hour. */
  comings: (component: string) => number
  /** While it comes and goes, it is told at most this often (ms). */
  summaryMs: number
  now: number
}

/** `body` is null when what changed is written down and told to nobody. */
export type Version = { incident: IncidentRecord; body: Text | null }

const FAILING: Reason[] = [
  'all-flows-failing',
  'some-flows-failing',
  'slow',
  'reported-by-centers',
  'dependants-failing',
]

export function withMember(incident: IncidentRecord, member: Member): IncidentRecord {
  const others = incident.components.filter(({ id }) => id !== member.id)
  return { ...incident, components: [...others, member] }
}

/** The next version and what it tells, or `null` when nothing has changed. */
export function nextVersion(episode: Episode, around: Surroundings): Version | null {
  const { before, after } = episode
  const unstable = after.components.filter(
    ({ id, recoveredAt }) => recoveredAt === null && around.markOf(id) === 'unstable',
  )
  const muted = new Set(unstable.map(({ id }) => id))
  const status = nextStatus(after, muted, around)
  const news = newsOf(episode, (id) => muted.has(id))
  const impact = worseImpact(
    before?.impact ?? 'none',
    around.impactOf(after.components.filter(({ id }) => !before || !muted.has(id))),
  )
  const unstableSince = unstable.length === 0 ? null : (before?.unstableSince ?? around.now)
  const next = { ...after, unstableSince }
  const summary = unstable.length > 0 && isSummaryDue(episode, around)
  const steady = isSteadilyBad(before, next, around)
  const changed =
    !before || episode.reopened || episode.rerooted || !isNothing(news) || status !== before.status || steady
  // that one more component is looked at now, and the service is larger by it, is no news
  if (changed || summary || (impact !== before?.impact && after !== before)) {
    const incident = versionOf(episode, { ...next, status, impact }, around)
    return {
      incident,
      body:
        summary && isNothing(news) && before ? unstableBody(incident, around) : bodyOf(episode, incident, news, around),
    }
  }
  const isQuietChange = after !== before || unstableSince !== before.unstableSince
  return isQuietChange ? { incident: next, body: null } : null
}

function versionOf(episode: Episode, after: IncidentRecord, around: Surroundings): IncidentRecord {
  const { before } = episode
  const { status } = after
  const incident: IncidentRecord = {
    ...after,
    root: rootOf(after),
    // what an authority says of the beginning stands
    beganAt:
      after.beganSays === 'probes'
        ? Math.min(after.beganAt, ...after.components.map(({ beganAt }) => beganAt))
        : after.beganAt,
    monitoringAt:
      status === 'monitoring' ? (after.monitoringAt ?? around.now) : status === 'resolved' ? after.monitoringAt : null,
    resolvedAt: status === 'resolved' ? Math.max(...after.components.map(({ recoveredAt }) => recoveredAt ?? 0)) : null,
    version: before ? before.version + 1 : 1,
    kind: status === 'resolved' ? 'resolved' : before ? 'changed' : 'opened',
    updatedAt: around.now,
  }
  return { ...incident, title: around.titleOf(episode, incident) }
}

/** What all the others fail because of, where there is one such thing. */
function rootOf({ components, root }: IncidentRecord): string | null {
  const causes = [...new Set(components.flatMap(({ because }) => because ?? []))]
  const [cause] = causes
  const alone = causes.length === 1 && components.every(({ id, because }) => because !== null || id === cause)
  return alone && cause !== undefined ? cause : root
}

/** It no longer comes and goes, it fails: whoever was told that it does must not be left with that. */
function isSteadilyBad(before: IncidentRecord | null, after: IncidentRecord, { reasonOf }: Surroundings): boolean {
  if (before === null || before.unstableSince === null || after.unstableSince !== null) return false
  return after.components.some(({ id, recoveredAt }) => recoveredAt === null && FAILING.includes(reasonOf(id)))
}

/** The first time that it is called unstable, and again when the last word is old enough and something happened since. */
function isSummaryDue({ before, affected }: Episode, { now, summaryMs }: Surroundings): boolean {
  if (!before || before.unstableSince === null) return true
  const lastWord = Math.max(0, ...before.updates.map(({ at }) => at))
  return affected.length > 0 && now - lastWord >= summaryMs
}

/** Falls back from monitoring only when a failure is confirmed again; a doubt leaves it as it is. */
function nextStatus(incident: IncidentRecord, muted: Set<string>, { reasonOf }: Surroundings): IncidentStatus {
  const open = incident.components.filter(({ recoveredAt }) => recoveredAt === null)
  if (open.length === 0) return 'resolved'
  const steady = open.filter(({ id }) => !muted.has(id))
  const before = incident.status === 'resolved' ? 'investigating' : incident.status
  if (steady.length === 0) return before
  const reasons = steady.map(({ id }) => reasonOf(id))
  // what is only concluded recovers with what it is concluded from
  const seen = reasons.filter((reason) => reason !== 'dependants-failing')
  if (seen.length > 0 && seen.every((reason) => reason === 'recovering')) return 'monitoring'
  if (before === 'monitoring' && seen.some((reason) => FAILING.includes(reason))) return 'investigating'
  return before
}

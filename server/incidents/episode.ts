// One incident during one commit: what it was, what it has become, and whether that is worth a new version. Pure.
import type { Text } from '../../data/catalogue.ts'
import type { IncidentRecord, UpdateRecord } from '../../data/queries/incidents.ts'
import type { IncidentStatus, State } from '../../data/tables.ts'
import type { Fault } from '../../probes/result.ts'
import type { Reason } from './decide.ts'
import { impactOf, worseImpact } from './impact.ts'
import { seenWords } from './observations.ts'
import { compareTrouble } from './severity.ts'
import { changedText, monitoringText, type Named, openedText, resolvedText } from './wording.ts'

export type Member = IncidentRecord['components'][number]

export type Episode = {
  /** `null` when it is new. */
  before: IncidentRecord | null
  after: IncidentRecord
  /** It was resolved and goes on. */
  reopened: boolean
  affected: UpdateRecord['affected']
  /** Of the newest component that got worse; `null` is slowness. */
  fault: Fault | null
}

export type Surroundings = {
  nameOf: (component: string) => Text
  /** Components of the service. */
  sizeOfService: number
  /** What the rule says of a component now. */
  reasonOf: (component: string) => Reason
  now: number
}

export type Version = { incident: IncidentRecord; body: Text }

const FAILING: Reason[] = ['all-flows-failing', 'some-flows-failing', 'slow']

export function withMember(incident: IncidentRecord, member: Member): IncidentRecord {
  const others = incident.components.filter(({ id }) => id !== member.id)
  return { ...incident, components: [...others, member] }
}

/** The member, while the incident is open for it. */
export function openMember({ components }: IncidentRecord, component: string): Member | undefined {
  return components.find(({ id, recoveredAt }) => id === component && recoveredAt === null)
}

/** The next version and what it tells, or `null` when nothing is worth telling. */
export function nextVersion(episode: Episode, around: Surroundings): Version | null {
  const { before, after } = episode
  const status = nextStatus(after, around)
  const states = after.components.map(({ state }) => state)
  const impact = worseImpact(before?.impact ?? 'none', impactOf(states, around.sizeOfService))
  const news = newsOf(episode)
  const somethingNew = news.added.length + news.worse.length + news.better.length + news.recovered.length > 0
  if (before && !episode.reopened && !somethingNew && status === before.status && impact === before.impact) return null
  const incident: IncidentRecord = {
    ...after,
    status,
    impact,
    beganAt: Math.min(after.beganAt, ...after.components.map(({ beganAt }) => beganAt)),
    monitoringAt:
      status === 'monitoring' ? (after.monitoringAt ?? around.now) : status === 'resolved' ? after.monitoringAt : null,
    resolvedAt: status === 'resolved' ? Math.max(...after.components.map(({ recoveredAt }) => recoveredAt ?? 0)) : null,
    version: before ? before.version + 1 : 1,
    kind: status === 'resolved' ? 'resolved' : before ? 'changed' : 'opened',
    updatedAt: around.now,
  }
  return { incident, body: bodyOf(episode, incident, news, around) }
}

/** Falls back from monitoring only when a failure is confirmed again; a doubt leaves it as it is. */
function nextStatus(incident: IncidentRecord, { reasonOf }: Surroundings): IncidentStatus {
  const open = incident.components.filter(({ recoveredAt }) => recoveredAt === null)
  if (open.length === 0) return 'resolved'
  const reasons = open.map(({ id }) => reasonOf(id))
  if (reasons.every((reason) => reason === 'recovering')) return 'monitoring'
  if (incident.status === 'monitoring' && reasons.some((reason) => FAILING.includes(reason))) return 'investigating'
  return incident.status === 'resolved' ? 'investigating' : incident.status
}

type News = { added: Member[]; worse: Member[]; better: Member[]; recovered: Member[] }

function newsOf({ before, after, reopened }: Episode): News {
  const news: News = { added: [], worse: [], better: [], recovered: [] }
  for (const member of after.components) {
    const was = before && !reopened ? openMember(before, member.id) : undefined
    if (member.recoveredAt === null && !was) news.added.push(member)
    else if (member.recoveredAt !== null && was) news.recovered.push(member)
    else if (was && compareTrouble(member.state, was.state) > 0) news.worse.push(member)
    else if (was && compareTrouble(member.state, was.state) < 0) news.better.push(member)
  }
  return news
}

function bodyOf(
  { before, reopened, fault }: Episode,
  incident: IncidentRecord,
  news: News,
  around: Surroundings,
): Text {
  const names = (members: Member[]) => members.map(({ id }) => around.nameOf(id))
  const seen = seenWords(fault)
  if (incident.status === 'resolved') {
    return resolvedText(names(incident.components), incident.beganAt, incident.resolvedAt ?? around.now)
  }
  if (!before || reopened) return openedText(named(news.added, names(news.added)), seen, reopened)
  const calm = news.added.length + news.worse.length + news.better.length + news.recovered.length === 0
  if (incident.status === 'monitoring' && calm) return monitoringText(names(incident.components.filter(isOpen)))
  return changedText({
    added: news.added.length > 0 ? named(news.added, names(news.added)) : null,
    worse: names(news.worse),
    better: names(news.better),
    recovered: names(news.recovered),
    seen: news.added.length + news.worse.length > 0 ? seen : null,
    relapsed: before.status === 'monitoring' && incident.status !== 'monitoring',
  })
}

function named(members: Member[], names: Text[]): Named {
  const onlySlow = members.every(({ state }: { state: State }) => state === 'degraded_performance')
  return { names, beganAt: Math.min(...members.map(({ beganAt }) => beganAt)), onlySlow }
}

function isOpen({ recoveredAt }: Member): boolean {
  return recoveredAt === null
}

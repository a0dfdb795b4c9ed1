// What a new version of an incident has to say: who joined, got worse or better, recovered, and as what that reads. Pure.
import type { Text } from '../../data/catalogue.ts'
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import type { State } from '../../data/tables.ts'
import type { Episode, Member, Surroundings } from './episode.ts'
import { seenWords } from './observations.ts'
import { compareTrouble } from './severity.ts'
import { changedText, monitoringText, type Named, openedText, resolvedText, unstableText } from './wording.ts'

export type News = { added: Member[]; worse: Member[]; better: Member[]; recovered: Member[] }

/** Within this time after the opening a cascade is told as one whole, not as one thing after the other. */
export const GATHERING_MS = 60_000

/** The member, while the incident is open for it. */
export function openMember({ components }: IncidentRecord, component: string): Member | undefined {
  return components.find(({ id, recoveredAt }) => id === component && recoveredAt === null)
}

export function isNothing({ added, worse, better, recovered }: News): boolean {
  return added.length + worse.length + better.length + recovered.length === 0
}

/** `muted`: what comes and goes, of which nothing is told one by one. */
export function newsOf({ before, after, reopened }: Episode, muted: (component: string) => boolean): News {
  const news: News = { added: [], worse: [], better: [], recovered: [] }
  for (const member of after.components.filter(({ id }) => !muted(id))) {
    const was = before && !reopened ? openMember(before, member.id) : undefined
    if (member.recoveredAt === null && !was) news.added.push(member)
    else if (member.recoveredAt !== null && was) news.recovered.push(member)
    else if (was && compareTrouble(member.state, was.state) > 0) news.worse.push(member)
    else if (was && compareTrouble(member.state, was.state) < 0) news.better.push(member)
  }
  return news
}

export function bodyOf(episode: Episode, incident: IncidentRecord, news: News, around: Surroundings): Text {
  const { before, reopened, rerooted, fault, stage } = episode
  const names = (members: Member[]) => toName(members, incident, around).map(({ id }) => around.nameOf(id))
  const hanging = (members: Member[]) => withoutRoot(members, incident).map(({ id }) => around.nameOf(id))
  const seen = seenWords(fault, stage)
  if (incident.status === 'resolved') {
    const { beganAt, resolvedAt, reopenedAt } = incident
    return resolvedText(names(incident.components), { beganAt, resolvedAt: resolvedAt ?? around.now, reopenedAt })
  }
  const because = incident.root === null || !isAffecting(incident) ? null : around.nameOf(incident.root)
  const open = incident.components.filter(isOpen)
  const whole = () => openedText(named(open, hanging(open)), { seen, because, again: reopened })
  if (!before || reopened || isGathering(before, news, around.now)) return whole()
  if (incident.status === 'monitoring' && isNothing(news)) return monitoringText(names(open))
  if (before.unstableSince !== null && incident.unstableSince === null && isNothing(news)) return whole()
  return changedText({
    because: rerooted ? because : null,
    added: news.added.length > 0 ? named(news.added, (rerooted ? hanging : names)(news.added)) : null,
    worse: names(news.worse),
    better: names(news.better),
    recovered: names(news.recovered),
    seen: news.added.length + news.worse.length > 0 ? seen : null,
    relapsed: before.status === 'monitoring' && incident.status !== 'monitoring',
  })
}

/** What is told of coming and going: which, and how often it came in the last hour. */
export function unstableBody(incident: IncidentRecord, around: Surroundings): Text {
  const unstable = incident.components.filter((one) => isOpen(one) && around.markOf(one.id) === 'unstable')
  const times = Math.max(1, ...unstable.map(({ id }) => around.comings(id)))
  return unstableText(
    toName(unstable, incident, around).map(({ id }) => around.nameOf(id)),
    times,
  )
}

/** A shared component is not what people use: it is named as the cause, and among the affected only when it is alone. */
function toName(members: Member[], incident: IncidentRecord, { isShared }: Surroundings): Member[] {
  return incident.root !== null && isShared(incident.root) ? withoutRoot(members, incident) : members
}

/** Those that hang on the root, where the sentence names it as what they hang on. */
function withoutRoot(members: Member[], { root }: IncidentRecord): Member[] {
  const used = members.filter(({ id }) => id !== root)
  return used.length > 0 && members.some(({ because }) => because !== null) ? used : members
}

function isAffecting({ components, root }: IncidentRecord): boolean {
  return components.some(({ because }) => because === root)
}

function isGathering(before: IncidentRecord, { better, recovered, added, worse }: News, now: number): boolean {
  const early = now - before.detectedAt < GATHERING_MS && before.reopenedAt === null
  return early && added.length + worse.length > 0 && better.length + recovered.length === 0
}

function named(members: Member[], names: Text[]): Named {
  const onlySlow = members.every(({ state }: { state: State }) => state === 'degraded_performance')
  return { names, beganAt: Math.min(...members.map(({ beganAt }) => beganAt)), onlySlow }
}

function isOpen({ recoveredAt }: Member): boolean {
  return recoveredAt === null
}

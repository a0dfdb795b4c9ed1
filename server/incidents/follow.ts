// From changes of components to incidents: open, join, change, put down to a root, watch, resolve, open again; at most one new
// version a commit.
import type { Db } from '../../data/database.ts'
import { type IncidentRecord, insertIncident, lastResolved, openIncidents } from '../../data/queries/incidents.ts'
import type { Fault } from '../../probes/result.ts'
import { type Attribution, attribute, type Trouble, type View } from './attribute.ts'
import { type Board, type Change, viewOf } from './board.ts'
import { type Episode, openMember, withMember } from './episode.ts'
import { followPauses } from './follow-pauses.ts'
import { followStandbys } from './follow-standbys.ts'
import { followIdentityEnds } from './identity-ends.ts'
import { evidenceOf, troublesNow } from './incident-evidence.ts'
import { followNetworks } from './incident-networks.ts'
import { publish } from './incident-publish.ts'
import { firstRecord } from './incident-record.ts'
import { settleShared } from './incident-shared.ts'
import { stateAnew } from './incident-statements.ts'
import { isShared } from './incident-title.ts'
import { isTrouble } from './severity.ts'
import { isStandby } from './standby.ts'

/** Brings the incidents up to date with the board's changes; `true` when any of them got a new version or statement. */
export async function followChanges(db: Db, board: Board): Promise<boolean> {
  settleShared(board)
  const view = viewOf(board, board.now)
  const networks = await followNetworks(db, board, view)
  const standbys = await followStandbys(db, board)
  const identities = await followIdentityEnds(db, board)
  let changed = (await followPauses(db, board)) || standbys || networks || identities
  const open = board.open.filter(({ audience }) => audience === 'everyone')
  const changes = board.changes.filter(({ component }) => !isStandby(board.catalogue.components.get(component)))
  if (changes.length === 0 && open.length === 0) return changed
  const troubles = troublesNow(board, view)
  const episodes = open.map((incident) => episodeOf(incident, incident))
  for (const episode of episodes) putDown(episode, episodes, troubles, view)
  for (const change of changes) {
    if (isTrouble(change.decision.state)) await join(db, board, episodes, change, troubles, view)
    else leave(board, episodes, change)
  }
  for (const episode of episodes) {
    const published = await publish(db, board, episode, troubles)
    // runs that changed no state may still show another cause than was suspected
    changed = published || (await stateAnew(db, board, episode.after, troubles)) || changed
  }
  return changed
}

/** A root that is found later: the open incident goes on as the root's, unless the root has one already. */
function putDown(episode: Episode, episodes: Episode[], troubles: ReadonlyMap<string, Trouble>, view: View): void {
  const own = episode.after.components.filter(({ because, recoveredAt }) => because === null && recoveredAt === null)
  const found = own.flatMap(({ id }) => {
    const trouble = troubles.get(id)
    const attribution = trouble && attribute(trouble, troubles, view)
    return attribution && attribution.root !== id ? [{ id, attribution }] : []
  })
  for (const { id, attribution } of found) {
    const member = openMember(episode.after, id)
    if (member) episode.after = withMember(episode.after, { ...member, because: attribution.root })
  }
  const [first] = found
  if (!first || found.length < own.length) return
  const { root, cause, stage } = first.attribution
  if (cause === episode.after.cause || found.some(({ attribution }) => attribution.cause !== cause)) return
  if (episodes.some(({ after }) => after.cause === cause)) return
  const service = view.catalogue.components.get(root)?.service ?? episode.after.service
  episode.after = { ...episode.after, cause, service, root }
  episode.rerooted = true
  episode.stage = stage
}

async function join(
  db: Db,
  board: Board,
  episodes: Episode[],
  change: Change,
  troubles: ReadonlyMap<string, Trouble>,
  view: View,
): Promise<void> {
  const trouble = troubles.get(change.component)
  if (!trouble) return
  const { state, at, beganAt, fault } = change.decision
  const attribution = attribute(trouble, troubles, view)
  // a component that has not recovered yet stays in its incident, whatever its newest fault
  let episode =
    episodes.find(({ after }) => openMember(after, change.component)) ??
    episodes.find(({ after }) => after.cause === attribution.cause)
  if (!episode) {
    episode = await beginEpisode(db, board, attribution, change)
    episodes.push(episode)
  }
  const known = openMember(episode.after, change.component)
  const because = attribution.root === change.component ? null : attribution.root
  note(board, episode, change, {
    id: change.component,
    state,
    beganAt: known?.beganAt ?? beganAt ?? at,
    recoveredAt: null,
    because: known?.because ?? because,
  })
  if (isShared(change.component, board.catalogue)) {
    episode.fault ??= metByOthers(board, episode, troubles) ?? fault
    return
  }
  episode.fault = fault
  episode.stage = trouble.stage
}

/** Of what several services need people hear by what they meet themselves, as long as anything else fails. */
function metByOthers({ catalogue }: Board, { after }: Episode, troubles: ReadonlyMap<string, Trouble>): Fault | null {
  const open = after.components.filter(({ id, recoveredAt }) => recoveredAt === null && !isShared(id, catalogue))
  return open.map(({ id }) => troubles.get(id)?.fault).find((fault) => fault) ?? null
}

function leave(board: Board, episodes: Episode[], change: Change): void {
  const episode = episodes.find(({ after }) => openMember(after, change.component))
  const member = episode && openMember(episode.after, change.component)
  if (!episode || !member) return
  change.incident = episode.after.id
  const { state, mark, at } = change.decision
  if (state !== 'operational') return
  // what comes and goes has not recovered while it is good for a moment
  // where only what is said beside the state has changed, the state holds from before
  const goodFrom = change.from === state ? (board.standings.get(change.component)?.since ?? at) : at
  const recoveredAt = mark === 'unstable' ? null : Math.max(goodFrom, member.beganAt)
  note(board, episode, change, { ...member, state: 'operational', recoveredAt })
}

function note(board: Board, episode: Episode, change: Change, member: Parameters<typeof withMember>[1]): void {
  const { state, reason } = change.decision
  episode.after = withMember(episode.after, member)
  episode.affected.push({ component: change.component, from: change.from, to: state, reason })
  episode.evidence.push(...evidenceOf(board, change))
  change.incident = episode.after.id
}

function episodeOf(before: IncidentRecord | null, after: IncidentRecord, reopened = false): Episode {
  return { before, after, reopened, rerooted: false, affected: [], fault: null, stage: 'speed', evidence: [] }
}

/** The same trouble shortly after its end goes on; otherwise a new incident opens. */
async function beginEpisode(db: Db, board: Board, attribution: Attribution, change: Change): Promise<Episode> {
  const { cause, stage } = attribution
  const earlier = await lastResolved(db, cause, board.now - board.policy.reopenWithinSeconds * 1000)
  if (earlier) {
    const reopenedAt = change.decision.beganAt ?? change.decision.at
    return episodeOf(earlier, { ...earlier, resolvedAt: null, monitoringAt: null, reopenedAt }, true)
  }
  const incident = newIncident(board, attribution, change)
  if (!(await insertIncident(db, incident))) {
    const open = (await openIncidents(db)).find((one) => one.cause === cause)
    if (open) return episodeOf(open, open)
  }
  return { ...episodeOf(null, incident), stage }
}

function newIncident(board: Board, { root, cause }: Attribution, { decision }: Change): IncidentRecord {
  const { now, policy, catalogue } = board
  const service = catalogue.components.get(root)?.service ?? root
  const times = { beganAt: decision.beganAt ?? decision.at, announcedAt: now + policy.holdTextSeconds * 1000 }
  return firstRecord({ cause, service, impact: 'none', audience: 'everyone', ...times }, now)
}

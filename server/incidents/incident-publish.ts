// Writes an incident's next version down: its row, its components, what it tells and what that rests on. Shell.
import type { Db } from '../../data/database.ts'
import { insertIncidentUpdate, saveIncidentComponents, updateIncident } from '../../data/queries/incidents.ts'
import type { Trouble } from './attribute.ts'
import { type Board, judge, type Standing } from './board.ts'
import { type Episode, nextVersion, type Surroundings } from './episode.ts'
import { newId } from './ids.ts'
import { impactOverServices } from './impact.ts'
import { state } from './incident-statements.ts'
import { fullName, isShared, titleFor } from './incident-title.ts'

const ENGINE = 'bongsu'

/** `true` when there is something new to see. */
export async function publish(
  db: Db,
  board: Board,
  episode: Episode,
  troubles: ReadonlyMap<string, Trouble>,
): Promise<boolean> {
  const version = nextVersion(episode, around(board, episode))
  if (!version) return false
  const { incident, body } = version
  await updateIncident(db, incident)
  await saveIncidentComponents(db, incident.id, incident.components)
  if (!body) return true
  await insertIncidentUpdate(db, incident.id, {
    id: newId(),
    version: incident.version,
    status: incident.status,
    body,
    affected: episode.affected,
    author: ENGINE,
    at: board.now,
    publicAt: publicAt(episode, board),
    evidence: episode.evidence,
  })
  if (incident.status !== 'resolved') await state(db, board, incident, troubles)
  return true
}

/** A text that waits for a person waits no longer because another one follows it. */
function publicAt({ before }: Episode, { now, policy }: Board): number {
  const waiting = (before?.updates ?? []).map((one) => one.publicAt).filter((at) => at > now)
  return Math.min(now + policy.holdTextSeconds * 1000, ...waiting)
}

function isLookedAt(standing: Standing | undefined): boolean {
  return standing !== undefined && (standing.state !== 'unknown' || standing.memory.flows.length > 0)
}

function around(board: Board, { after }: Episode): Surroundings {
  const { catalogue, policy, now, standings } = board
  const wide = isShared(after.cause, catalogue)
  return {
    nameOf: (id) => (wide ? fullName(id, catalogue) : (catalogue.components.get(id)?.name ?? { ko: id, en: id })),
    isShared: (id) => isShared(id, catalogue),
    titleOf: (episode, incident) => titleFor(episode, incident, catalogue),
    impactOf: (members) => impactOverServices(members, catalogue, (id) => isLookedAt(standings.get(id))),
    reasonOf: (id) => judge(board, id).reason,
    markOf: (id) => standings.get(id)?.mark ?? '',
    comings: (id) => Math.ceil((standings.get(id)?.memory.turns.length ?? 0) / 2),
    summaryMs: policy.unstableSummarySeconds * 1000,
    now,
  }
}

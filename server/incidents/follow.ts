// From changes of components to incidents: open, join, change, watch, resolve, open again; at most one new version a commit.
import type { Component } from '../../data/catalogue.ts'
import type { Db } from '../../data/database.ts'
import {
  type IncidentRecord,
  insertCauseStatement,
  insertIncident,
  insertIncidentUpdate,
  lastResolved,
  openIncidents,
  saveIncidentComponents,
  updateIncident,
} from '../../data/queries/incidents.ts'
import { type Board, type Change, judge } from './board.ts'
import { causeOf } from './cause.ts'
import { type Episode, type Member, nextVersion, openMember, withMember } from './episode.ts'
import { newId } from './ids.ts'
import { suspectedWords } from './observations.ts'
import { isTrouble } from './severity.ts'
import { titleOf } from './wording.ts'

const ENGINE = 'bongsu'

/** Brings the incidents up to date with the board's changes; `true` when any of them got a new version. */
export async function followChanges(db: Db, board: Board): Promise<boolean> {
  const episodes = board.open.map((incident) => episodeOf(incident, incident))
  for (const change of board.changes) {
    if (isTrouble(change.decision.state)) await join(db, board, episodes, change)
    else leave(episodes, change)
  }
  let changed = false
  for (const episode of episodes) changed = (await publish(db, board, episode)) || changed
  return changed
}

async function join(db: Db, board: Board, episodes: Episode[], change: Change): Promise<void> {
  const component = board.catalogue.components.get(change.component)
  if (!component) return
  const { state, at, beganAt, fault } = change.decision
  // a component that has not recovered yet stays in its incident, whatever its newest fault
  let episode = episodes.find(({ after }) => openMember(after, component.id))
  if (!episode) {
    const { cause } = causeOf(component.service, fault)
    episode = episodes.find(({ after }) => after.cause === cause)
    if (!episode) {
      episode = await beginEpisode(db, board, component, change)
      episodes.push(episode)
    }
  }
  const known = openMember(episode.after, component.id)
  note(episode, change, {
    id: component.id,
    state,
    beganAt: known?.beganAt ?? beganAt ?? at,
    recoveredAt: null,
    because: null,
  })
  episode.fault = fault
}

function leave(episodes: Episode[], change: Change): void {
  const episode = episodes.find(({ after }) => openMember(after, change.component))
  const member = episode && openMember(episode.after, change.component)
  if (!episode || !member) return
  change.incident = episode.after.id
  if (change.decision.state !== 'operational') return
  note(episode, change, { ...member, state: 'operational', recoveredAt: Math.max(change.decision.at, member.beganAt) })
}

function note(episode: Episode, change: Change, member: Member): void {
  episode.after = withMember(episode.after, member)
  episode.affected.push({ component: change.component, from: change.from, to: change.decision.state })
  change.incident = episode.after.id
}

function episodeOf(before: IncidentRecord | null, after: IncidentRecord, reopened = false): Episode {
  return { before, after, reopened, affected: [], fault: null }
}

/** The same trouble shortly after its end goes on; otherwise a new incident opens. */
async function beginEpisode(db: Db, board: Board, component: Component, change: Change): Promise<Episode> {
  const { cause, stage } = causeOf(component.service, change.decision.fault)
  const earlier = await lastResolved(db, cause, board.now - board.policy.reopenWithinSeconds * 1000)
  if (earlier) return episodeOf(earlier, { ...earlier, resolvedAt: null, monitoringAt: null }, true)
  const incident = newIncident(board, component, change)
  if (!(await insertIncident(db, incident))) {
    const open = (await openIncidents(db)).find((one) => one.cause === cause)
    if (open) return episodeOf(open, open)
  }
  const text = suspectedWords(change.decision.fault, stage)
  const statement = {
    id: newId(),
    standing: 'suspected' as const,
    author: ENGINE,
    text,
    at: board.now,
    confidence: null,
    evidence: [],
  }
  await insertCauseStatement(db, incident.id, statement)
  return episodeOf(null, incident)
}

function newIncident({ catalogue, now }: Board, { service, name }: Component, { decision }: Change): IncidentRecord {
  const { cause, stage } = causeOf(service, decision.fault)
  return {
    id: newId(),
    cause,
    service,
    status: 'investigating',
    impact: 'none',
    title: titleOf(catalogue.services.find(({ id }) => id === service)?.name ?? name, stage),
    beganAt: decision.beganAt ?? decision.at,
    beganSays: 'probes',
    detectedAt: now,
    announcedAt: now,
    monitoringAt: null,
    resolvedAt: null,
    version: 1,
    kind: 'opened',
    updatedAt: now,
    root: null,
    audience: 'everyone',
    unstableSince: null,
    reopenedAt: null,
    components: [],
    updates: [],
    causes: [],
  }
}

async function publish(db: Db, board: Board, episode: Episode): Promise<boolean> {
  const { catalogue, now } = board
  const version = nextVersion(episode, {
    nameOf: (id) => catalogue.components.get(id)?.name ?? { ko: id, en: id },
    sizeOfService: catalogue.services.find(({ id }) => id === episode.after.service)?.components.length ?? 1,
    reasonOf: (id) => judge(board, id).reason,
    now,
  })
  if (!version) return false
  const { incident, body } = version
  await updateIncident(db, incident)
  await saveIncidentComponents(db, incident.id, incident.components)
  await insertIncidentUpdate(db, incident.id, {
    id: newId(),
    version: incident.version,
    status: incident.status,
    body,
    affected: episode.affected,
    author: ENGINE,
    at: now,
    publicAt: now,
    evidence: [],
  })
  return true
}

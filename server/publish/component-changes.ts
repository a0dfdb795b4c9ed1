// How the state of a component changed: as it was recorded, and what incidents tell of since it was last read. Pure.
import type { State } from '../../data/tables.ts'
import type { PublicIncident, Snapshot } from './snapshot.ts'

/** `reason`: the engine's name for why; `incident`: the one that tells of it; null where none that is public does. */
export type ToldChange = { at: number; from: State; to: State; reason: string | null; incident: string | null }

/** Newest first. */
export function changesOf({ history, incidents }: Snapshot, component: string): ToldChange[] {
  const recorded = history.changes.get(component) ?? []
  const read = recorded[0]?.decidedAt ?? Number.NEGATIVE_INFINITY
  const told = [...incidents, ...history.incidents]
  const known = new Set(told.map(({ id }) => id))
  return [
    ...told.flatMap((incident) => toldBy(incident, component)).filter(({ at }) => at > read),
    ...recorded.map(({ at, from, to, reason, incident }) => ({
      at,
      from,
      to,
      reason,
      // nothing public names an incident that is for operators
      incident: incident !== null && known.has(incident) ? incident : null,
    })),
  ].toSorted((a, b) => b.at - a.at)
}

function toldBy({ id: incident, updates }: PublicIncident, component: string): ToldChange[] {
  return updates.flatMap(({ at, affected }) =>
    affected
      .filter((one) => one.component === component)
      .map(({ from, to, reason = null }) => ({ at, from, to, reason, incident })),
  )
}

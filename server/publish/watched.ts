// What somebody looks at here. A catalogue holds more than one installation probes; what nobody looks at is never called well. Pure.
import type { Catalogue } from '../../data/catalogue.ts'
import type { ComponentStatesTable } from '../../data/tables.ts'
import { readMemory } from '../incidents/memory.ts'

type Row = Pick<ComponentStatesTable, 'component' | 'state' | 'last_checked_at' | 'memory'>

/**
 * Components of which a flow has run (also one that could not tell), which counters spoke of, which are under maintenance, or which
 * something of these needs. Before the first of all results everything is awaited.
 */
export function watchedIds({ components }: Catalogue, rows: Row[]): Set<string> {
  const looked = new Set(rows.filter(isLookedAt).map(({ component }) => component))
  if (looked.size === 0) return new Set(components.keys())
  // a set grows while it is gone through
  for (const id of looked) {
    for (const need of components.get(id)?.needs ?? []) {
      if (components.get(need)?.kind === 'dependency') looked.add(need)
    }
  }
  return looked
}

function isLookedAt({ state, last_checked_at: checked, memory }: Row): boolean {
  return checked !== null || state !== 'unknown' || readMemory(memory).flows.length > 0
}

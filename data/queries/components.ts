import type { Db } from '../database.ts'
import type { ComponentStatesTable, TransitionsTable } from '../tables.ts'

export function componentStates(db: Db): Promise<ComponentStatesTable[]> {
  return db.selectFrom('component_states').selectAll().orderBy('component').execute()
}

/** Writes states whole; a component's `created_at` stays as it was first. */
export async function saveComponentStates(db: Db, rows: ComponentStatesTable[]): Promise<void> {
  if (rows.length === 0) return
  await db
    .insertInto('component_states')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('component').doUpdateSet((row) => ({
        state: row.ref('excluded.state'),
        reason: row.ref('excluded.reason'),
        since: row.ref('excluded.since'),
        last_checked_at: row.ref('excluded.last_checked_at'),
        fresh_until: row.ref('excluded.fresh_until'),
        memory: row.ref('excluded.memory'),
        mark: row.ref('excluded.mark'),
        share: row.ref('excluded.share'),
        updated_at: row.ref('excluded.updated_at'),
      })),
    )
    .execute()
}

export async function insertTransitions(db: Db, rows: TransitionsTable[]): Promise<void> {
  if (rows.length > 0) await db.insertInto('transitions').values(rows).execute()
}

/**
 * Transitions from `since` on, and for each component also the last ones before it: what it was in when the time began.
 * By component, in the order in which they happened.
 */
export function transitionsSince(db: Db, since: number): Promise<TransitionsTable[]> {
  const lastBefore = db
    .selectFrom('transitions')
    .select((row) => ['component', row.fn.max('at').as('at')])
    .where('at', '<', since)
    .groupBy('component')
  return db
    .selectFrom('transitions as one')
    .leftJoin(lastBefore.as('last'), (join) => join.onRef('last.component', '=', 'one.component'))
    .selectAll('one')
    .where((row) => row.or([row('one.at', '>=', since), row('one.at', '=', row.ref('last.at'))]))
    .orderBy('one.component')
    .orderBy('one.at')
    .orderBy('one.id')
    .execute()
}

/**
 * First statement of every transaction that decides: a second one waits here until the first has committed, so that two
 * reports at once never decide on the same old memory.
 */
export async function lockDeciding(db: Db, now: number): Promise<void> {
  await db
    .insertInto('facts')
    .values({ name: 'last-decided', value: String(now) })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(now) }))
    .execute()
}

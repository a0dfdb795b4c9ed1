import { sql } from 'kysely'
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
 * Transitions decided from `since` on, by component, in the order in which they were decided. One decided later holds from its
 * `at` on, even where an earlier one, on what is said beside an unchanged state, has a later `at`.
 */
export function transitionsSince(db: Db, since: number): Promise<TransitionsTable[]> {
  return db
    .selectFrom('transitions')
    .selectAll()
    .where('decided_at', '>=', since)
    .orderBy('component')
    .orderBy('decided_at')
    .orderBy('id')
    .execute()
}

const DECISIONS = 'decisions'

/**
 * First statement of every transaction that decides, or changes what deciding rests on (incidents, maintenances): a second one
 * waits here until the first has committed, so that two reports at once never decide on the same old memory. Gives the number
 * of this transaction: whoever made the one before it knows what it left.
 */
export async function lockDeciding(db: Db): Promise<number> {
  const { value } = await db
    .insertInto('facts')
    .values({ name: DECISIONS, value: '1' })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ value: sql`cast(cast(facts.value as bigint) + 1 as text)` }),
    )
    .returning('value')
    .executeTakeFirstOrThrow()
  return Number(value)
}

/** The number of the last committed transaction that decided; 0 before the first. */
export async function decisionsCount(db: Db): Promise<number> {
  const row = await db.selectFrom('facts').select('value').where('name', '=', DECISIONS).executeTakeFirst()
  return Number(row?.value ?? 0)
}

// Roll-ups with their revisions, and how far they have come.
import type { Db } from '../database.ts'
import { type RollupRepairsTable, type RollupsTable, type Span, STATES, type State } from '../tables.ts'

const MARKS = [
  'rollups-from',
  'rollups-until',
  'rollups-seen',
  'rollups-runs-kept-from',
  'rollups-5m-kept-from',
  'rollups-hour-kept-from',
] as const
/** `rollups-until`: everything before it is rolled up; `rollups-seen`: what arrived until then was looked at; `…-kept-from`: older ones were deleted. */
export type RollupMark = (typeof MARKS)[number]
/** Instants; 0 while never set. */
export type RollupMarks = Record<RollupMark, number>

/** What the page shows of a day. */
export type RolledDay = Pick<
  RollupsTable,
  'component' | 'bucket' | 'note' | 'corrected' | 'excluded' | 'unwatched' | 'down' | 'degraded' | State
>

const ROWS_A_STATEMENT = 300

export async function rollupMarks(db: Db): Promise<RollupMarks> {
  const rows = await db.selectFrom('facts').selectAll().where('name', 'in', MARKS).execute()
  const values = new Map(rows.map(({ name, value }) => [name, Number(value)]))
  return Object.fromEntries(MARKS.map((name) => [name, values.get(name) ?? 0])) as RollupMarks
}

export async function setRollupMark(db: Db, name: RollupMark, at: number): Promise<void> {
  const value = String(at)
  await db
    .insertInto('facts')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

/** First statement of every transaction that rolls up or forgets: a second one waits here until the first has committed. */
export async function lockRollups(db: Db, now: number): Promise<void> {
  const value = String(now)
  await db
    .insertInto('facts')
    .values({ name: 'rollups-worked-at', value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

/** The present revisions of one component whose buckets begin from `from` on and before `until`, oldest first. */
export function presentRollups(
  db: Db,
  component: string,
  span: Span,
  from: number,
  until: number,
): Promise<RollupsTable[]> {
  return db
    .selectFrom('rollups')
    .selectAll()
    .where('component', '=', component)
    .where('span', '=', span)
    .where('bucket', '>=', from)
    .where('bucket', '<', until)
    .where('superseded_at', 'is', null)
    .orderBy('bucket')
    .execute()
}

/** The present days of all components from `from` on and before `until`, without their runs: what the page shows. */
export function presentDays(db: Db, from: number, until: number): Promise<RolledDay[]> {
  return db
    .selectFrom('rollups')
    .select(['component', 'bucket', 'note', 'corrected', 'excluded', 'unwatched', 'down', 'degraded', ...STATES])
    .where('span', '=', 'day')
    .where('bucket', '>=', from)
    .where('bucket', '<', until)
    .where('superseded_at', 'is', null)
    .orderBy('component')
    .orderBy('bucket')
    .execute()
}

/** Changes when any roll-up of a day does: when one was last computed. */
export async function daysMark(db: Db): Promise<string> {
  const found = await db
    .selectFrom('rollups')
    .select(({ fn }) => fn.max('computed_at').as('at'))
    .where('span', '=', 'day')
    .executeTakeFirst()
  return String(found?.at ?? '')
}

/** Every revision of one bucket, the first one first. */
export function rollupRevisions(db: Db, component: string, span: Span, bucket: number): Promise<RollupsTable[]> {
  return db
    .selectFrom('rollups')
    .selectAll()
    .where('component', '=', component)
    .where('span', '=', span)
    .where('bucket', '=', bucket)
    .orderBy('revision')
    .execute()
}

/** Writes new present revisions of one component and span; the former ones of the same buckets are superseded and stay. */
export async function writeRollups(db: Db, rows: RollupsTable[], now: number): Promise<void> {
  for (let first = 0; first < rows.length; first += ROWS_A_STATEMENT) {
    const some = rows.slice(first, first + ROWS_A_STATEMENT)
    const revised = some.filter(({ revision }) => revision > 1)
    for (const { component, span, bucket } of revised) {
      await db
        .updateTable('rollups')
        .set({ superseded_at: now })
        .where('component', '=', component)
        .where('span', '=', span)
        .where('bucket', '=', bucket)
        .where('superseded_at', 'is', null)
        .execute()
    }
    await db.insertInto('rollups').values(some).execute()
  }
}

export async function insertRepairs(db: Db, rows: RollupRepairsTable[]): Promise<void> {
  if (rows.length > 0) await db.insertInto('rollup_repairs').values(rows).execute()
}

export async function nextRepair(db: Db): Promise<RollupRepairsTable | null> {
  return (await db.selectFrom('rollup_repairs').selectAll().orderBy('id').limit(1).executeTakeFirst()) ?? null
}

/** The repair goes on from `from`; at its end it is over and deleted. */
export async function shortenRepair(db: Db, { id, until_at }: RollupRepairsTable, from: number): Promise<void> {
  if (from >= until_at) await db.deleteFrom('rollup_repairs').where('id', '=', id).execute()
  else await db.updateTable('rollup_repairs').set({ from_at: from }).where('id', '=', id).execute()
}

/** Where the oldest stretch begins that still has to be computed again, or null. */
export async function oldestRepair(db: Db): Promise<number | null> {
  const found = await db
    .selectFrom('rollup_repairs')
    .select((row) => row.fn.min('from_at').as('from'))
    .executeTakeFirst()
  return found?.from ?? null
}

// Flows that pause because a service turned them away.
import type { Db } from '../database.ts'

export type PausedFlow = { location: string; component: string; flow: string; reason: string; until: number }

/** Those whose newest run at a location says that they pause beyond `now` (UTC ms), of one component where it is given. */
export async function pausedFlows(db: Db, now: number, component?: string): Promise<PausedFlow[]> {
  let wanted = db
    .selectFrom('results as one')
    .select(['one.location', 'one.component', 'one.flow', 'one.reason', 'one.started_at', 'one.paused_until as until'])
    .where('one.paused_until', '>', now)
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('results as newer')
            .select('newer.id')
            .whereRef('newer.component', '=', 'one.component')
            .whereRef('newer.started_at', '>', 'one.started_at')
            .whereRef('newer.flow', '=', 'one.flow')
            .whereRef('newer.location', '=', 'one.location')
            .where('newer.verdict', '!=', 'inconclusive'),
        ),
      ),
    )
    .orderBy('one.started_at')
  if (component !== undefined) wanted = wanted.where('one.component', '=', component)
  const rows = await wanted.execute()
  const newest = new Map(rows.map((row) => [`${row.location} ${row.flow} ${row.component}`, row]))
  return [...newest.values()].map(({ started_at: _, until, ...row }) => ({ ...row, until: Number(until) }))
}

// Flows that pause because a service turned them away.
import type { Db } from '../database.ts'

export type PausedFlow = { location: string; component: string; flow: string; reason: string; until: number }

type Run = { location: string; component: string; flow: string; startedAt: number }

/** Whether the flow was paused there before the run that began at `startedAt` (UTC ms), and no run since came to a verdict. */
export async function wasPaused(db: Db, { location, component, flow, startedAt }: Run): Promise<boolean> {
  const last = await db
    .selectFrom('results')
    .select('paused_until')
    .where('location', '=', location)
    .where('component', '=', component)
    .where('flow', '=', flow)
    .where('started_at', '<', startedAt)
    .where((row) => row.or([row('paused_until', 'is not', null), row('verdict', '!=', 'inconclusive')]))
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.paused_until != null
}

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

// The days that the page shows: rolled up ones from their roll-ups, the newest from the log. Costs the same however long the history.
import type { Db } from '../../data/database.ts'
import { presentDays, rollupMarks } from '../../data/queries/rollups.ts'
import { type Figures, noFigures } from './availability.ts'
import { DAY, firstDay, startOfDay } from './availability-calendar.ts'
import { type History, historyOf, lastSaid, measureHistory } from './availability-history.ts'
import { figuresOf } from './availability-rows.ts'

/** One day of Korea from its midnight `from` on; today ends now. */
export type DayFigures = Figures & { from: number; corrected: boolean; note: string }

/** Of each component the last 90 days, oldest first; days without record are unknown. */
export async function readDays(
  db: Db,
  components: string[],
  leastNoticeHours: number,
  now: number,
): Promise<Map<string, DayFigures[]>> {
  const first = firstDay(now)
  const rolled = startOfDay((await rollupMarks(db))['rollups-until'])
  const open = Math.min(Math.max(first, rolled), startOfDay(now))
  const rows = await presentDays(db, first, open)
  const byComponent = Map.groupBy(rows, ({ component }) => component)
  const found = new Map<string, DayFigures[]>()
  for (const component of components) {
    const past = (byComponent.get(component) ?? []).map((row) => ({
      ...figuresOf(row),
      from: row.bucket,
      corrected: row.corrected === 1,
      note: row.note,
    }))
    const history = await historyOf(db, component, open, now, leastNoticeHours)
    found.set(component, [...completed(past, first, open), ...loggedDays(history, open, now)])
  }
  return found
}

/** The days from midnight `open` until `now`, from the log. */
export function loggedDays(history: History, open: number, now: number): DayFigures[] {
  const days: DayFigures[] = []
  for (let from = open; from <= now; from += DAY) {
    const until = Math.min(from + DAY, now)
    const said = lastSaid(history, { from, until })
    days.push({
      ...measureHistory(history, from, until),
      from,
      corrected: said !== undefined,
      note: said?.reason ?? '',
    })
  }
  return days
}

/** A day that nobody rolled up is one that nobody watched. */
function completed(known: DayFigures[], first: number, open: number): DayFigures[] {
  const byDay = new Map(known.map((day) => [day.from, day]))
  const days: DayFigures[] = []
  for (let from = first; from < open; from += DAY) days.push(byDay.get(from) ?? unwatchedDay(from))
  return days
}

function unwatchedDay(from: number): DayFigures {
  const nothing = noFigures()
  const milliseconds = { ...nothing.milliseconds, unknown: DAY }
  return { ...nothing, milliseconds, unwatched: DAY, from, corrected: false, note: '' }
}

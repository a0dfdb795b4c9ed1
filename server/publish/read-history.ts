// Reads what was: in small pieces, only what changed, so that neither probing nor serving waits for it. Shell.
import type { Catalogue, Text } from '../../data/catalogue.ts'
import type { Db } from '../../data/database.ts'
import { decisionsMark, newestChanges, runsAfter } from '../../data/queries/history.ts'
import { incidentsMark, publicIncidents } from '../../data/queries/incidents.ts'
import { daysMark, presentRollups } from '../../data/queries/rollups.ts'
import type { RollupsTable, TransitionsTable } from '../../data/tables.ts'
import { kstDay } from '../../views/format.ts'
import { DAY, firstDay, startOfDay } from '../incidents/availability-calendar.ts'
import { figuresOf, runsOf } from '../incidents/availability-rows.ts'
import { durationAt } from '../incidents/availability-runs.ts'
import { nextTurn } from '../loops.ts'
import { NO_HISTORY } from './build-snapshot.ts'
import { publicView } from './public-incident.ts'
import { PUBLIC_INCIDENTS } from './read-snapshot.ts'
import type { PublicChange, PublicDay, PublicHistory, PublicIncident, PublicLocation, RunDay } from './snapshot.ts'
import { createSpeeds, type PlaceRuns, type Speeds } from './speeds.ts'

export type HistoryParts = {
  db: Db
  catalogue: Catalogue
  /** In the order in which they are shown. */
  locations: { id: string; name: Text; network?: string | undefined; abroad?: boolean | undefined }[]
  now: () => number
}

export type HistoryReader = {
  /** As it was last read; empty at first. */
  current: () => PublicHistory
  /** Reads what has changed; when that fails, the former history stands. */
  refresh: () => Promise<void>
}

const DAYS = 365
const OLD_INCIDENTS = 2_000
const CHANGES = 200
const RUNS_A_SLICE = 500

export function createHistory({ db, catalogue, locations, now }: HistoryParts): HistoryReader {
  let history: PublicHistory = { ...NO_HISTORY, locations: locations.map((one) => locationOf(one, undefined)) }
  const speeds = createSpeeds()
  const arrived = { at: now() - DAY, id: '' }
  const marks = { days: '', incidents: '', decisions: '' }
  return {
    current: () => history,
    refresh: async () => {
      await readRuns(db, speeds, arrived)
      const found = speeds.read(now())
      const places = locations.map((one) => locationOf(one, found.places.get(one.id)))
      history = { ...history, speeds: found.speeds, locations: places }
      const days = `${startOfDay(now())} ${await daysMark(db)}`
      if (days !== marks.days) history = { ...history, ...(await readDays(db, catalogue, now())) }
      const incidents = await incidentsMark(db)
      if (incidents !== marks.incidents) history = { ...history, incidents: await oldIncidents(db, now()) }
      const decisions = await decisionsMark(db)
      if (decisions !== marks.decisions) history = { ...history, changes: await readChanges(db, catalogue) }
      Object.assign(marks, { days, incidents, decisions })
    },
  }
}

/** Everything that arrived since, a slice at a time. */
async function readRuns(db: Db, speeds: Speeds, arrived: { at: number; id: string }): Promise<void> {
  for (;;) {
    const runs = await runsAfter(db, arrived, RUNS_A_SLICE)
    speeds.add(runs)
    const last = runs.at(-1)
    if (last) Object.assign(arrived, { at: last.received_at, id: last.id })
    if (runs.length < RUNS_A_SLICE) return
    await nextTurn()
  }
}

/** One component at a time. The days that the snapshot has are left to it. */
async function readDays(db: Db, { components }: Catalogue, now: number): Promise<Pick<PublicHistory, 'days' | 'runs'>> {
  const days = new Map<string, PublicDay[]>()
  const runs = new Map<string, RunDay[]>()
  const shownFrom = firstDay(now)
  for (const component of components.keys()) {
    const rows = await presentRollups(db, component, 'day', firstDay(now, DAYS), startOfDay(now))
    if (rows.length === 0) continue
    days.set(component, rows.filter(({ bucket }) => bucket < shownFrom).map(dayOf))
    runs.set(component, rows.map(runDayOf))
    await nextTurn()
  }
  return { days, runs }
}

/** One component at a time. */
async function readChanges(db: Db, { components }: Catalogue): Promise<PublicHistory['changes']> {
  const changes = new Map<string, PublicChange[]>()
  for (const component of components.keys()) {
    const rows = await newestChanges(db, component, CHANGES)
    if (rows.length > 0) changes.set(component, rows.map(changeOf))
    await nextTurn()
  }
  return changes
}

function changeOf({ at, decided_at, from_state, to_state, reason, incident }: TransitionsTable): PublicChange {
  return { at, decidedAt: decided_at, from: from_state, to: to_state, reason, incident }
}

function dayOf(row: RollupsTable): PublicDay {
  const { bucket, corrected, note } = row
  return { ...figuresOf(row), day: kstDay(bucket), corrected: corrected === 1, note, incidents: [] }
}

function runDayOf(row: RollupsTable): RunDay {
  const { durations: _, ...counts } = runsOf(row)
  const at = (share: number) => Math.round(durationAt(runsOf(row), share) ?? 0) || null
  return { day: kstDay(row.bucket), ...counts, typical: at(0.5), slowest: at(0.9) }
}

/** Those that the snapshot has itself come first. */
async function oldIncidents(db: Db, now: number): Promise<PublicIncident[]> {
  const all = await publicIncidents(db, PUBLIC_INCIDENTS + OLD_INCIDENTS)
  return all.slice(PUBLIC_INCIDENTS).flatMap((one) => {
    const view = one.resolvedAt === null ? null : publicView(one, now)
    if (!view) return []
    const { kind: _, ...incident } = view
    return [incident]
  })
}

function locationOf(
  { id, name, network, abroad = false }: HistoryParts['locations'][number],
  seen: PlaceRuns | undefined,
): PublicLocation {
  const { runs = 0, failed = 0, inconclusive = 0, lastAt = null, components = [] } = seen ?? {}
  return { id, name, network: network ?? null, abroad, lastAt, runs, failed, inconclusive, components: [...components] }
}

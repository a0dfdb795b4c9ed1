// The board as it stands in the database, read whole or only as far as time alone changes it.
import type { Db } from '../../data/database.ts'
import { componentStates } from '../../data/queries/components.ts'
import { openIncidents } from '../../data/queries/incidents.ts'
import { begunMaintenances, comingMaintenances } from '../../data/queries/maintenances.ts'
import { staffReportsOf } from '../../data/queries/staff-reports.ts'
import type { Board, DecidingContext } from './board.ts'
import { groupNames } from './group-names.ts'
import { readMemory } from './memory.ts'
import { DEFAULT_STAFF_POLICY, type StaffPolicy } from './staff.ts'

/** A report counts for so many times as long where it says since when. */
const STAFF_LOOKS_BACK = 6
const STAFF_EVERY_MS = 1000

export async function readBoard(db: Db, context: DecidingContext): Promise<Board> {
  const { catalogue, policy, locations, staff: staffPolicy = DEFAULT_STAFF_POLICY } = context
  const now = context.now()
  const rows = await componentStates(db)
  return {
    catalogue,
    policy,
    turn: 0,
    ...placesOnBoard(locations),
    now,
    standings: new Map(rows.map((row) => [row.component, { ...row, memory: readMemory(row.memory) }])),
    ...(await maintenancesAt(db, now)),
    ...(await staffAt(db, staffPolicy, now)),
    staffPolicy,
    weighed: new Map(),
    open: await openIncidents(db),
    changes: [],
    touched: new Set(),
    suspected: new Map(),
    turns: [],
    identityEnds: [],
  }
}

/** What a board knows of the configured locations. */
export function placesOnBoard(
  locations: DecidingContext['locations'],
): Pick<Board, 'groupOf' | 'groups' | 'groupNames' | 'placeNames' | 'abroad'> {
  return {
    groupOf: new Map(locations.map(({ id, group }) => [id, group])),
    groups: [...new Set(locations.map(({ group }) => group))],
    groupNames: groupNames(locations),
    placeNames: new Map(locations.map(({ id, name }) => [id, name ?? { ko: id, en: id }])),
    abroad: new Set(locations.flatMap(({ id, abroad }) => (abroad ? [id] : []))),
  }
}

/** The board of an earlier transaction, for a new one at `now`: what time alone changes is read again. */
export async function renewBoard(db: Db, board: Board, now: number): Promise<Board> {
  const isStaffOld = Math.abs(now - board.staffReadAt) >= STAFF_EVERY_MS
  return {
    ...board,
    now,
    ...(now >= board.nextStart ? await maintenancesAt(db, now) : {}),
    ...(isStaffOld ? await staffAt(db, board.staffPolicy, now) : {}),
    weighed: new Map(),
    changes: [],
    touched: new Set(),
    turns: [],
    identityEnds: [],
  }
}

async function maintenancesAt(db: Db, now: number): Promise<Pick<Board, 'maintenances' | 'nextStart'>> {
  const [next] = await comingMaintenances(db, now)
  return { maintenances: await begunMaintenances(db, now), nextStart: next?.startsAt ?? Infinity }
}

/** Counters' reports are not decisions of their own: they are read whenever they may have changed. */
async function staffAt(db: Db, policy: StaffPolicy, now: number): Promise<Pick<Board, 'staff' | 'staffReadAt'>> {
  const since = now - STAFF_LOOKS_BACK * policy.withinSeconds * 1000
  return { staff: await staffReportsOf(db, since), staffReadAt: now }
}

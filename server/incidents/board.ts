// All components as they stand inside one deciding transaction; what changes is written once, at the end.
import type { Catalogue, Text } from '../../data/catalogue.ts'
import type { Db } from '../../data/database.ts'
import { saveComponentStates } from '../../data/queries/components.ts'
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import type { StaffReport } from '../../data/queries/staff-reports.ts'
import type { ComponentStatesTable, State } from '../../data/tables.ts'
import type { View } from './attribute.ts'
import { type Decision, decide } from './decide.ts'
import type { IdentityEnd } from './identity-ends.ts'
import { inferenceFor } from './inference.ts'
import { maintenanceOf, type Window } from './maintenance.ts'
import { type Memory, NO_MEMORY } from './memory.ts'
import { isPause, type PauseTurn } from './pauses.ts'
import type { Policy } from './policy.ts'
import { isTrouble } from './severity.ts'
import { type StaffEvidence, type StaffPolicy, staffEvidence } from './staff.ts'
import type { Suspicion } from './suspicion.ts'
import { withTurn } from './unstable.ts'

export type DecidingContext = {
  catalogue: Catalogue
  policy: Policy
  /** The configured ones; `group`: those that fail together, by network and site; `name`: default is the id; `abroad`: outside Korea. */
  locations: { id: string; group: string; name?: Text; abroad?: boolean }[]
  /** When counters are believed; left out: the defaults. */
  staff?: StaffPolicy
  /** Keeps the board between transactions; left out: it is read for each of them. */
  cache?: BoardCache
  now: () => number
}

/** The board after the commit that counted `count` (lockDeciding). */
export type BoardCache = { kept: { count: number; board: Board } | null }

export type Standing = Omit<ComponentStatesTable, 'memory'> & { memory: Memory }
export type Change = { component: string; from: State; decision: Decision; incident: string | null }

export type Board = Pick<DecidingContext, 'catalogue' | 'policy'> & {
  now: number
  /** Number of the transaction, one after the other over all servers. */
  turn: number
  /** Failure domain of each configured location, and each of them once. */
  groupOf: Map<string, string>
  groups: string[]
  /** What people call each of them. */
  groupNames: Map<string, Text>
  /** What people call each location. */
  placeNames: Map<string, Text>
  /** Locations outside Korea. */
  abroad: Set<string>
  standings: Map<string, Standing>
  /** Those that have begun, until `nextStart`, when the next one does. */
  maintenances: Window[]
  nextStart: number
  /** By component; read at `staffReadAt`. */
  staff: Map<string, StaffReport[]>
  staffReadAt: number
  staffPolicy: StaffPolicy
  /** What they say at `now`. */
  weighed: Map<string, StaffEvidence>
  open: IncidentRecord[]
  /** In the order in which they happened. */
  changes: Change[]
  /** Components whose row must be written. */
  touched: Set<string>
  /** What was last suspected of an open incident, and from what it was seen. */
  suspected: Map<string, { seen: string; suspicion: Suspicion | null }>
  /** Runs of this transaction that were turned away, and those that may show that checking goes on. */
  turns: PauseTurn[]
  /** Certificates of runs of this transaction of which operators have to hear. */
  identityEnds: IdentityEnd[]
}

/** Where the component stands; one that was never seen starts as `unknown`. */
export function standingOf(board: Board, component: string): Standing {
  const known = board.standings.get(component)
  if (known) return known
  const { now } = board
  const instants = { since: now, last_checked_at: null, fresh_until: null, created_at: now, updated_at: now }
  const nothing = { state: 'unknown', reason: 'never-checked', mark: '', share: 0, memory: NO_MEMORY } as const
  const first: Standing = { component, ...nothing, ...instants }
  board.standings.set(component, first)
  board.touched.add(component)
  return first
}

/** What the rule says of the component at `now`, without acting on it. */
export function judge(board: Board, component: string, now = board.now): Decision {
  const { state, since, mark, memory } = standingOf(board, component)
  const view = viewOf(board, now)
  return decide({
    current: { state, since, mark },
    memory,
    policy: board.policy,
    groups: view.groups,
    maintenance: maintenanceOf(board.maintenances, component, now),
    inIncident: board.open.some(
      ({ cause, components }) =>
        !isPause(cause) && components.some(({ id, recoveredAt }) => id === component && recoveredAt === null),
    ),
    staff: staffOf(board, component, now),
    inference: memory.flows.length > 0 ? null : inferenceFor(component, view),
    now,
  })
}

/** The board as what concludes from one component to another reads it. */
export function viewOf({ catalogue, standings, policy, groups }: Board, now: number): View {
  return { catalogue, standings, policy, groups, now }
}

/** Weighed once a transaction: in a great outage every counter reports. */
function staffOf({ staff, staffPolicy, weighed, now }: Board, component: string, at: number): StaffEvidence | null {
  const reports = staff.get(component)
  if (!reports) return null
  if (at !== now) return staffEvidence(reports, staffPolicy, at)
  const evidence = weighed.get(component) ?? staffEvidence(reports, staffPolicy, at)
  weighed.set(component, evidence)
  return evidence
}

/** Judges, and when the state changes puts it on the board. */
export function settle(board: Board, component: string): void {
  enter(board, component, judge(board, component))
}

/** A deadline that passed before `at` is a gap in what we know, and stays one even when results come again. */
export function settleSilence(board: Board, component: string, at: number): void {
  const earliest = standingOf(board, component).fresh_until
  if (earliest !== null && at < earliest) return
  const decision = judge(board, component, at)
  if (decision.reason === 'no-fresh-results') enter(board, component, decision)
}

/** Whether the decision says anything else of the component than is known; good runs by which it may end do not. */
export function isNews(board: Board, component: string, { state, mark, share, reason }: Decision): boolean {
  const before = standingOf(board, component)
  if (state !== before.state || mark !== before.mark) return true
  const ending = reason === 'first-good-runs' || reason === 'recovering'
  return !ending && Math.abs(share - before.share) >= board.policy.shareStep
}

function enter(board: Board, component: string, decision: Decision): void {
  if (!isNews(board, component, decision)) return
  const before = standingOf(board, component)
  const { state, mark, share, reason, at } = decision
  const turned = isTrouble(state) !== isTrouble(before.state)
  const memory = turned
    ? { ...before.memory, turns: withTurn(before.memory.turns, board.now, board.policy) }
    : before.memory
  board.standings.set(component, { ...before, memory, state, mark, share, reason, since: at, updated_at: board.now })
  const changed = state === before.state ? { ...decision, at: besideFrom(before, decision, board.now) } : decision
  board.changes.push({ component, from: before.state, decision: changed, incident: null })
  board.touched.add(component)
}

/** What is said beside an unchanged state holds from now on; what one network sees, from when it began to see it. */
function besideFrom({ since, mark }: Standing, decision: Decision, now: number): number {
  const began = decision.mark === 'one-network' && mark !== 'one-network' ? decision.beganAt : null
  return Math.max(since, began ?? now)
}

export async function saveStandings(db: Db, board: Board): Promise<void> {
  const rows = [...board.touched].flatMap((component) => board.standings.get(component) ?? [])
  await saveComponentStates(
    db,
    rows.map((row) => ({ ...row, memory: JSON.stringify(row.memory) })),
  )
}

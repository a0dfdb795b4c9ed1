// Operators are told once of each flow that it pauses, and once that all run again; one incident for each place and target. Shell.
import type { Component } from '../../data/catalogue.ts'
import type { Db } from '../../data/database.ts'
import { type IncidentRecord, saveIncidentComponents } from '../../data/queries/incidents.ts'
import { pausedFlows, wasPaused } from '../../data/queries/pauses.ts'
import type { Board } from './board.ts'
import { fullName } from './incident-title.ts'
import { tellOperators } from './operators-incident.ts'
import { pauseText, pauseTitle, runsAgainText } from './pause-words.ts'
import { type PauseTurn, pauseCause } from './pauses.ts'
import { placeName, targetName } from './targets.ts'

type Known = PauseTurn & { about: Component }
type Member = IncidentRecord['components'][number]

/** `true` when there was something to write. */
export async function followPauses(db: Db, board: Board): Promise<boolean> {
  if (board.turns.length === 0) return false
  const known = board.turns.flatMap((turn): Known[] => {
    const about = board.catalogue.components.get(turn.component)
    return about ? [{ ...turn, about }] : []
  })
  let changed = false
  for (const [cause, turns] of Map.groupBy(known, ({ location, about }) => pauseCause(location, about))) {
    changed = (await follow(db, board, cause, turns)) || changed
  }
  return changed
}

async function follow(db: Db, board: Board, cause: string, turns: Known[]): Promise<boolean> {
  const open = board.open.find((one) => one.cause === cause)
  const before = open?.components ?? []
  const isOpen = (id: string) => before.some((one) => one.id === id && one.recoveredAt === null)
  const joined = await newlyPaused(db, turns, isOpen)
  const left = await runAgain(db, board, turns, before)
  if (joined.length === 0 && left.size === 0) return false
  const gone = before.map((one) => ({ ...one, recoveredAt: left.get(one.id) ?? one.recoveredAt }))
  const fresh = newestOf(joined, ({ component }) => component)
    .filter(({ component }) => !isOpen(component))
    .map(({ component, startedAt }) => memberOf(board, component, startedAt))
  const members = [...gone.filter(({ id }) => !fresh.some((one) => one.id === id)), ...fresh]
  const resolved = members.every(({ recoveredAt }) => recoveredAt !== null)
  if (open && !resolved && joined.length === 0) {
    // operators hear when all of them run again
    await saveIncidentComponents(db, open.id, members)
    return true
  }
  const [first] = turns
  if (!first) return false
  const where = placeName(board, first.location)
  const named = joined.map((turn) => ({ ...turn, name: fullName(turn.component, board.catalogue) }))
  const again = members.map(({ id }) => fullName(id, board.catalogue))
  await tellOperators(db, board, {
    cause,
    service: first.about.service,
    beganAt: Math.min(...members.map(({ beganAt }) => beganAt)),
    title: open?.title ?? pauseTitle(where, targetName(board.catalogue, first.about)),
    body: resolved ? runsAgainText(where, again) : pauseText(where, named),
    resolved,
    members,
    evidence: named.map(({ flow, reason }) => ({ ko: `${flow}: ${reason}`, en: `${flow}: ${reason}` })),
  })
  return true
}

/** Of each flow that pauses and was not told of as pausing already, the last run. */
async function newlyPaused(db: Db, turns: Known[], isOpen: (component: string) => boolean): Promise<Known[]> {
  const joined: Known[] = []
  const flowOf = ({ component, flow }: Known) => `${component} ${flow}`
  for (const own of Map.groupBy(turns, flowOf).values()) {
    const paused = own.filter(({ until }) => until !== null)
    const [first, last] = [paused[0], paused.at(-1)]
    if (first && last && !(isOpen(first.component) && (await wasPaused(db, first)))) joined.push(last)
  }
  return joined
}

/** The last of each. */
function newestOf(turns: Known[], keyOf: (turn: Known) => string): Known[] {
  return [...new Map(turns.map((turn) => [keyOf(turn), turn])).values()]
}

/** Components of which nothing pauses at this place any more, with the start of the run that showed it (UTC ms). */
async function runAgain(db: Db, board: Board, turns: Known[], before: Member[]): Promise<Map<string, number>> {
  const left = new Map<string, number>()
  for (const { component, location, startedAt, until } of turns) {
    const member = before.find(({ id, recoveredAt }) => id === component && recoveredAt === null)
    if (!member || until !== null || startedAt <= member.beganAt) continue
    const still = await pausedFlows(db, board.now, component)
    if (!still.some((one) => one.location === location)) left.set(component, startedAt)
  }
  return left
}

function memberOf(board: Board, id: string, beganAt: number): Member {
  const state = board.standings.get(id)?.state ?? 'unknown'
  return { id, state, beganAt: Math.min(beganAt, board.now), recoveredAt: null, because: null }
}

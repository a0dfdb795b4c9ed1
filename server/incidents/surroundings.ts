// What is known of the places beside the runs of one component: what else fails there alone, and which of them are abroad. Shell.
import type { Db } from '../../data/database.ts'
import { componentStates } from '../../data/queries/components.ts'
import type { Board, DecidingContext } from './board.ts'
import type { Surroundings } from './matrix.ts'
import { type Memory, readMemory } from './memory.ts'
import { loneServices } from './networks.ts'
import { placesOnBoard } from './read-board.ts'

/** What it takes to read them where there is no board. */
export type Outlook = Pick<DecidingContext, 'catalogue' | 'policy' | 'locations'>

type Seen = Pick<Board, 'catalogue' | 'policy' | 'groups' | 'groupOf' | 'abroad' | 'now'>

export function surroundingsOn(board: Board): Surroundings {
  return surroundingsOf(
    board,
    [...board.standings].map(([id, { memory }]) => [id, memory]),
  )
}

/** As the engine remembers them at `now` (UTC ms). */
export async function readSurroundings(db: Db, outlook: Outlook, now: number): Promise<Surroundings> {
  const memories = (await componentStates(db)).map((row): [string, Memory] => [row.component, readMemory(row.memory)])
  return surroundingsOf({ ...outlook, ...placesOnBoard(outlook.locations), now }, memories)
}

/** A network's word is that of each of its locations. */
function surroundingsOf(seen: Seen, memories: [component: string, Memory][]): Surroundings {
  const { catalogue, policy, groups, groupOf, abroad, now } = seen
  const lone = loneServices(memories, catalogue, policy, groups, now)
  const elsewhere = [...groupOf].flatMap(([location, group]) => {
    const found = lone.get(group)
    return found ? [[location, { failing: found.failing.length, of: found.of }] as const] : []
  })
  return { elsewhere: new Map(elsewhere), abroad }
}

// The board kept in memory between transactions: valid as long as nobody else has decided in between.
import { type Db, inTransaction } from '../../data/database.ts'
import { decisionsCount, lockDeciding } from '../../data/queries/components.ts'
import type { Board, BoardCache, DecidingContext } from './board.ts'
import { readBoard, renewBoard } from './read-board.ts'

export function createBoardCache(): BoardCache {
  return { kept: null }
}

/**
 * Runs `work` on the board in a transaction of its own that no other decider interrupts. The board is kept only once it is
 * committed, and used again only by the very next transaction of all servers: `lockDeciding` counts them. After any error it is
 * read anew. `work` says whether it left the board as it is stored (`keep`).
 */
export async function onBoard<T extends { keep: boolean }>(
  db: Db,
  context: DecidingContext,
  work: (db: Db, board: Board) => Promise<T>,
): Promise<T> {
  let mine: { count: number; board: Board } | null = null
  const done = await inTransaction(db, async (db) => {
    const count = await lockDeciding(db)
    const kept = take(context.cache)
    const board =
      kept?.count === count - 1 ? await renewBoard(db, kept.board, context.now()) : await readBoard(db, context)
    board.turn = count
    mine = { count, board }
    return work(db, board)
  })
  // what an outer transaction may still roll back is not kept
  if (done.keep && !db.isTransaction) keep(context.cache, mine)
  return done
}

/** The board as it was last committed, for looking at only. Writes nothing. */
export async function peekBoard(db: Db, context: DecidingContext): Promise<Board> {
  const count = await decisionsCount(db)
  const { cache } = context
  if (cache?.kept?.count === count) {
    const board = await renewBoard(db, cache.kept.board, context.now())
    if (cache.kept?.count === count) cache.kept = { count, board }
    return board
  }
  const board = await readBoard(db, context)
  // nobody has committed while it was read, so that it is all of one piece
  if ((await decisionsCount(db)) === count && !db.isTransaction) keep(cache, { count, board })
  return board
}

/** Takes it out: two transactions never change the same board. */
function take(cache: BoardCache | undefined): BoardCache['kept'] {
  const kept = cache?.kept ?? null
  if (cache) cache.kept = null
  return kept
}

function keep(cache: BoardCache | undefined, mine: BoardCache['kept']): void {
  if (cache && mine && mine.count > (cache.kept?.count ?? 0)) cache.kept = mine
}

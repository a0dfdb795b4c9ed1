// Components that no flow exercises are judged again when something that needs them has changed. On the board.
import { type Board, settle, standingOf } from './board.ts'

export function settleShared(board: Board): void {
  const seen = new Set<string>()
  // what is concluded may change what else can be concluded: the list grows while it is walked
  for (const { component } of board.changes) {
    for (const need of needsOf(board, component)) {
      if (seen.has(need) || standingOf(board, need).memory.flows.length > 0) continue
      seen.add(need)
      settle(board, need)
    }
  }
}

/** All that it needs, nearest first. */
function needsOf({ catalogue }: Board, component: string): string[] {
  const found: string[] = []
  const walk = (id: string): void => {
    for (const need of catalogue.components.get(id)?.needs ?? []) {
      if (found.includes(need)) continue
      found.push(need)
      walk(need)
    }
  }
  walk(component)
  return found
}

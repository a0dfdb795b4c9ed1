import type { Session, Standing } from './http.ts'

const LOOK_MS = 250

/**
 * Calls `onStandstill` once, when nothing has moved for `afterMs` while an answer was waited for (a pause of our own between
 * two requests is no standstill). Returns what ends the watch.
 */
export function watchStandstill(
  session: Pick<Session, 'standing'>,
  afterMs: number,
  onStandstill: (where: Standing) => void,
): () => void {
  let mark: string | null = null
  let since = performance.now()
  const timer = setInterval(
    () => {
      const standing = session.standing()
      if (standing === null || standing.mark !== mark) {
        mark = standing?.mark ?? null
        since = performance.now()
      } else if (performance.now() - since >= afterMs) {
        clearInterval(timer)
        onStandstill(standing)
      }
    },
    Math.min(LOOK_MS, afterMs / 4),
  )
  return () => clearInterval(timer)
}

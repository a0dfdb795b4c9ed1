// Waiting for a browser: as long as something moves, and never beyond the end of the run.

export type Silence = 'silence' | 'deadline'

const LOOK_MS = 100

/** What `work` gives; rejects with `why(…)` once `mark()` has stayed the same for `ms`, or when `signal` fires. */
export async function whileMoving<T>(
  work: Promise<T>,
  settings: { mark: () => string; ms: number; signal: AbortSignal; why: (limit: Silence) => Error },
): Promise<T> {
  const { mark, ms, signal, why } = settings
  let last = mark()
  let movedAt = performance.now()
  let onAbort = () => {}
  let timer: NodeJS.Timeout | undefined
  const end = new Promise<never>((_, reject) => {
    onAbort = () => reject(why('deadline'))
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    timer = setInterval(
      () => {
        const now = mark()
        if (now !== last) movedAt = performance.now()
        else if (performance.now() - movedAt >= ms) reject(why('silence'))
        last = now
      },
      Math.min(LOOK_MS, ms),
    )
  })
  work.catch(() => {})
  try {
    return await Promise.race([work, end])
  } finally {
    clearInterval(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

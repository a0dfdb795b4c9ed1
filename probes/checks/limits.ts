/** How long each phase may take, in milliseconds. */
export type Limits = {
  dnsMs: number
  tcpMs: number
  tlsMs: number
  headersMs: number
  /** Longest silence inside a body. */
  idleMs: number
  /** Longest time for each exchange of the path check. */
  pathMs: number
  /** Longest time for each large exchange of the size pair. */
  largeMs: number
  /**
   * A large exchange of the pair that takes longer is made once more, and the better of the two counts; beyond it is slow.
   * Of 64 KiB over a path that loses 10 % of full packets hardly any takes over 1 s, at 30 % one in eight: two over 2 s are
   * no bad luck.
   */
  againMs: number
  /** Longest time for a try of the size sweep. TCP repeats a lost packet after 0.2 s, 0.4 s … */
  sweepMs: number
  canaryMs: number
}

export const LIMITS: Limits = {
  dnsMs: 5_000,
  tcpMs: 5_000,
  tlsMs: 8_000,
  headersMs: 15_000,
  idleMs: 8_000,
  pathMs: 3_000,
  largeMs: 8_000,
  againMs: 2_000,
  sweepMs: 1_000,
  canaryMs: 3_000,
}

/**
 * Waits for `work` at most `ms`, and never beyond `signal`; then rejects with `why(…)`.
 * The caller ends what it started (sockets, queries).
 */
export async function bounded<T>(
  work: Promise<T>,
  ms: number,
  signal: AbortSignal,
  why: (limit: 'timeout' | 'deadline') => Error,
): Promise<T> {
  if (signal.aborted) {
    work.catch(() => {})
    throw why('deadline')
  }
  let timer: NodeJS.Timeout | undefined
  let onAbort: (() => void) | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(why('timeout')), ms)
    onAbort = () => reject(why('deadline'))
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
    if (onAbort) signal.removeEventListener('abort', onAbort)
  }
}

/** A signal that fires after `ms`, or together with `stop`. */
export function deadline(ms: number, stop?: AbortSignal): AbortSignal {
  const timer = AbortSignal.timeout(ms)
  return stop ? AbortSignal.any([timer, stop]) : timer
}

/**
 * Waits for `work`; once `signal` has fired, only `graceMs` longer (time for work to say where it stood), then rejects
 * with `otherwise()`.
 */
export async function settle<T>(
  work: Promise<T>,
  signal: AbortSignal,
  graceMs: number,
  otherwise: () => Error,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  let onAbort = () => {}
  const cut = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(() => reject(otherwise()), graceMs)
    }
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work, cut])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

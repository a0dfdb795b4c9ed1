// The only timers of the server.
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'

export type Loop = { stop: () => Promise<void> }

/** Runs `work` again and again, `everyMs` after it ended, never twice at once; an error is told and the loop goes on. */
export function startLoop(everyMs: number, work: () => Promise<unknown>, onError: (error: unknown) => void): Loop {
  const stopping = new AbortController()
  const running = run()
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await work().catch(onError)
      await pause(everyMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
}

/**
 * Makes bursts of requests into single runs: while `work` runs, any number of further requests make it run once more.
 * The promise of a request resolves when a run that began after it has ended.
 */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null
  return function request(): Promise<void> {
    if (!running) return start()
    next ??= running.catch(() => {}).then(start)
    return next
  }

  function start(): Promise<void> {
    next = null
    running = work().finally(() => {
      running = null
    })
    return running
  }
}

/** Resolves when what has already arrived over the network is read. */
export function nextTurn(): Promise<void> {
  return turn()
}

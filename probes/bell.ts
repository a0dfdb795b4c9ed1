// Lets one loop of the agent wake another: a ring is remembered until the next wait.
export type Bell = {
  ring: () => void
  /** Resolves after `ms` (null: never), at the next ring, or when `stop` fires. */
  wait: (ms: number | null) => Promise<void>
}

export function makeBell(pause: (ms: number | null, wake: AbortSignal) => Promise<void>, stop: AbortSignal): Bell {
  let rung = new AbortController()
  return {
    ring: () => rung.abort(),
    wait: async (ms) => {
      await pause(ms, AbortSignal.any([rung.signal, stop]))
      rung = new AbortController()
    },
  }
}

// Lets one loop of the agent wake the other: a ring is remembered until the next wait.
type Which = 'run' | 'deliver'

export type Bell = {
  ring: (which: Which) => void
  /** Resolves after `ms` (null: never), at the next ring, or when `stop` fires. */
  wait: (which: Which, ms: number | null) => Promise<void>
}

export function makeBell(pause: (ms: number | null, wake: AbortSignal) => Promise<void>, stop: AbortSignal): Bell {
  const bells = { run: new AbortController(), deliver: new AbortController() }
  return {
    ring: (which) => bells[which].abort(),
    wait: async (which, ms) => {
      await pause(ms, AbortSignal.any([bells[which].signal, stop]))
      bells[which] = new AbortController()
    },
  }
}

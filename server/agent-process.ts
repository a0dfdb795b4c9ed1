// The agent of a local install: the same program as anywhere else, kept running next to the server.
import { fileURLToPath } from 'node:url'
import { type Child, startChild } from './child.ts'
import { type Loop, startLoop } from './loops.ts'

const ENTRY = fileURLToPath(new URL('../probes/agent.ts', import.meta.url))
/** The agent's exit code for settings that cannot be used (EX_CONFIG of sysexits.h): starting it again would not help. */
const SETTINGS_EXIT = 78
const RESTART_AFTER_MS = 1000

/**
 * Starts `probes/agent.ts` with these words of its command line and starts it again when it dies.
 * `onHopeless` is called when its settings are bad, which it has explained on standard error.
 */
export function keepAgentRunning(words: string[], onHopeless: () => void, onDeath: (error: unknown) => void): Loop {
  let child: Child | null = null
  let stopping = false
  const loop = startLoop(RESTART_AFTER_MS, runOnce, onDeath)
  return {
    stop: async () => {
      stopping = true
      await child?.stop()
      await loop.stop()
    },
  }

  async function runOnce(): Promise<void> {
    if (stopping) return
    child = startChild(ENTRY, words)
    const code = await child.ended
    if (stopping) return
    if (code === SETTINGS_EXIT) return onHopeless()
    throw new Error(`The agent ended with ${code === null ? 'a signal' : `code ${code}`}; it is started again.`)
  }
}

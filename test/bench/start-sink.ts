// Starts the mail server that takes everything (smtp-sink.ts) in a process of its own.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** `distinct`: mails of different Message-IDs; `firstAt`: when the first came (UTC ms). */
export type Taken = { mails: number; distinct: number; firstAt: number | null }

export async function startSink() {
  const sink = fork(join(import.meta.dirname, 'smtp-sink.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [{ port }] = (await once(sink, 'message')) as [{ port: number }]
  return {
    port,
    /** What it has; `clear` makes it forget that first. */
    ask: async (what: 'count' | 'clear'): Promise<Taken> => {
      sink.send(what)
      const [taken] = await once(sink, 'message')
      return taken as Taken
    },
    stop: () => sink.disconnect(),
  }
}

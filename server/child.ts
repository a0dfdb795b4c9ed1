// A child process that ends with its parent, whatever ends the parent: its IPC channel closes.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'

export type Child = {
  process: ChildProcess
  /** Resolves with the exit code (null after a signal). */
  ended: Promise<number | null>
  /** Asks it to end, and makes it after `graceMs`. */
  stop: (graceMs?: number) => Promise<void>
}

/** Starts `file` (absolute path) with this process's Node, standard output shared. */
export function startChild(file: string, words: string[]): Child {
  const child = fork(file, words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  return { process: child, ended, stop }

  async function stop(graceMs = 2500): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const waiting = new AbortController()
    await Promise.race([ended, pause(graceMs, undefined, { signal: waiting.signal }).catch(() => {})])
    waiting.abort()
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  }
}

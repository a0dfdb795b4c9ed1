// The whole program as its user starts it: `node server/main.ts` with its children, on a port of its own.

import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { FLOWS } from '../../probes/flows.ts'

export type Running = {
  address: string
  process: ChildProcess
  /** All that it printed so far. */
  output: () => string
  json: <T>(path: string) => Promise<T>
  switchFault: (target: string, fault: string, on: boolean) => Promise<void>
  /** Ctrl-C; resolves with the exit code. */
  interrupt: () => Promise<number | null>
}

export type Status = {
  state: string
  services: { id: string; state: string; components: StatusComponent[] }[]
}

type StatusComponent = { id: string; state: string; watched: boolean; lastCheckedAt: string | null }

export type CaughtMessage = {
  channel: string
  to: string
  subject: string
  text: string
  html: string
  headers: Record<string, string>
  at: string
}

const MAIN = join(import.meta.dirname, '../../server/main.ts')

/** Starts it with its data in `data` and waits until it has said where the page is. */
export async function startProgram(data: string, words: string[] = []): Promise<Running> {
  const child = spawn(process.execPath, [MAIN, '--port', '0', '--data', data, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  child.stdout.on('data', (chunk) => (printed += chunk))
  child.stderr.on('data', (chunk) => (printed += chunk))
  const address = await until('the page’s address is printed', 15_000, async () => {
    if (child.exitCode !== null) throw new Error(`ended with code ${child.exitCode}: ${printed}`)
    return printed.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0]
  })
  return {
    address,
    process: child,
    output: () => printed,
    json: async <T>(path: string) => (await (await fetch(address + path)).json()) as T,
    switchFault: async (target, fault, on) => {
      const answer = await fetch(`${address}/rehearsal/faults/${target}/${fault}`, { method: on ? 'PUT' : 'DELETE' })
      if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
    },
    interrupt: () => {
      child.kill('SIGINT')
      return ended(child)
    },
  }
}

export function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => child.once('exit', resolve))
}

/** Asks again until `look` gives something true; throws after `ms`. */
export async function until<T>(
  what: string,
  ms: number,
  look: () => Promise<T | undefined | null | false>,
): Promise<T> {
  const end = performance.now() + ms
  for (;;) {
    const found = await look()
    if (found) return found
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain until ${what}`)
    await pause(100)
  }
}

const EXERCISED = new Set(FLOWS.filter(({ kind }) => kind !== 'browser').map(({ component }) => component))

/** What is looked at works, and every flow of the rehearsal has run. */
export function allOperational({ services }: Status): boolean {
  const looked = services.flatMap(({ components }) => components.filter(({ watched }) => watched))
  const known = new Set(looked.map(({ id }) => id))
  return looked.every(({ state }) => state === 'operational') && EXERCISED.isSubsetOf(known)
}

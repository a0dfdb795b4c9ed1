// The one browser process that runs share: started when it is first needed, replaced when it has grown or aged, killed when stuck.
import type { Browser } from 'playwright-core'
import { Inconclusive } from '../../flow.ts'
import type { BrowserSettings } from '../../settings.ts'
import { type Launched, launch } from './launch.ts'
import { killTree, treeMegabytes } from './process-tree.ts'
import { within } from './within.ts'

/** A place in the browser for one run. */
export type Seat = {
  /** Throws Inconclusive `browser` when it does not start. */
  browser: () => Promise<Browser>
  /** Ends the process at once, with every page in it. */
  kill: () => Promise<void>
  leave: () => void
}

export { whyNoBrowser } from './launch.ts'

export type Browsers = {
  /** Waits until a place is free; rejects when `stop` fires before. */
  seat: (stop?: AbortSignal) => Promise<Seat>
  /** Megabytes of the process and all below it; `null` when it does not run, or where that is not known. */
  megabytes: () => number | null
  settings: BrowserSettings
  close: () => Promise<void>
}

type Process = { started: Promise<Launched>; pid: number | null; runs: number; users: number; retired: boolean }

const RUNS = 200
const CLOSE_MS = 1_200
export function openBrowsers(settings: BrowserSettings): Browsers {
  const { concurrency = 1, maxMegabytes = 1_024 } = settings
  const waiting: (() => void)[] = []
  const all = new Set<Process>()
  const ending = new Set<Promise<void>>()
  let current: Process | null = null
  let taken = 0

  function processNow(): Process {
    if (current && !current.retired) return current
    const one: Process = { started: launch(settings), pid: null, runs: 0, users: 0, retired: false }
    one.started.then(
      ({ browser, pid }) => {
        one.pid = pid
        browser.on('disconnected', () => forget(one))
      },
      () => forget(one),
    )
    all.add(one)
    current = one
    return one
  }

  function forget(one: Process): void {
    one.retired = true
    all.delete(one)
    if (current === one) current = null
  }

  function end(one: Process): Promise<void> {
    const work = endOf(one).finally(() => ending.delete(work))
    ending.add(work)
    return work
  }

  async function endOf(one: Process): Promise<void> {
    forget(one)
    const launched = await one.started.catch(() => null)
    if (!launched) return
    const closed = await within(
      CLOSE_MS,
      launched.browser.close().then(() => true),
    )
    if (!closed) await kill(one)
  }

  async function kill(one: Process): Promise<void> {
    forget(one)
    if (one.pid !== null) killTree(one.pid)
    await within(
      CLOSE_MS,
      one.started.then(({ browser }) => browser.close()),
    )
  }

  function left(one: Process): void {
    one.users -= 1
    one.runs += 1
    const grown = one.pid === null ? 0 : (treeMegabytes(one.pid) ?? 0)
    if (one.runs >= RUNS || grown > maxMegabytes) one.retired = true
    if (one.retired && one.users === 0 && all.has(one)) void end(one)
    taken -= 1
    waiting.shift()?.()
  }

  return {
    settings,
    seat: async (stop) => {
      while (taken >= concurrency) await turn(waiting, stop)
      taken += 1
      const one = processNow()
      one.users += 1
      await one.started.catch(() => {}) // a seat is taken with the browser ready: its start is no part of any run
      let seated = true
      return {
        browser: async () => (await one.started).browser,
        kill: () => kill(one),
        leave: () => {
          if (seated) left(one)
          seated = false
        },
      }
    },
    megabytes: () => (current?.pid ? treeMegabytes(current.pid) : null),
    close: async () => {
      await Promise.all([...[...all].map(end), ...ending])
    },
  }
}

function turn(waiting: (() => void)[], stop: AbortSignal | undefined): Promise<void> {
  return new Promise((done, fail) => {
    const called = () => {
      stop?.removeEventListener('abort', stopped)
      done()
    }
    const stopped = () => {
      if (waiting.includes(called)) waiting.splice(waiting.indexOf(called), 1)
      fail(new Inconclusive('stopped', 'the agent stopped before a browser was free'))
    }
    if (stop?.aborted) return stopped()
    stop?.addEventListener('abort', stopped, { once: true })
    waiting.push(called)
  })
}

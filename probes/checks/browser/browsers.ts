// The one browser process that runs share: started when it is first needed, replaced when it has grown or aged, killed when stuck.
import { accessSync, constants, statSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { Inconclusive } from '../../flow.ts'
import type { BrowserSettings } from '../../settings.ts'
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

export type Browsers = {
  /** Waits until a place is free; rejects when `stop` fires before. */
  seat: (stop?: AbortSignal) => Promise<Seat>
  /** Megabytes of the process and all below it; `null` when it does not run, or where that is not known. */
  megabytes: () => number | null
  settings: BrowserSettings
  close: () => Promise<void>
}

type Process = { browser: Promise<Browser>; pid: number | null; runs: number; users: number; retired: boolean }

const RUNS = 200
const START_MS = 20_000
const CLOSE_MS = 1_200
/** Nothing that speaks to anybody by itself, nor needs a display. */
const FLAGS = [
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--no-pings',
]

export function openBrowsers(settings: BrowserSettings): Browsers {
  const { concurrency = 1, maxMegabytes = 1_024 } = settings
  const waiting: (() => void)[] = []
  const all = new Set<Process>()
  let current: Process | null = null
  let taken = 0

  function processNow(): Process {
    if (current && !current.retired) return current
    const started: Process = { browser: launch(settings), pid: null, runs: 0, users: 0, retired: false }
    started.browser.then(
      async (browser) => {
        browser.on('disconnected', () => forget(started))
        started.pid = await pidOf(browser)
      },
      () => forget(started),
    )
    all.add(started)
    current = started
    return started
  }

  function forget(one: Process): void {
    one.retired = true
    all.delete(one)
    if (current === one) current = null
  }

  async function end(one: Process): Promise<void> {
    forget(one)
    const browser = await one.browser.catch(() => null)
    if (!browser) return
    const closed = await within(
      CLOSE_MS,
      browser.close().then(() => true),
    )
    if (!closed) await kill(one)
  }

  async function kill(one: Process): Promise<void> {
    forget(one)
    if (one.pid !== null) killTree(one.pid)
    await within(
      CLOSE_MS,
      one.browser.then((browser) => browser.close()),
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
      await one.browser.catch(() => {}) // a seat is taken with the browser ready: its start is no part of any run
      let seated = true
      return {
        browser: () => one.browser,
        kill: () => kill(one),
        leave: () => {
          if (seated) left(one)
          seated = false
        },
      }
    },
    megabytes: () => (current?.pid ? treeMegabytes(current.pid) : null),
    close: async () => {
      await Promise.all([...all].map(end))
    },
  }
}

/** What is wrong with the executable, in words that say how to mend it; `null` when it can be started. */
export function whyNoBrowser({ executable }: BrowserSettings): string | null {
  try {
    if (!statSync(executable).isFile())
      return `/browser/executable: ${executable} is no file; give the path of Chromium itself`
    accessSync(executable, constants.X_OK)
    return null
  } catch (error) {
    const denied = (error as NodeJS.ErrnoException).code === 'EACCES'
    const why = denied
      ? 'may not be run by this user; allow it (chmod +x)'
      : 'does not exist; give the path of Chromium'
    return `/browser/executable: ${executable} ${why}`
  }
}

function turn(waiting: (() => void)[], stop: AbortSignal | undefined): Promise<void> {
  return new Promise((done, fail) => {
    const stopped = () => fail(new Inconclusive('stopped', 'the agent stopped before a browser was free'))
    if (stop?.aborted) return stopped()
    stop?.addEventListener('abort', stopped, { once: true })
    waiting.push(() => {
      stop?.removeEventListener('abort', stopped)
      done()
    })
  })
}

async function launch({ executable }: BrowserSettings): Promise<Browser> {
  try {
    const { chromium } = await import('playwright-core')
    return await chromium.launch({
      executablePath: executable,
      args: FLAGS,
      chromiumSandbox: process.getuid?.() !== 0, // Chromium refuses to run as root with it
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      timeout: START_MS,
    })
  } catch (error) {
    const [words = ''] = (error as Error).message.split('\n')
    throw new Inconclusive('browser', `${executable} does not start: ${words}`)
  }
}

async function pidOf(browser: Browser): Promise<number | null> {
  const cdp = await browser.newBrowserCDPSession()
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo')
  await cdp.detach()
  return processInfo.find(({ type }) => type === 'browser')?.id ?? null
}

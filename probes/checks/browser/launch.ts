// Starts the browser that the settings name; playwright-core is loaded here, when a browser is first needed.
import { accessSync, constants, statSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { Inconclusive } from '../../flow.ts'
import type { BrowserSettings } from '../../settings.ts'

/** `pid`: of the browser's main process; `null` when it does not say. */
export type Launched = { browser: Browser; pid: number | null }

const START_MS = 20_000
/** Nothing that speaks to anybody by itself, nor needs a display. */
export const QUIET_FLAGS = [
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--no-pings',
]

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

/** Throws Inconclusive `browser` with Chromium's own words when it does not start. */
export async function launch({ executable }: BrowserSettings): Promise<Launched> {
  try {
    const { chromium } = await import('playwright-core')
    const browser = await chromium.launch({
      executablePath: executable,
      args: QUIET_FLAGS,
      chromiumSandbox: process.getuid?.() !== 0, // Chromium refuses to run as root with it
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      timeout: START_MS,
    })
    return { browser, pid: await pidOf(browser) }
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

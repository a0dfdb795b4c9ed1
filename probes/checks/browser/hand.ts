// What only a browser can do: press what has these words on it, wait for words, work in a window that opens by itself.
import type { Page as BrowserPage } from 'playwright-core'
import { StepFailure } from '../../flow.ts'
import { bareUrl } from '../exchange.ts'
import type { Page } from '../http.ts'
import type { Limits } from '../limits.ts'
import { usable } from './fill-in.ts'
import type { Navigation } from './navigate.ts'

/** Roles that people press. */
export type Pressed = { role: 'button' | 'link' | 'tab' | 'checkbox' | 'radio' | 'menuitem'; name: string }

export type Hand = {
  /** Presses what has this visible text, or this role and name; gives the page as it is then. Fails with `not-clickable`. */
  click: (what: string | Pressed) => Promise<Page>
  /** Waits until the page shows `text`, at most `timeoutMs` (default 8,000). Fails with `text-missing`. */
  waitForText: (text: string, timeoutMs?: number) => Promise<Page>
  /** Opens a window with `open`, and works in it: session and hand see it instead of the page until `work` has ended. */
  inPopup: <T>(open: () => Promise<unknown>, work: () => Promise<T>) => Promise<T>
}

type Current = { page: BrowserPage; navigate: Navigation }
type Parts = {
  limits: Limits
  signal: AbortSignal
  /** How long something to be pressed may take to be there. */
  handMs: number
  does: (work: (current: Current) => Promise<Page>) => Promise<Page>
  show: (page: BrowserPage) => Promise<void>
}

export function handOf({ limits, signal, handMs, does, show }: Parts): Hand {
  let here: BrowserPage | null = null

  const withPage = (work: (current: Current) => Promise<Page>) =>
    does((current) => {
      here = current.page
      return work(current)
    })

  return {
    click: (what) =>
      withPage(({ page, navigate }) => {
        const found = typeof what === 'string' ? page.getByText(what) : page.getByRole(what.role, { name: what.name })
        const words = typeof what === 'string' ? what : `${what.role} ${what.name}`
        return navigate.act(() =>
          usable(page, 'not-clickable', `"${words}" can be pressed`, handMs, () =>
            found.first().click({ timeout: handMs, noWaitAfter: true }),
          ),
        )
      }),
    waitForText: (text, timeoutMs = limits.idleMs) =>
      withPage(async ({ page, navigate }) => {
        const shown = page.getByText(text).first().waitFor({ state: 'visible', timeout: timeoutMs })
        await shown.catch(() => {
          const code = signal.aborted ? 'deadline' : 'text-missing'
          throw missing(page, code, `the page shows "${text}"`, `it did not within ${timeoutMs / 1000} s`)
        })
        return navigate.read()
      }),
    inPopup: async (open, work) => {
      await withPage(({ navigate }) => navigate.read())
      const opener = here as unknown as BrowserPage
      const opened = opener.waitForEvent('popup', { timeout: limits.idleMs }).catch(() => null)
      await open()
      const popup = await opened
      if (!popup) {
        throw missing(opener, 'popup-missing', 'a window opens', `none did within ${limits.idleMs / 1000} s`)
      }
      await popup.waitForLoadState('domcontentloaded', { timeout: limits.headersMs })
      await show(popup)
      try {
        return await work()
      } finally {
        await popup.close().catch(() => {})
        await show(opener)
      }
    },
  }
}

function missing(page: BrowserPage, code: string, expectation: string, cause: string): StepFailure {
  return new StepFailure({ layer: 'app', code, target: bareUrl(page.url()), expectation, cause })
}

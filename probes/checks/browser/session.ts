// A Session over a real page of a real browser, for the same steps as over HTTP.
import type { BrowserContext, BrowserContextOptions, Page as BrowserPage } from 'playwright-core'
import { Inconclusive, StepFailure } from '../../flow.ts'
import type { Form, Page, PageRequest, Session } from '../http.ts'
import { LIMITS } from '../limits.ts'
import { startMeasuring } from '../measure.ts'
import type { SessionSettings } from '../session.ts'
import { trustOf } from '../tls.ts'
import type { Seat } from './browsers.ts'
import { fillIn, send } from './fill-in.ts'
import { type Hand, handOf } from './hand.ts'
import { type Navigation, navigation } from './navigate.ts'
import { startTrace, type Trace, type TraceEntry } from './trace.ts'
import { openTunnels, type Tunnels } from './tunnels.ts'
import { takePicture, type Veil } from './veil.ts'
import { within } from './within.ts'

export type BrowserSession = Session & {
  browser: Hand
  /** What the browser did so far, and how it looks now (`null`: it cannot be shown). */
  scene: () => Promise<{ requests: TraceEntry[]; picture: Uint8Array | null }>
}

export type BrowserSessionSettings = SessionSettings & {
  seat: Seat
  veil: Veil
  /** Whether a picture is wanted when the run ends early. */
  pictures: boolean
}

const PICTURE_MS = 900
const CLOSE_MS = 700
/** What cannot be filled in or pressed within this time is not usable. */
const HAND_MS = 3_000
const LOOKS: BrowserContextOptions = {
  locale: 'ko-KR',
  timezoneId: 'Asia/Seoul',
  viewport: { width: 1280, height: 900 },
  serviceWorkers: 'block',
  acceptDownloads: false,
}

type Opened = {
  context: BrowserContext
  tunnels: Tunnels
  trace: Trace
  /** The page that steps see: the first one, or a popup while it is open. */
  current: { page: BrowserPage; navigate: Navigation }
}

/** Opens a fresh context at the first use. A page never outlives `signal` by more than 2 s: then the whole browser is ended. */
export function openBrowserSession(settings: BrowserSessionSettings): BrowserSession {
  const { target, signal, seat, evidence } = settings
  const limits = { ...LIMITS, ...settings.limits }
  const handMs = Math.min(HAND_MS, limits.idleMs)
  const measure = startMeasuring()
  const origins = new WeakMap<Form, { selector: string; before: Map<string, string>; page: BrowserPage }>()
  const navigations = new WeakMap<BrowserPage, Navigation>()
  let opening: Promise<Opened> | null = null
  let opened: Opened | null = null
  let asked: string | null = null
  let picture: Promise<Uint8Array | null> | null = null
  let ending: Promise<void> | null = null

  const trust = target.ca ? trustOf(target) : null

  async function open(): Promise<Opened> {
    const browser = await seat.browser()
    const tunnels = await openTunnels({
      resolvers: target.resolvers,
      trust,
      limits,
      signal,
      evidence,
      turn: settings.turn ?? 0,
      onSocket: measure.watch,
      took: (rung, ms) => {
        measure.connecting[rung] += ms
      },
    })
    const context = await browser.newContext({ ...LOOKS, ...wayOut(settings.userAgent, tunnels, trust !== null) })
    const trace = startTrace(context)
    context.on('request', () => measure.requested())
    const page = await context.newPage()
    return { context, tunnels, trace, current: { page, navigate: await navigationOn(page, tunnels) } }
  }

  async function navigationOn(page: BrowserPage, tunnels: Tunnels): Promise<Navigation> {
    const known = navigations.get(page)
    if (known) return known
    const explain = { secureContext: trustOf(target), userAgent: settings.userAgent, pathMs: limits.pathMs }
    const made = await navigation(page, { tunnels, limits, signal, evidence, measure, explain, trust: trust !== null })
    navigations.set(page, made)
    return made
  }

  async function ready(): Promise<Opened> {
    opening ??= open()
    try {
      opened = await opening
      return opened
    } catch (error) {
      throw error instanceof Inconclusive ? error : new Inconclusive('browser', wordsOf(error))
    }
  }

  async function does(url: string | null, work: (opened: Opened) => Promise<Page>): Promise<Page> {
    try {
      const all = await ready()
      asked = url ?? all.current.page.url()
      return remembered(await work(all), all.current.page)
    } catch (error) {
      picture ??= settings.pictures ? shoot() : null
      throw plain(error)
    } finally {
      asked = null
    }
  }

  /** The page's forms know where they stand, so that they can be filled in there. */
  function remembered(page: Page, shown: BrowserPage): Page {
    const read = page.form
    page.form = (selector) => {
      const form = read(selector)
      origins.set(form, { selector: selector ?? 'form', before: new Map(form.fields), page: shown })
      return form
    }
    return page
  }

  async function submit(form: Form, options: PageRequest): Promise<Page> {
    const origin = origins.get(form)
    if (!origin) throw new Error('a browser only submits forms that its own pages gave')
    return does(form.action, async ({ current }) => {
      if (origin.page !== current.page) throw new Error('the page of this form is not open any more')
      const filled = await fillIn(current.page, origin.selector, origin.before, form.fields, handMs)
      return current.navigate.act(() => send(current.page, filled, handMs), options)
    })
  }

  async function shoot(): Promise<Uint8Array | null> {
    if (!opened || opened.current.page.isClosed()) return null
    return within(PICTURE_MS, takePicture(opened.current.page, settings.veil, PICTURE_MS))
  }

  async function end(): Promise<void> {
    if (!opening) return
    const all = opened ?? (await within(CLOSE_MS, opening))
    all?.tunnels.close()
    const closed =
      all &&
      (await within(
        CLOSE_MS,
        all.context.close().then(() => true),
      ))
    if (!closed) await seat.kill()
  }

  const finish = () => {
    ending ??= end()
    return ending
  }
  const onAbort = async () => {
    const late = (signal.reason as Error | undefined)?.name === 'TimeoutError' // otherwise the agent stops
    if (settings.pictures && late) picture ??= shoot()
    await picture
    await finish()
  }
  signal.addEventListener('abort', onAbort, { once: true })

  return {
    get: (url, options = {}) =>
      does(url, ({ current }) =>
        current.navigate.act(() => current.page.goto(url, { waitUntil: 'commit', timeout: 0 }), options),
      ),
    submit: (form, options = {}) => submit(form, options),
    browser: handOf({
      limits,
      signal,
      handMs,
      does: (work) => does(null, ({ current }) => work(current)),
      show: async (page) => {
        const all = await ready()
        all.current = { page, navigate: await navigationOn(page, all.tunnels) }
      },
    }),
    takeMeasurements: measure.take,
    measurementsSoFar: measure.count,
    standing: () => {
      if (asked === null || !opened || !URL.canParse(asked)) return null
      const url = opened.current.navigate.asked() ?? asked
      const way = opened.tunnels.way(url)
      return { layer: way?.rung ?? 'dns', target: new URL(url).host, mark: opened.tunnels.mark() }
    },
    scene: async () => ({
      picture: await (picture ?? shoot()),
      requests: opened?.trace.entries() ?? [],
    }),
    close: async () => {
      signal.removeEventListener('abort', onAbort)
      await finish()
    },
  }
}

/** Where our tunnels verify each host with the target's own CA, the browser does not judge certificates once more. */
function wayOut(userAgent: string, { address }: Tunnels, verified: boolean): BrowserContextOptions {
  return { userAgent, proxy: { server: address }, ignoreHTTPSErrors: verified }
}

/** What Playwright says, without the log of what it did, which may hold what was typed. */
function plain(error: unknown): unknown {
  if (error instanceof StepFailure || error instanceof Inconclusive) return error
  return new Inconclusive('browser', wordsOf(error))
}

function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 120) ?? ''
}

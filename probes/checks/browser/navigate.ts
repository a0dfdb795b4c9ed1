// One act that leads to a page (an address, a press of a button), waited for and judged as the HTTP session judges an answer.
import type { SecureContext } from 'node:tls'
import type { Page as BrowserPage, Request } from 'playwright-core'
import type { EvidenceNotes } from '../../evidence.ts'
import { Inconclusive, StepFailure } from '../../flow.ts'
import { compareAddresses } from '../addresses.ts'
import type { Page, PageRequest } from '../http.ts'
import type { Limits } from '../limits.ts'
import type { startMeasuring } from '../measure.ts'
import { isHtml, readPage } from '../page.ts'
import { explainStall } from '../path.ts'
import { refuseStatus } from '../redirect.ts'
import { softFailure } from '../soft-failures.ts'
import { Stalled } from '../stall.ts'
import { type DocumentAnswer, watchDocuments } from './documents.ts'
import { explainer } from './explain.ts'
import { rendered } from './in-page.ts'
import { netErrorOf } from './net-errors.ts'
import { whileMoving } from './silence.ts'
import type { Tunnels } from './tunnels.ts'
import { within } from './within.ts'

export type NavigationSettings = {
  tunnels: Tunnels
  limits: Limits
  signal: AbortSignal
  evidence: EvidenceNotes | undefined
  measure: ReturnType<typeof startMeasuring>
  explain: { secureContext: SecureContext; userAgent: string; pathMs: number }
  /** Our tunnels verify certificates instead of the browser. */
  trust: boolean
}

export type Navigation = {
  /** Does something and gives the page that the browser shows then, or the file that it got. */
  act: (work: () => Promise<unknown>, options?: PageRequest) => Promise<Page>
  /** The page as it is now. */
  read: () => Promise<Page>
  asked: () => string | null
}

/** An act that asks the server for nothing within this time changes the page by itself. */
const BEGIN_MS = 700
/** Pictures and scripts that are still missing then do not keep a person from reading. */
const LOAD_MS = 3_000
const MOST_PAGES = 10
/** The browser's own page about an error comes after the error, and must not be taken for what is asked for next. */
const ERROR_PAGE_MS = 500

export async function navigation(page: BrowserPage, settings: NavigationSettings): Promise<Navigation> {
  const { tunnels, limits, signal, evidence } = settings
  const documents = await watchDocuments(page)
  let failed: (error: Error) => void = () => {}
  let shown: Pick<DocumentAnswer, 'method' | 'status' | 'hops' | 'headers'> = {
    method: 'GET',
    status: 200,
    hops: [],
    headers: {},
  }
  let errorPage: Promise<unknown> = Promise.resolve()
  const { note, failureOf, stalled } = explainer(page, documents, settings)
  page.on('crash', () => failed(new Inconclusive('browser', 'the page crashed')))
  page.on('requestfailed', (request) => {
    const name = isMain(page, request) ? netErrorOf(request.failure()?.errorText ?? '') : null
    if (!name || name === 'ABORTED') return
    errorPage = errorPageOf(page)
    failed(failureOf(name, request.url()))
  })
  page.on('requestfinished', (request) => {
    if (isMain(page, request)) measured(request, settings.measure)
  })

  async function act(work: () => Promise<unknown>, options: PageRequest = {}): Promise<Page> {
    try {
      return await acted(work, options.timeoutMs ?? limits.headersMs)
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error
      const explained =
        error instanceof Stalled ? await explainStall(error, null, { ...settings.explain, evidence }) : error
      throw await compareAddresses(explained, tunnels.names, evidence, settings.explain)
    }
  }

  async function acted(work: () => Promise<unknown>, headersMs: number): Promise<Page> {
    await errorPage
    documents.forget()
    const broken = new Promise<never>((_, reject) => {
      failed = reject
    })
    broken.catch(() => {})
    const commits = page.waitForEvent('domcontentloaded', { timeout: 0 })
    commits.catch(() => {})
    const started = work()
    started.catch((error: Error) => {
      if (
        !netErrorOf(error.message) &&
        !/interrupted|Download is starting|frame was detached|has been closed/.test(error.message)
      )
        failed(error)
    })
    await Promise.race([within(BEGIN_MS, begun(page)), documents.after(null), broken])
    if (!documents.pending() && !documents.newest()) {
      await Promise.race([started, broken])
      if (!documents.pending() && !documents.newest()) return read()
    }
    const answer = await waited(Promise.race([documents.after(null), broken]), headersMs, 'headers')
    if (answer.bytes) return taken(answer)
    await waited(Promise.race([commits, broken]), limits.idleMs, 'body')
    if (settings.trust) await waited(verified(answer), limits.idleMs, 'body')
    return settled(answer, broken, headersMs)
  }

  /** The browser must have been shown the certificate that we verified, since it does not judge it itself. */
  async function verified({ url }: DocumentAnswer): Promise<void> {
    const { origin, host } = new URL(url)
    const shown = await documents.certificate(origin)
    if (shown === null || shown === tunnels.way(url)?.certificate) return
    const cause = 'the browser was shown another certificate than the one verified a moment before'
    const expectation = `${host} shows the same certificate on every connection`
    throw new StepFailure({ layer: 'tls', code: 'untrusted', target: host, expectation, cause })
  }

  /** Follows pages that send the browser on by themselves. */
  async function settled(first: DocumentAnswer, broken: Promise<never>, headersMs: number): Promise<Page> {
    let answer = first
    for (let pages = 1; pages < MOST_PAGES; pages += 1) {
      shown = answer
      note(answer.url, answer.status < 500 ? 'ok' : `status-${answer.status}`)
      await within(LOAD_MS, Promise.race([page.waitForLoadState('load', { timeout: 0 }), broken, aborted()]))
      if (!documents.pending() && documents.newest() === answer) break
      answer = await waited(Promise.race([documents.after(answer), broken]), headersMs, 'headers')
      if (answer.bytes) return taken(answer)
      await waited(
        Promise.race([page.waitForLoadState('domcontentloaded', { timeout: 0 }), broken]),
        limits.idleMs,
        'body',
      )
    }
    return read()
  }

  async function read(): Promise<Page> {
    const html = await waited(show(), limits.idleMs, 'body')
    const headers = { ...shown.headers, 'content-type': 'text/html; charset=utf-8' }
    const url = page.url()
    if (/^https?:/.test(url))
      refuseStatus(
        { method: shown.method === 'POST' ? 'POST' : 'GET', url, headers: {}, body: null },
        { ...answerOf(shown), headers },
      )
    const made = readPage(url, { ...answerOf(shown), headers, bytes: Buffer.from(html) }, shown.hops)
    const soft = isHtml(made.contentType) ? softFailure(made) : null
    if (soft) throw soft
    return made
  }

  /** A page that goes elsewhere at this very moment is read where it arrives. */
  async function show(): Promise<string> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await page.evaluate(rendered)
      } catch (error) {
        if (tries === MOST_PAGES || !/context was destroyed/.test((error as Error).message)) throw error
        await page.waitForLoadState('domcontentloaded', { timeout: 0 })
      }
    }
  }

  function taken(answer: DocumentAnswer): Page {
    note(answer.url, answer.status < 500 ? 'ok' : `status-${answer.status}`)
    const { url, hops } = answer
    return readPage(
      url,
      { ...answerOf(answer), headers: answer.headers, bytes: answer.bytes ?? new Uint8Array() },
      hops,
    )
  }

  function waited<T>(work: Promise<T>, ms: number, phase: 'headers' | 'body'): Promise<T> {
    return whileMoving(work, { mark: tunnels.mark, ms, signal, why: (limit) => stalled(limit, phase) })
  }

  function aborted(): Promise<void> {
    return new Promise((done) => {
      if (signal.aborted) done()
      signal.addEventListener('abort', () => done(), { once: true })
    })
  }

  return { act, read, asked: documents.asked }
}

function answerOf({ status }: { status: number }) {
  return { status, bytes: new Uint8Array(), headers: {}, firstByteMs: 0, transferMs: 0, received: 0 }
}

function isMain(page: BrowserPage, request: Request): boolean {
  return request.isNavigationRequest() && request.frame() === page.mainFrame()
}

async function errorPageOf(page: BrowserPage): Promise<unknown> {
  const isIt = () => page.url().startsWith('chrome-error:')
  return page.waitForEvent('domcontentloaded', { predicate: isIt, timeout: ERROR_PAGE_MS }).catch(() => null)
}

function begun(page: BrowserPage): Promise<unknown> {
  return page.waitForEvent('request', { predicate: (request) => isMain(page, request), timeout: BEGIN_MS })
}

/** By the browser's own clock: the handshake, the wait for the first byte, the rest. */
function measured(request: Request, measure: NavigationSettings['measure']): void {
  const { secureConnectionStart, connectEnd, requestStart, responseStart, responseEnd } = request.timing()
  if (secureConnectionStart >= 0 && connectEnd >= secureConnectionStart)
    measure.connecting.tls += connectEnd - secureConnectionStart
  if (requestStart < 0 || responseStart < requestStart) return
  measure.answered({ firstByteMs: responseStart - requestStart, transferMs: Math.max(0, responseEnd - responseStart) })
}

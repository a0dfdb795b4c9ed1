// The answers to a page's own navigations, as the browser gets them. What is no web page is read here and never written to a disk.
import { X509Certificate } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Page as BrowserPage, CDPSession } from 'playwright-core'
import { bareUrl } from '../exchange.ts'

export type DocumentAnswer = {
  method: string
  url: string
  status: number
  headers: IncomingHttpHeaders
  /** `null`: a web page, which the browser shows. */
  bytes: Uint8Array | null
  hops: string[]
}

export type Documents = {
  /** The newest answer, or `null` since `forget`. */
  newest: () => DocumentAnswer | null
  forget: () => void
  /** Waits for an answer that is not `known`. */
  after: (known: DocumentAnswer | null) => Promise<DocumentAnswer>
  /** A navigation was begun and has no answer yet. */
  pending: () => boolean
  /** SHA-256 of the certificate that the browser was shown at an origin, as Node writes it; `null` when it does not say. */
  certificate: (origin: string) => Promise<string | null>
  /** Address that the page asked for last. */
  asked: () => string | null
}

type Paused = {
  requestId: string
  frameId: string
  request: { url: string; method: string }
  responseErrorReason?: string
  responseStatusCode?: number
  responseHeaders?: { name: string; value: string }[]
}

const NO_CONTENT = 204

/** Watches the page's main frame through the DevTools protocol's Fetch domain, paused when headers have come. */
export async function watchDocuments(page: BrowserPage): Promise<Documents> {
  const cdp = await page.context().newCDPSession(page)
  const { frameTree } = await cdp.send('Page.getFrameTree')
  let newest: DocumentAnswer | null = null
  let asked: string | null = null
  let pending = false
  let hops: string[] = []
  let waiting: (() => void)[] = []

  page.on('request', (request) => {
    if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return
    if (!request.redirectedFrom()) hops = []
    asked = request.url()
    pending = true
  })
  page.on('requestfailed', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) pending = false
  })

  cdp.on('Fetch.requestPaused', (paused: Paused) => {
    void answered(paused).catch(() => {}) // the page has gone
  })

  async function answered(paused: Paused): Promise<void> {
    const { requestId, request } = paused
    const status = paused.responseStatusCode
    const headers = headersOf(paused)
    const goOn = () => cdp.send('Fetch.continueRequest', { requestId })
    if (paused.frameId !== frameTree.frame.id || status === undefined || paused.responseErrorReason) {
      await goOn()
      return
    }
    if (status >= 300 && status < 400 && headers.location) {
      hops.push(bareUrl(request.url))
      await goOn()
      return
    }
    const shown = isShown(headers) || status >= 300
    const bytes = shown ? null : await readBody(cdp, requestId)
    newest = { method: request.method, url: request.url, status, headers, bytes, hops }
    pending = false
    for (const wake of waiting.splice(0)) wake()
    if (shown) await goOn()
    else await cdp.send('Fetch.fulfillRequest', { requestId, responseCode: NO_CONTENT })
  }

  await cdp.send('Network.enable')
  await cdp.send('Fetch.enable', { patterns: [{ resourceType: 'Document', requestStage: 'Response' }] })
  return {
    newest: () => newest,
    forget: () => {
      newest = null
      waiting = []
    },
    after: async (known) => {
      while (newest === null || newest === known) await new Promise<void>((wake) => waiting.push(wake))
      return newest
    },
    pending: () => pending,
    certificate: async (origin) => {
      const { tableNames } = await cdp.send('Network.getCertificate', { origin })
      const [leaf] = tableNames
      return leaf ? new X509Certificate(Buffer.from(leaf, 'base64')).fingerprint256 : null
    },
    asked: () => asked,
  }
}

function headersOf({ responseHeaders = [] }: Paused): IncomingHttpHeaders {
  return Object.fromEntries(responseHeaders.map(({ name, value }) => [name.toLowerCase(), value]))
}

function isShown(headers: IncomingHttpHeaders): boolean {
  const attached = /^\s*attachment/i.test(String(headers['content-disposition'] ?? ''))
  return !attached && /html|^$/i.test(String(headers['content-type'] ?? ''))
}

async function readBody(cdp: CDPSession, requestId: string): Promise<Uint8Array> {
  const { body, base64Encoded } = await cdp.send('Fetch.getResponseBody', { requestId })
  return Buffer.from(body, base64Encoded ? 'base64' : 'utf8')
}

// What happened in the browser, as a list without bodies, headers, cookies or details of addresses; bounded.
import type { BrowserContext, Request } from 'playwright-core'
import { bareUrl } from '../exchange.ts'

export type TraceEntry = {
  /** Milliseconds since the session began. */
  at: number
  kind: 'request' | 'dialog' | 'crash' | 'page'
  method?: string
  url?: string
  type?: string
  status?: number | null
  failure?: string
  text?: string
}

const MOST = 500

export type Trace = { entries: () => TraceEntry[] }

export function startTrace(context: BrowserContext): Trace {
  const start = performance.now()
  const entries: TraceEntry[] = []
  const note = (entry: Omit<TraceEntry, 'at'>) => {
    entries.push({ at: Math.round(performance.now() - start), ...entry })
    if (entries.length > MOST) entries.shift()
  }
  const ended = async (request: Request) => {
    const response = await request.response().catch(() => null)
    const failure = request.failure()?.errorText
    note({
      kind: 'request',
      method: request.method(),
      url: shortUrl(request.url()),
      type: request.resourceType(),
      status: response?.status() ?? null,
      ...(failure && { failure }),
    })
  }
  context.on('requestfinished', (request) => void ended(request))
  context.on('requestfailed', (request) => void ended(request))
  context.on('page', (page) => {
    note({ kind: 'page', url: shortUrl(page.url()) })
    page.on('crash', () => note({ kind: 'crash' }))
  })
  context.on('dialog', (dialog) => {
    note({ kind: 'dialog', type: dialog.type(), text: dialog.message().slice(0, 300) })
    dialog.dismiss().catch(() => {})
  })
  return { entries: () => [...entries] }
}

/** `data:` and the like hold contents instead of places. */
function shortUrl(url: string): string {
  return /^https?:/.test(url) ? bareUrl(url) : `${url.split(':')[0]}:`
}

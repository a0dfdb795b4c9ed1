// Answers everything public from memory, in front of the router.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Encoding, Published } from './bytes.ts'
import type { Snapshot } from './snapshot.ts'
import { STATUS_DOCUMENTS } from './status-api/documents.ts'

export type Publisher = {
  /** Swaps in the documents of `snapshot`; an older one than the present is ignored. */
  publish: (snapshot: Snapshot, documents: Map<string, Published>) => void
  /** Answers and gives `true` when the request is for a published document. */
  answer: (request: IncomingMessage, response: ServerResponse) => boolean
  /** What is public now; `null` before the first one. */
  current: () => Snapshot | null
}

const METHODS = 'GET, HEAD, OPTIONS'

export function createPublisher(): Publisher {
  let current: Snapshot | null = null
  let published = new Map<string, Published>()
  return {
    current: () => current,
    publish: (snapshot, documents) => {
      if (current && snapshot.version <= current.version) return
      current = snapshot
      published = documents
    },
    answer: (request, response) => {
      const { url = '', method } = request
      const reads = method === 'GET' || method === 'HEAD'
      if (reads && asksSomething(url)) return false
      const found = published.get(url) ?? published.get(plainPath(url))
      if (!found) return false
      if (reads) return send(found, request, response)
      return isApi(url) && (method === 'OPTIONS' ? allow(response) : refuse(response))
    },
  }
}

/** What is asked there behind a "?" is answered by the router. */
const ANSWERS_QUESTIONS = new RegExp(
  `^/(?:(?:en/|easy/)?documents|api/v1(?:${STATUS_DOCUMENTS.filter(({ question }) => question)
    .map(({ path }) => path.replaceAll(/\{.+?\}/g, '[^/]+'))
    .join('|')}))/?$`,
)

function asksSomething(url: string): boolean {
  const query = url.indexOf('?')
  return query >= 0 && ANSWERS_QUESTIONS.test(url.slice(0, query))
}

/** Without query and, of the API, without a slash at the end. */
function plainPath(url: string): string {
  const query = url.indexOf('?')
  const path = query < 0 ? url : url.slice(0, query)
  return isApi(path) && path.endsWith('/') ? path.slice(0, -1) : path
}

/** Nothing but published documents answers their paths here, while a form of the router may stand beside a page. */
function isApi(path: string): boolean {
  return path.startsWith('/api/') || path.startsWith('/.well-known/')
}

function send(found: Published, request: IncomingMessage, response: ServerResponse): true {
  const { etag, body, headers, unchanged } = found.encoded(bestEncoding(request.headers['accept-encoding']))
  if (isKnown(request.headers['if-none-match'], etag)) {
    response.writeHead(304, unchanged).end()
    return true
  }
  response.writeHead(200, headers)
  if (request.method === 'HEAD') response.end()
  else response.end(body)
  return true
}

/** Only in the encoding that it would be sent: a shared cache may hold one that this client does not read. */
export function isKnown(condition: string | undefined, etag: string): boolean {
  return condition !== undefined && (condition === etag || condition === '*' || condition.includes(etag))
}

const chosen = new Map<string, Encoding>()
const CHOICES_KEPT = 500

/** Brotli before gzip before nothing; `q=0` refuses one. Remembered, since browsers say it in few ways. */
export function bestEncoding(accepted: string | string[] | undefined): Encoding {
  if (typeof accepted !== 'string') return 'identity'
  const known = chosen.get(accepted)
  if (known) return known
  const best = (['br', 'gzip'] as const).find((encoding) => accepts(accepted, encoding)) ?? 'identity'
  if (chosen.size < CHOICES_KEPT) chosen.set(accepted, best)
  return best
}

function accepts(accepted: string, encoding: string): boolean {
  const parts = accepted.split(',').map((part) =>
    part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*q=/),
  )
  const asked = parts.find(([name]) => name === encoding) ?? parts.find(([name]) => name === '*')
  return asked !== undefined && Number(asked[1] ?? 1) > 0
}

const PROBLEM = JSON.stringify({
  type: 'about:blank',
  title: 'method-not-allowed',
  status: 405,
  detail: 'This document can only be read: send GET or HEAD.',
})

function refuse(response: ServerResponse): true {
  response
    .writeHead(405, {
      'content-type': 'application/problem+json; charset=utf-8',
      allow: METHODS,
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    })
    .end(PROBLEM)
  return true
}

function allow(response: ServerResponse): true {
  response
    .writeHead(204, {
      allow: METHODS,
      'access-control-allow-origin': '*',
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': 'if-none-match, accept',
      'access-control-max-age': '86400',
    })
    .end()
  return true
}

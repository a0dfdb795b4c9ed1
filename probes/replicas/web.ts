// Requests and answers as plain values, so that a replica's pages are functions.
import type { IncomingMessage, ServerResponse } from 'node:http'

export type Visit = {
  method: string
  path: string
  query: URLSearchParams
  cookies: Map<string, string>
  form: URLSearchParams
  body: string
}
export type Answer = { status: number; headers: Record<string, string | string[]>; body: string | Uint8Array }
export type Site = (visit: Visit) => Answer | Promise<Answer>

const MAX_BODY = 100_000

/** Reads a request whole; `null` when its body is too large. */
export async function readVisit(request: IncomingMessage): Promise<Visit | null> {
  const url = new URL(request.url ?? '/', 'https://replica.test')
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY) return null
    chunks.push(chunk)
  }
  const body = Buffer.concat(chunks).toString()
  return {
    method: request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET'),
    path: url.pathname,
    query: url.searchParams,
    cookies: readCookies(request.headers.cookie ?? ''),
    form: new URLSearchParams(body),
    body,
  }
}

export function writeAnswer(response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body)
  response.writeHead(answer.status, { 'cache-control': 'no-store', 'content-length': body.length, ...answer.headers })
  response.end(body)
}

export function page(body: string, status = 200, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body }
}

export function redirect(location: string, headers: Answer['headers'] = {}): Answer {
  return { status: 302, headers: { location, ...headers }, body: '' }
}

export function pdf(bytes: Uint8Array): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/pdf', 'content-disposition': 'inline; filename="document.pdf"' },
    body: bytes,
  }
}

export function json(value: unknown): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}

function readCookies(header: string): Map<string, string> {
  const pairs = header.split(';').map((pair) => pair.trim().split('='))
  return new Map(pairs.flatMap(([name, value]) => (name && value !== undefined ? [[name, value] as const] : [])))
}

// A browser of the plainest kind for the tests: cookies per host, redirects, forms as the page gave them.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import * as cheerio from 'cheerio'
import { type Replicas, type ReplicasOptions, startReplicas } from '../../../probes/replicas/replicas.ts'

export type Seen = { status: number; url: string; bytes: Buffer; text: string; $: cheerio.CheerioAPI }

export async function withReplicas(t: TestContext, options: Partial<ReplicasOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'replicas-'))
  const replicas = await startReplicas({ now: Date.now, folder, delayMs: 300, ...options })
  t.after(async () => {
    await replicas.close()
    rmSync(folder, { recursive: true })
  })
  return { replicas, visitor: makeVisitor(replicas), targets: replicas.settings().targets }
}

export function makeVisitor(replicas: Replicas, timeoutMs = 5_000) {
  const ca = readFileSync(replicas.settings().targets.saeol?.ca ?? '')
  const jar = new Map<string, string>()
  const send = async (address: string, fields?: Record<string, string>): Promise<Seen> => {
    const url = new URL(address)
    const body = fields && new URLSearchParams(fields).toString()
    const answer = await exchange(url, body, jar.get(url.host), ca, timeoutMs)
    for (const cookie of answer.cookies) jar.set(url.host, cookie.split(';')[0] ?? '')
    if (answer.location) return send(new URL(answer.location, url).href)
    const text = answer.bytes.toString()
    return { status: answer.status, url: url.href, bytes: answer.bytes, text, $: cheerio.load(text) }
  }
  return {
    get: (address: string) => send(address),
    follow: (page: Seen, text: string) => {
      const href = page
        .$('a')
        .filter((_, one) => page.$(one).text() === text)
        .first()
        .attr('href')
      if (href === undefined) throw new Error(`no link ${text} on ${page.url}: ${page.text}`)
      return send(new URL(href, page.url).href)
    },
    submit: (page: Seen, selector: string, filled: Record<string, string> = {}) => {
      const form = page.$(selector)
      const given = Object.fromEntries(form.serializeArray().map(({ name, value }) => [name, value]))
      return send(new URL(form.attr('action') ?? '', page.url).href, { ...given, ...filled })
    },
  }
}

type Answer = { status: number; location: string | undefined; cookies: string[]; bytes: Buffer }

function exchange(url: URL, body: string | undefined, cookie: string | undefined, ca: Buffer, timeoutMs: number) {
  return new Promise<Answer>((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port: url.port,
        servername: url.hostname,
        path: url.pathname + url.search,
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          host: url.host,
          ...(cookie ? { cookie } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        agent: false,
        ca,
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject)
        response.on('end', () => {
          const { location, 'set-cookie': cookies = [] } = response.headers
          resolve({ status: response.statusCode ?? 0, location, cookies, bytes: Buffer.concat(chunks) })
        })
      },
    )
    call.on('error', reject).end(body)
  })
}

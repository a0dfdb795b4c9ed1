import type net from 'node:net'
import type { SecureContext } from 'node:tls'
import { CookieJar } from 'tough-cookie'
import { Agent } from 'undici'
import type { EvidenceNotes } from '../evidence.ts'
import { StepFailure } from '../flow.ts'
import type { Evidence } from '../result.ts'
import type { Target } from '../settings.ts'
import { compareAddresses, judgeOthers } from './addresses.ts'
import { connector, type Progress } from './connect.ts'
import { hostAndPort, leadsTo } from './endpoint.ts'
import { type Answer, bareUrl, exchange, type Request } from './exchange.ts'
import { encodeFields, originOf } from './form.ts'
import type { Form, Page, PageRequest, Session, Standing } from './http.ts'
import { LIMITS, type Limits } from './limits.ts'
import { startMeasuring } from './measure.ts'
import { isHtml, readPage } from './page.ts'
import { explainStall } from './path.ts'
import { nextRequest, refuseStatus } from './redirect.ts'
import { softFailure } from './soft-failures.ts'
import { Stalled } from './stall.ts'
import { trustOf } from './tls.ts'
import { bearWitness } from './witness.ts'

export type SessionSettings = {
  target: Pick<Target, 'ca' | 'resolvers'>
  /** Honest: says who we are and where to read about it. */
  userAgent: string
  /** Ends everything the session does. */
  signal: AbortSignal
  limits?: Partial<Limits> | undefined
  /** Gets what is seen while a stall is explained. */
  evidence?: EvidenceNotes | undefined
  /** Which of several addresses of a name is tried first; runs take turns. Default 0. */
  turn?: number | undefined
}

const ACCEPT = 'text/html,application/xhtml+xml,application/pdf,application/xml;q=0.9,*/*;q=0.8'
const MAX_REDIRECTS = 10
/** More than fits into one packet. */
const LARGE = 2_000

/** Opens a browser-like session for one run. Its requests are made one after the other. */
export function openSession({ target, userAgent, signal, ...settings }: SessionSettings): Session {
  const witness = bearWitness(settings.evidence)
  const { evidence } = witness
  const limits = { ...LIMITS, ...settings.limits }
  const jar = new CookieJar(undefined, { rejectPublicSuffixes: false })
  const measure = startMeasuring()
  const large = new Map<string, string>()
  const progress: Progress = {
    timings: measure.connecting,
    rung: 'dns',
    moves: 0,
    socket: null,
    opened: null,
    onSocket: (socket: net.Socket) => measure.watch(socket),
    onConnecting: () => {},
  }
  const names = new Map<string, string[]>()
  const kept = new Map<string, Evidence['ends'][number]>()
  let asked: string | null = null
  let context: SecureContext | undefined
  const secure = () => {
    context ??= trustOf(target)
    return context
  }
  const agent = new Agent({
    connect: connector({
      resolvers: target.resolvers,
      secureContext: secure,
      limits,
      signal,
      progress,
      evidence,
      onAsking: witness.onAsking,
      names,
      turn: settings.turn ?? 0,
    }),
    allowH2: false,
    connections: 1,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
  })

  async function once(request: Request, options: PageRequest): Promise<Answer> {
    const cookie = await jar.getCookieString(request.url)
    const headers = {
      'user-agent': userAgent,
      accept: ACCEPT,
      'accept-language': 'ko-KR,ko;q=0.9,en;q=0.5',
      'accept-encoding': 'gzip, deflate, br',
      ...(cookie ? { cookie } : {}),
      ...request.headers,
      ...options.headers,
    }
    measure.requested()
    asked = request.url
    progress.moves += 1
    const bounds = {
      headersMs: options.timeoutMs ?? limits.headersMs,
      idleMs: Math.min(limits.idleMs, options.timeoutMs ?? Infinity),
    }
    const answer = await noted(request.url, () =>
      exchange(agent, { ...request, headers }, { limits: bounds, signal, progress }),
    )
    measure.answered(answer)
    for (const one of [answer.headers['set-cookie'] ?? []].flat())
      await jar.setCookie(one, request.url, { ignoreError: true })
    return answer
  }

  /** Notes what came of a connection that was opened for this exchange, or of the one that was kept when it fails on it. */
  async function noted(url: string, work: () => Promise<Answer>): Promise<Answer> {
    progress.opened = null
    const tell = (http: string, onConnection: boolean) => {
      const { opened } = progress
      if (opened) kept.set(`${opened.name}:${opened.port}`, opened)
      const end = opened ?? (onConnection ? kept.get(hostAndPort(url)) : undefined)
      if (end) evidence?.end({ ...end, http })
    }
    try {
      const answer = await work()
      const good = answer.status < 500
      tell(good ? 'ok' : `status-${answer.status}`, !good)
      return answer
    } catch (error) {
      const failure = error instanceof StepFailure ? error : null
      tell(failure?.code ?? 'failed', failure?.layer === 'http')
      throw error
    }
  }

  async function read(first: Request, options: PageRequest): Promise<Page> {
    let request = first
    const hops: string[] = []
    for (;;) {
      const answer = await once(request, options)
      const next = nextRequest(request, answer)
      if (!next) return finish(request, answer, hops)
      hops.push(bareUrl(request.url))
      if (hops.length > MAX_REDIRECTS) throw loop(hops)
      request = next
    }
  }

  function finish(request: Request, answer: Answer, hops: string[]): Page {
    refuseStatus(request, answer)
    const page = readPage(request.url, answer, hops)
    if (request.method === 'GET' && answer.received > LARGE) large.set(new URL(request.url).origin, request.url)
    const soft = isHtml(page.contentType) ? softFailure(page) : null
    if (soft) throw soft
    return page
  }

  async function explained(first: Request, options: PageRequest): Promise<Page> {
    try {
      return await read(first, options)
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error
      const explained = error instanceof Stalled ? await explain(error) : error
      throw await compareAddresses(explained, names, evidence, asking())
    }
  }

  function asking() {
    return { secureContext: secure(), userAgent, pathMs: limits.pathMs }
  }

  function explain(error: Stalled): Promise<StepFailure> {
    const control = [...large].find(([origin]) => leadsTo(origin, error.stall))?.[1] ?? null
    return explainStall(error, control, { ...asking(), evidence })
  }

  async function watched(request: Request, options: PageRequest): Promise<Page> {
    try {
      return await explained(request, options)
    } finally {
      asked = null
    }
  }

  function standing(): Standing | null {
    if (asked === null) return null
    const { rung: layer, moves, socket } = progress
    const target = layer === 'http' ? bareUrl(asked) : new URL(asked).host
    return { layer, target, mark: `${moves} ${socket?.bytesRead} ${socket?.bytesWritten}` }
  }

  return {
    get: (url, options = {}) => watched({ method: 'GET', url: new URL(url).href, headers: {}, body: null }, options),
    submit: (form, options = {}) => watched(formRequest(form), options),
    takeMeasurements: measure.take,
    measurementsSoFar: measure.count,
    standing,
    lookAround: async () => {
      if (signal.aborted) return
      await Promise.all([witness.named(), judgeOthers(witness.ends, names, evidence, asking)])
    },
    // nothing is waited for: a request that still stands is broken off
    close: () => (asked === null ? agent.close() : agent.destroy()),
  }
}

function formRequest(form: Form): Request {
  const origin = originOf(form)
  const encoded = encodeFields(form.fields, origin?.charset ?? 'utf-8')
  const referer: Record<string, string> = origin ? { referer: refererFor(origin.pageUrl, form.action) } : {}
  if (form.method === 'GET') {
    const url = new URL(form.action)
    url.search = encoded
    return { method: 'GET', url: url.href, headers: referer, body: null }
  }
  const headers = {
    ...referer,
    origin: new URL(origin?.pageUrl ?? form.action).origin,
    'content-type': 'application/x-www-form-urlencoded',
  }
  return { method: 'POST', url: form.action, headers, body: Buffer.from(encoded, 'latin1') }
}

/** strict-origin-when-cross-origin, as browsers do without another policy. */
function refererFor(pageUrl: string, action: string): string {
  const from = new URL(pageUrl)
  from.hash = ''
  return from.origin === new URL(action).origin ? from.href : `${from.origin}/`
}

function loop(hops: string[]): StepFailure {
  return new StepFailure({
    layer: 'http',
    code: 'redirect-loop',
    target: hops[0] ?? '',
    expectation: `an answer after at most ${MAX_REDIRECTS} redirects`,
    cause: `redirected again and again: ${[...new Set(hops)].slice(0, 4).join(' → ')} → …`,
  })
}

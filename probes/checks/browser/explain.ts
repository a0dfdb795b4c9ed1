// Why a browser did not get a page, from what it says itself and what our tunnels saw.
import type { Page as BrowserPage } from 'playwright-core'
import type { EvidenceNotes } from '../../evidence.ts'
import { Inconclusive, StepFailure } from '../../flow.ts'
import { placeOf } from '../endpoint.ts'
import { bareUrl } from '../exchange.ts'
import { type Stall, Stalled } from '../stall.ts'
import type { Documents } from './documents.ts'
import { meaningOf } from './net-errors.ts'
import type { Silence } from './silence.ts'
import type { Tunnels } from './tunnels.ts'

type Settings = { tunnels: Tunnels; evidence: EvidenceNotes | undefined; trust: boolean }

/**
 * `note` tells the evidence what came of a connection; `failureOf` what a network error means; `stalled` what a silence means,
 * as a Stalled where a connection stands, so that the path can be looked at.
 */
export function explainer(page: BrowserPage, documents: Documents, { tunnels, evidence, trust }: Settings) {
  const noted = new WeakSet<object>()

  /** Notes once for each connection what came of it. */
  function note(url: string, http: string): void {
    const { hostname, port, secure } = placeOf(url)
    const way = tunnels.way(url)
    if (!way?.socket || noted.has(way.socket)) return
    noted.add(way.socket)
    const tls = secure ? 'ok' : ''
    evidence?.end({ name: hostname, port, address: way.address, tcp: 'ok', tls, http, ms: way.ms })
  }

  function failureOf(name: string, url: string): Error {
    const way = tunnels.way(url)
    if (way?.failure instanceof Error) return way.failure
    const meaning = meaningOf(name, url)
    if (meaning instanceof StepFailure && meaning.layer === 'http') note(url, meaning.code)
    return meaning
  }

  function stalled(limit: Silence, phase: 'headers' | 'body'): Error {
    const url = documents.asked() ?? page.url()
    if (!/^https?:/.test(url)) return new Inconclusive('browser', 'the browser stands still')
    const way = tunnels.way(url)
    const place = placeOf(url)
    const { host, pathname } = new URL(url)
    const read = way?.socket?.bytesRead ?? 0
    const received = phase === 'headers' ? 0 : read // what came without headers is the handshake
    const inTls = place.secure && !trust && read === 0
    const code =
      limit === 'deadline' ? 'deadline' : inTls ? 'stalled' : phase === 'headers' ? 'headers-timeout' : 'body-stalled'
    const waits =
      phase === 'headers'
        ? 'the browser asked, but no answer came'
        : 'the answer began, but the page did not become ready'
    const fault = {
      layer: inTls ? ('tls' as const) : ('http' as const),
      code,
      target: inTls ? host : bareUrl(url),
      expectation: `a complete answer to ${pathname.replace(/;[^/]*/g, '')}`,
      cause: `${waits}${limit === 'deadline' ? ' before the run had to end' : ''} (${received} bytes arrived)`,
    }
    if (!way?.socket) return way?.failure instanceof Error ? way.failure : new StepFailure(fault)
    if (!inTls) note(url, code)
    const stall: Stall = {
      phase: inTls ? 'tls' : phase,
      ...place,
      address: way.address,
      received,
      request: inTls ? null : { method: 'GET', url },
      control: null,
    }
    return new Stalled(fault, stall)
  }

  return { note, failureOf, stalled }
}

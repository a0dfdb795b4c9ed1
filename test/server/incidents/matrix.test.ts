import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SeenRun } from '../../../data/queries/seen-runs.ts'
import type { Evidence, Fault } from '../../../probes/result.ts'
import { type MatrixRun, placesOf, rungsOf } from '../../../server/incidents/matrix.ts'
import { matrixText } from '../../../server/incidents/matrix-text.ts'
import { REFUSED, START } from './play.ts'

const NONE: Evidence = { names: [], ends: [], sizes: [] }

function end(address: string, tcp: string, tls = '', http = '') {
  return { name: 'www.gov.kr', address, port: 443, tcp, tls, http, ms: 3 }
}

function run(fault: Partial<Fault> | null, evidence: Evidence | null = null): MatrixRun {
  const about = { location: 'seoul', flow: 'f', startedAt: START, reason: '', evidence }
  return { ...about, verdict: fault ? 'failed' : 'ok', fault: fault && { ...REFUSED, ...fault } }
}

test('rungs before the fault were passed, those behind it not reached', () => {
  assert.deepEqual(rungsOf(run({ layer: 'http', code: 'status-503' })), {
    dns: 'ok',
    tcp: 'ok',
    tls: 'ok',
    path: 'ok',
    http: 'status-503',
    auth: '-',
    app: '-',
    document: '-',
  })
  assert.deepEqual(new Set(Object.values(rungsOf(run(null)))), new Set(['ok']))
  const unclear = { ...run(null), verdict: 'inconclusive' }
  assert.deepEqual(new Set(Object.values(rungsOf(unclear))), new Set(['-']))
})

test('of several addresses, name servers and sizes it says how many were well', () => {
  const name = (resolver: string, rcode: string) => ({ name: 'www.gov.kr', resolver, rcode, addresses: [], ms: 2 })
  const size = (bytes: number, outcome: string) => ({
    address: '192.0.2.1',
    direction: 'down' as const,
    bytes,
    outcome,
    ms: 9,
  })
  const rungs = rungsOf(
    run(
      { layer: 'tcp', code: 'refused' },
      {
        names: [name('system', 'NOERROR'), name('192.0.2.53', 'SERVFAIL')],
        ends: [end('192.0.2.1', 'ok', 'ok', 'ok'), end('192.0.2.2', 'refused'), end('192.0.2.3', 'ok', 'stalled')],
        sizes: [size(512, 'ok'), size(65_536, 'stalled')],
      },
    ),
  )
  assert.deepEqual(
    [rungs.dns, rungs.tcp, rungs.tls, rungs.path, rungs.http, rungs.auth],
    ['1/2 ok', 'refused (2/3 ok)', '1/2 ok', '1/2 ok', 'ok', '-'],
  )
})

test('each place has its newest failing and its newest working run', () => {
  const row = (location: string, minute: number, verdict: string): SeenRun => {
    const fault = verdict === 'failed' ? JSON.stringify(REFUSED) : null
    const about = { flow: 'f', component: 'a/b', reason: '', evidence: JSON.stringify(NONE) }
    return { ...about, location, started_at: START + minute * 60_000, verdict, fault }
  }
  const places = placesOf([
    row('seoul', 4, 'inconclusive'),
    row('seoul', 3, 'failed'),
    row('busan', 3, 'slow'),
    row('seoul', 2, 'failed'),
    row('seoul', 1, 'ok'),
  ])
  const minute = (one: MatrixRun | null) => one && (one.startedAt - START) / 60_000
  assert.deepEqual(
    places.map(({ location, newest, failing, working }) => [location, ...[newest, failing, working].map(minute)]),
    [
      ['busan', 3, null, 3],
      ['seoul', 4, 3, 1],
    ],
  )
})

test('operators read places by rungs, and what stands behind them', () => {
  const kernel = { sentSegments: 120, retransmitted: 14, timeouts: 2, outOfOrder: 3, mtuProbing: true }
  const failing = run(
    { layer: 'tcp', code: 'refused', confidence: 0.75 },
    { ...NONE, ends: [end('192.0.2.2', 'refused')], kernel },
  )
  const text = matrixText('government24/login', [{ location: 'seoul', newest: failing, failing, working: null }])
  assert.match(text, /^ {9}at {19}verdict {2}dns {2}tcp/m)
  assert.match(text, /^ {2}seoul {2}2026-11-24 14:00:00 {2}failed {3}ok {3}refused \(0\/1 ok\)/m)
  assert.match(text, /address {3}www\.gov\.kr 192\.0\.2\.2 port 443: tcp refused \(3 ms\)/)
  assert.match(text, /kernel {4}sent 120 segments, retransmitted 14, timeouts 2, out of order 3; it probes the MTU/)
  assert.match(text, /fault {5}tcp refused in step front-page, 75 % of the run fits/)
  assert.match(text, /last good none of the newest runs/)
  const half = {
    ...failing,
    evidence: { ...NONE, ends: [end('192.0.2.1', 'ok', 'ok', 'ok'), end('192.0.2.2', 'refused')] },
  }
  assert.match(
    matrixText('a/b', [{ location: 'seoul', newest: half, failing: half, working: null }]),
    /together: some-addresses \(tcp\), some-places: seoul; 100 % of the failing places show it; 1 of 2/,
  )
  assert.equal(matrixText('a/b', []), 'a/b: no runs are kept')
})

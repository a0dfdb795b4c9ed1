// The classifier as a table: what one run saw, and what several places saw together.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Class, classifyMatrix, confidenceOf, type Row, type Sight } from '../../probes/classify.ts'
import type { Evidence } from '../../probes/result.ts'

type Seen = Partial<Evidence>
const end = (address: string, tcp: string, tls = tcp === 'ok' ? 'ok' : '', http = tls): Evidence['ends'][number] => {
  return { name: 'www.gov.kr', address: `192.0.2.${address}`, port: 443, tcp, tls, http, ms: 3 }
}
const name = (resolver: string, rcode: string): Evidence['names'][number] => {
  return { name: 'www.gov.kr', resolver, rcode, addresses: rcode === 'NOERROR' ? ['192.0.2.1'] : [], ms: 2 }
}
const size = (direction: 'down' | 'up', bytes: number, outcome: string): Evidence['sizes'][number] => {
  return { address: '192.0.2.1', direction, bytes, outcome, ms: 9 }
}
const sight = (fault: string | null, seen: Seen | null): Sight => {
  const [layer = '', code = 'x'] = fault?.split('/') ?? []
  return {
    fault: fault === null ? null : { layer, code },
    evidence: seen && { names: [], ends: [], sizes: [], ...seen },
  }
}
/** A place that fails with `fault`, and one that works. */
const bad = (fault: string, seen: Seen | null = {}): Row => ({
  group: fault,
  failing: sight(fault, seen),
  working: null,
})
const well = (seen: Seen = {}): Row => ({ group: 'well', failing: null, working: sight(null, seen) })

const LOST = [
  size('down', 512, 'ok'),
  size('down', 1_400, 'ok'),
  size('down', 1_500, 'stalled'),
  size('down', 65_536, 'stalled'),
]
const LOST_UP = [size('up', 512, 'ok'), size('up', 3_000, 'stalled')]
const HALF = [end('1', 'ok'), end('2', 'refused'), end('3', 'ok'), end('4', 'timeout')]

const RUNS: [what: string, layer: string, seen: Seen, confidence: number | null][] = [
  ['nothing was seen', 'tcp', {}, null],
  ['every name server says so', 'dns', { names: [name('a', 'NXDOMAIN'), name('b', 'NXDOMAIN')] }, 1],
  ['one of two says so', 'dns', { names: [name('a', 'NXDOMAIN'), name('b', 'NOERROR')] }, 0.5],
  ['an empty answer is one that says so', 'dns', { names: [{ ...name('a', 'NOERROR'), addresses: [] }] }, 1],
  ['the only address refuses', 'tcp', { ends: [end('1', 'refused')] }, 1],
  ['two of four addresses refuse', 'tcp', { ends: HALF }, 0.5],
  [
    'one of four has a bad certificate',
    'tls',
    { ends: [end('1', 'ok', 'expired'), end('2', 'ok'), end('3', 'ok'), end('4', 'ok')] },
    0.25,
  ],
  [
    'each address answers 503',
    'http',
    { ends: [end('1', 'ok', 'ok', 'status-503'), end('2', 'ok', 'ok', 'status-503')] },
    1,
  ],
  ['one address of two answers 503', 'http', { ends: [end('1', 'ok', 'ok', 'status-503'), end('2', 'ok')] }, 0.5],
  ['all sizes fit one threshold', 'path', { sizes: LOST }, 1],
  ['a large one passed as well', 'path', { sizes: [...LOST, size('down', 65_536, 'ok')] }, 0.6],
  [
    'a small one stalled as well',
    'path',
    { sizes: [size('down', 512, 'stalled'), size('down', 65_536, 'stalled')] },
    0,
  ],
  ['a login fails behind a way that is well', 'auth', { ends: [end('1', 'ok')] }, 1],
  ['a login fails, and so does an address', 'auth', { ends: HALF }, 0.5],
  ['a document is wrong', 'document', { ends: [end('1', 'ok'), end('2', 'ok')] }, 1],
  ['an application is not completed, and nothing of the way was seen', 'app', {}, null],
]
for (const [what, layer, seen, confidence] of RUNS) {
  test(`${layer}, ${what}: ${confidence}`, () => {
    assert.equal(confidenceOf({ layer, code: 'x' }, { names: [], ends: [], sizes: [], ...seen }), confidence)
  })
}

const PLACES: [what: string, rows: Row[], found: Class | null, more?: object][] = [
  ['nobody fails', [well(), well()], null],
  [
    'large packets from the service, at one place',
    [bad('path/large-packets-lost', { sizes: LOST })],
    'large-packets',
    { directions: ['down'], scope: 'some-places' },
  ],
  [
    'large packets from the service, at two',
    [bad('path/x', { sizes: LOST }), bad('http/x', { sizes: LOST })],
    'large-packets',
    { scope: 'everywhere', confidence: 1 },
  ],
  [
    'large packets to the service',
    [bad('auth/x', { sizes: LOST_UP })],
    'large-packets',
    { directions: ['up'], layer: 'path' },
  ],
  ['both ways', [bad('auth/x', { sizes: [...LOST, ...LOST_UP] })], 'large-packets', { directions: ['down', 'up'] }],
  ['one of three places shows it', [bad('http/x', { sizes: LOST }), bad('http/x'), bad('http/x')], null],
  [
    'large and small alike',
    [bad('path/x', { sizes: [size('down', 512, 'stalled'), size('down', 65_536, 'stalled')] })],
    null,
  ],
  [
    'a size that passed once and stalled once',
    [bad('http/x', { sizes: [size('down', 65_536, 'ok'), size('down', 65_536, 'stalled')] })],
    null,
  ],
  ['two of four addresses', [bad('tcp/refused', { ends: HALF })], 'some-addresses', { failing: 2, of: 4 }],
  [
    'one of two answers 503, at two places',
    [
      bad('http/status-503', { ends: [end('1', 'ok', 'ok', 'status-503'), end('2', 'ok')] }),
      bad('http/status-503', { ends: [end('1', 'ok', 'ok', 'status-503')] }),
    ],
    'some-addresses',
    { failing: 1, of: 2, confidence: 1 },
  ],
  [
    'one address expired, others well elsewhere',
    [bad('tls/expired', { ends: [end('1', 'ok', 'expired')] }), well({ ends: [end('2', 'ok')] })],
    'some-addresses',
    { failing: 1, of: 2 },
  ],
  [
    'an address that another place finds well is no bad address',
    [bad('tcp/refused', { ends: [end('1', 'refused')] }), well({ ends: [end('1', 'ok')] })],
    'one-path',
  ],
  [
    'every address refuses, at two places',
    [bad('tcp/refused', { ends: [end('1', 'refused')] }), bad('tcp/refused', { ends: [end('1', 'refused')] })],
    'unreachable',
    { scope: 'everywhere' },
  ],
  ['every address refuses, at the only place', [bad('tcp/refused', { ends: [end('1', 'refused')] })], null],
  ['handshakes stall at one place of two', [bad('tls/stalled'), well()], 'one-path', { scope: 'some-places' }],
  ['handshakes stall at both', [bad('tls/stalled'), bad('tls/stalled')], 'unreachable'],
  [
    'no name server knows the name',
    [bad('dns/nxdomain', { names: [name('a', 'NXDOMAIN')] }), bad('dns/nxdomain', { names: [name('b', 'NXDOMAIN')] })],
    'zone',
    { failing: 2, of: 2 },
  ],
  [
    'one name server of two',
    [bad('dns/servfail', { names: [name('a', 'SERVFAIL')] }), well({ names: [name('b', 'NOERROR')] })],
    'some-resolvers',
    { failing: 1, of: 2 },
  ],
  ['a name fails, and nothing was noted', [bad('dns/timeout')], null],
  [
    'a name fails at one place, a connection at two',
    [bad('dns/timeout', { names: [name('a', 'TIMEOUT')] }), bad('tcp/timeout'), bad('tcp/timeout')],
    null,
  ],
  ['errors everywhere', [bad('http/status-503'), bad('http/status-502')], 'overload', { layer: 'http' }],
  ['a waiting room everywhere', [bad('http/queue-page'), bad('http/queue-page')], 'overload'],
  [
    'no answer everywhere',
    [bad('http/headers-timeout'), bad('http/headers-timeout'), bad('http/queue-page')],
    'overload',
  ],
  ['errors at one place of two', [bad('http/status-503'), well()], null],
  ['a notice of maintenance is no overload', [bad('http/notice-page'), bad('http/notice-page')], null],
  [
    'the login behind a way that is well',
    [bad('auth/login-rejected', { ends: [end('1', 'ok')] })],
    'behind-the-edge',
    { layer: 'auth' },
  ],
  ['the login beside a large exchange', [bad('auth/x', { sizes: [size('down', 65_536, 'ok')] })], 'behind-the-edge'],
  ['the login beside a small exchange', [bad('auth/x', { sizes: [size('down', 512, 'ok')] })], null],
  [
    'a document behind a way that is well',
    [bad('document/empty', { ends: [end('1', 'ok')] }), bad('document/empty', {})],
    'behind-the-edge',
    { layer: 'document', confidence: 0.5 },
  ],
  [
    'login here, document there',
    [bad('auth/x', { ends: [end('1', 'ok')] }), bad('document/x', { ends: [end('1', 'ok')] })],
    null,
  ],
  ['the login, and an address that fails', [bad('auth/x', { ends: HALF })], null],
]
for (const [what, rows, found, more = {}] of PLACES) {
  test(`${what}: ${found ?? 'no more than each run says'}`, () => {
    const finding = classifyMatrix(rows)
    assert.equal(finding?.class ?? null, found)
    for (const [key, value] of Object.entries(more))
      assert.deepEqual(finding?.[key as keyof typeof finding], value, key)
  })
}

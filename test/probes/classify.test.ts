// The classifier as a table: what one run saw, and what several places saw together.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Class,
  classifyMatrix,
  classifyRun,
  type Ended,
  mayBeOurs,
  type Row,
  type Sight,
} from '../../probes/classify.ts'
import { confidenceOf } from '../../probes/classify-run.ts'
import { someAddressesFail } from '../../probes/classify-sights.ts'
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

test('only what the target names counts, and the last of each address', () => {
  const evidence = {
    names: [],
    sizes: [],
    ends: [
      { ...end('9', 'ok'), name: 'login.gov.kr' },
      end('1', 'ok'),
      end('1', 'ok', 'ok', 'status-503'),
      end('2', 'ok'),
    ],
  }
  const where = { layer: 'http', code: 'status-503' }
  assert.equal(confidenceOf({ ...where, target: 'https://www.gov.kr/search' }, evidence), 0.5)
  assert.equal(confidenceOf({ ...where, target: 'https://elsewhere.kr/' }, evidence), 0.33)
})

const ended = (text: string): Ended => {
  const [layer = '', code = ''] = text.split('/')
  return { as: 'failure', layer, code } as Ended
}
const PARTLY: Seen = { ends: [end('1', 'ok'), end('2', 'refused')] }

const ENDS: [
  what: string,
  seen: Ended,
  unwell: boolean,
  evidence: Seen,
  verdict: string,
  reason: string,
  more?: unknown,
][] = [
  ['all steps went through', { as: 'through', slow: false }, false, {}, 'ok', ''],
  ['through, while an address refuses', { as: 'through', slow: false }, false, PARTLY, 'ok', 'addresses'],
  [
    'through, the only address seen failing first',
    { as: 'through', slow: false },
    false,
    {
      ends: [end('1', 'timeout'), end('1', 'ok')],
    },
    'ok',
    '',
  ],
  ['slowly', { as: 'through', slow: true }, false, {}, 'slow', 'slow'],
  ['slowly, at an unwell agent', { as: 'through', slow: true }, true, {}, 'inconclusive', 'unwell'],
  ['quickly, at an unwell agent', { as: 'through', slow: false }, true, {}, 'ok', ''],
  ['the agent stopped', { as: 'stopped' }, false, {}, 'inconclusive', 'stopped'],
  ['blocked', { as: 'unclear', code: 'blocked' }, true, {}, 'inconclusive', 'blocked'],
  ['a mistake of the probe', { as: 'error' }, false, {}, 'inconclusive', 'probe-error'],
  ['refused', ended('tcp/refused'), false, { ends: HALF }, 'failed', '', 0.5],
  ['refused, at an unwell agent', ended('tcp/refused'), true, { ends: HALF }, 'inconclusive', 'unwell'],
  ['a login, nothing else seen', ended('auth/login-rejected'), false, {}, 'failed', '', null],
]
for (const [what, seen, unwell, more, verdict, reason, confidence] of ENDS) {
  test(`a run: ${what}: ${verdict} ${reason}`, () => {
    const found = classifyRun({ ended: seen, unwell, evidence: { names: [], ends: [], sizes: [], ...more } })
    assert.deepEqual([found.verdict, found.reason, found.fault?.confidence], [verdict, reason, confidence])
  })
}

const OURS: [where: string, ours: boolean][] = [
  ['dns/servfail', true],
  ['tcp/refused', true],
  ['tls/stalled', true],
  ['tls/expired', false],
  ['path/large-packets-lost', true],
  ['http/headers-timeout', true],
  ['http/status-503', false],
  ['auth/login-rejected', false],
]
for (const [where, ours] of OURS) {
  test(`${where} ${ours ? 'may be' : 'is never'} our own network`, () => assert.equal(mayBeOurs(ended(where)), ours))
}

test('the words of addresses that fail', () => {
  const words = '2 of 4 addresses of www.gov.kr fail (192.0.2.2 refused, 192.0.2.4 timeout)'
  assert.equal(someAddressesFail(HALF), words)
  assert.equal(someAddressesFail([end('1', 'refused')]), null)
  assert.equal(someAddressesFail([{ ...end('1', 'ok'), port: 80 }, end('2', 'refused')]), null, 'another port')
})

/** What an address of a place that looked often said: `bad` of `of` times it failed. */
const often = (address: string, bad: number, of: number) =>
  Array.from({ length: of }, (_, index) => end(address, 'ok', 'ok', index < bad ? 'status-503' : 'ok'))
const from = (row: Row, more: Partial<Row>): Row => ({ ...row, ...more })
const login = (flow: string): Row => ({
  group: flow,
  failing: { ...sight('auth/certificate-verification-unavailable', { ends: [end('1', 'ok')] }), flow },
  working: null,
})

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
  ['the only place that fails is unwell', [from(bad('tcp/timeout'), { unwell: true }), well()], 'void'],
  [
    'one of two that fail is unwell: the other counts',
    [from(bad('tcp/timeout'), { unwell: true }), bad('http/status-503')],
    null,
  ],
  [
    'nearly everything else fails there too',
    [from(bad('tcp/timeout'), { elsewhere: { failing: 4, of: 5 } }), well()],
    'own-network',
    { groups: ['tcp/timeout'] },
  ],
  [
    'half of the others fail there',
    [from(bad('tcp/timeout'), { elsewhere: { failing: 2, of: 4 } }), well()],
    'one-path',
  ],
  ['the only other fails there', [from(bad('tcp/timeout'), { elsewhere: { failing: 1, of: 1 } }), well()], 'one-path'],
  [
    'what a place whose network fails found well earlier says nothing',
    [
      { ...from(bad('tcp/timeout'), { elsewhere: { failing: 3, of: 3 } }), working: sight(null, {}) },
      bad('tcp/timeout'),
      bad('tcp/timeout'),
    ],
    'unreachable',
  ],
  ['only from abroad', [from(bad('tcp/timeout'), { abroad: true }), well()], 'geo-block', { confidence: 1 }],
  [
    'from one of two places abroad',
    [from(bad('tcp/timeout'), { abroad: true }), from(well(), { abroad: true }), well()],
    'geo-block',
    { confidence: 0.5 },
  ],
  ['from abroad and from home', [from(bad('tcp/timeout'), { abroad: true }), bad('tcp/timeout'), well()], 'one-path'],
  ['from abroad, and nobody looks from home', [from(bad('tcp/timeout'), { abroad: true })], null],
  [
    'a document, only from abroad',
    [from(bad('document/empty', { ends: [end('1', 'ok')] }), { abroad: true }), well()],
    'behind-the-edge',
  ],
  [
    'an address fails far more often than the others',
    [
      bad('http/status-503', { ends: [...often('1', 6, 8), ...often('2', 1, 12), ...often('3', 1, 12)] }),
      well({ ends: [end('1', 'ok'), end('2', 'ok')] }),
    ],
    'some-addresses',
    { failing: 1, of: 3 },
  ],
  [
    'addresses that fail about as often',
    [bad('http/status-503', { ends: [...often('1', 3, 8), ...often('2', 2, 8)] }), bad('http/status-503')],
    'overload',
  ],
  [
    'the logins of two services',
    [login('saeol/login'), login('government24/login')],
    'identity-provider',
    { layer: 'auth', confidence: 1 },
  ],
  ['two logins of one service', [login('saeol/login'), login('saeol/counter-issue')], 'behind-the-edge'],
]
for (const [what, rows, found, more = {}] of PLACES) {
  test(`${what}: ${found ?? 'no more than each run says'}`, () => {
    const finding = classifyMatrix(rows)
    assert.equal(finding?.class ?? null, found)
    for (const [key, value] of Object.entries(more))
      assert.deepEqual(finding?.[key as keyof typeof finding], value, key)
  })
}

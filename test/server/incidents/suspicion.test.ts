import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openIncidents } from '../../../data/queries/incidents.ts'
import type { Evidence, Fault, Layer } from '../../../probes/result.ts'
import { type PlaceSight, togetherOf } from '../../../server/incidents/matrix.ts'
import { type Suspicion, suspicionOf } from '../../../server/incidents/suspicion.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { REFUSED, START } from './play.ts'
import { fails, LOGIN, openTown, SAEOL_LOGIN } from './town.ts'

type Seen = Partial<Evidence> | null

function end(address: string, tcp: string, tls = tcp === 'ok' ? 'ok' : '', http = tls) {
  return { name: 'www.gov.kr', address, port: 443, tcp, tls, http, ms: 3 }
}

function size(direction: 'down' | 'up', bytes: number, outcome: string) {
  return { address: '192.0.2.1', direction, bytes, outcome, ms: 9 }
}

function name(resolver: string, rcode: string) {
  return { name: 'www.gov.kr', resolver, rcode, addresses: [], ms: 2 }
}

/** A failing run a place, and with `well` a working one beside. */
function places(layer: Layer, seen: Seen[], well: Seen = null): PlaceSight[] {
  const run = (location: string, fault: Fault | null, evidence: Seen) => ({
    location,
    flow: 'f',
    startedAt: START,
    verdict: fault ? 'failed' : 'ok',
    reason: '',
    fault,
    evidence: evidence && { names: [], ends: [], sizes: [], ...evidence },
  })
  return seen.map((evidence, index) => {
    const failing = run(`place${index}`, { ...REFUSED, layer, code: 'x' }, evidence)
    return { location: `place${index}`, newest: failing, failing, working: well && run('a', null, well) }
  })
}

const HALF = [end('192.0.2.1', 'ok'), end('192.0.2.2', 'refused'), end('192.0.2.3', 'ok'), end('192.0.2.4', 'timeout')]
const LARGE = [size('down', 512, 'ok'), size('down', 65_536, 'stalled'), size('up', 65_536, 'ok')]
const WELL = [end('192.0.2.1', 'ok')]

const WELL_SEEN = { ends: WELL }

function withFlow(place: PlaceSight, flow: string): PlaceSight {
  return { ...place, failing: place.failing && { ...place.failing, flow } }
}

const TABLE: [what: string, sights: PlaceSight[], kind: Suspicion['kind'] | null, says: RegExp | null][] = [
  ['two of four addresses', places('tcp', [{ ends: HALF }]), 'some-addresses', /4곳 중 2곳/],
  ['all addresses', places('tcp', [{ ends: [end('192.0.2.2', 'refused')] }]), null, null],
  [
    'an address that another place found well',
    places('tcp', [{ ends: [end('192.0.2.2', 'refused')] }], { ends: [end('192.0.2.2', 'ok')] }),
    null,
    null,
  ],
  [
    'large packets one way',
    places('path', [{ sizes: LARGE }, { sizes: LARGE }]),
    'large-packets',
    /서비스에서 보내는 큰 자료만/,
  ],
  [
    'large packets both ways, at the login',
    places('auth', [{ sizes: [...LARGE.slice(0, 2), size('up', 65_536, 'stalled')] }]),
    'large-packets',
    /오가지만 큰 자료만/,
  ],
  ['large and small', places('path', [{ sizes: [size('down', 512, 'stalled')] }]), null, null],
  [
    'one name server of two',
    places('dns', [{ names: [name('a', 'NOERROR'), name('b', 'SERVFAIL')] }]),
    'some-resolvers',
    /일부 이름 서버/,
  ],
  ['all name servers', places('dns', [{ names: [name('a', 'SERVFAIL'), name('b', 'SERVFAIL')] }]), null, null],
  [
    'the login behind a well edge',
    places('auth', [{ ends: WELL }]),
    'behind-the-edge',
    /외부 구간은 정상이며 인증 단계에서/,
  ],
  ['a document behind a well edge', places('document', [{ ends: WELL }]), 'behind-the-edge', /문서 발급 단계에서/],
  [
    'the login beside a large exchange',
    places('auth', [{ sizes: [size('down', 65_536, 'ok')] }]),
    'behind-the-edge',
    /인증 단계/,
  ],
  ['the login beside an exchange that stalls', places('auth', [{ sizes: [size('down', 512, 'stalled')] }]), null, null],
  ['the login, and nothing measured', places('auth', [null]), null, null],
  ['the login, and an address that fails', places('auth', [{ ends: HALF }]), null, null],
]

for (const [what, sights, kind, says] of TABLE) {
  test(`${what}: ${kind ?? 'no more than each run says'}`, () => {
    const found = suspicionOf(sights, START)
    assert.equal(found?.kind ?? null, kind)
    if (says) assert.match(found?.text.ko ?? '', says)
  })
}

test('what fails only abroad and works at home is suspected to be kept out', () => {
  const [abroad] = places('tcp', [null]).map((one) => ({ ...one, location: 'tokyo' }))
  const [home] = places('tcp', [null], WELL_SEEN).map((one) => ({ ...one, location: 'seoul', failing: null }))
  assert.ok(abroad && home)
  const surroundings = { elsewhere: new Map(), abroad: new Set(['tokyo']) }
  assert.equal(suspicionOf([abroad, home], START, surroundings)?.kind, 'geo-block')
  assert.equal(suspicionOf([abroad, home], START)?.kind ?? null, null)
})

test('logins of two services that fail together are put down to what they share, two of one service are not', () => {
  const login = (flow: string) => places('auth', [null]).map((one) => withFlow(one, flow))
  const both = suspicionOf(login('saeol/login'), START, undefined, login('government24/login'))
  assert.equal(both?.kind, 'identity-provider')
  assert.match(both?.text.ko ?? '', /여러 서비스의 로그인/)
  assert.equal(suspicionOf(login('saeol/login'), START, undefined, login('saeol/other'))?.kind ?? null, null)
})

test('a place that is unwell or at which most services fail alone shows nothing of the service', () => {
  const [ill] = places('tcp', [{ ends: HALF }])
  assert.ok(ill)
  const unwell = { ...ill, newest: { ...ill.newest, verdict: 'inconclusive', reason: 'clock: 4000 ms behind' } }
  assert.equal(togetherOf([unwell])?.class, 'void')
  const elsewhere = new Map([['place0', { failing: 4, of: 5 }]])
  assert.equal(togetherOf([ill], { elsewhere, abroad: new Set() })?.class, 'own-network')
  assert.equal(togetherOf([ill])?.class, 'some-addresses')
  assert.equal(suspicionOf([ill], START, { elsewhere, abroad: new Set() }), null)
})

test('confidence is the share of failing runs that show it, and what is older says nothing', () => {
  const sights = places('tcp', [{ ends: HALF }, null])
  assert.equal(suspicionOf(sights, START)?.confidence, 0.5)
  assert.equal(suspicionOf(sights, START + 1), null)
})

onBothDatabases(
  'an incident tells what its addresses show, once, and nothing where nothing was measured',
  async (db) => {
    const town = openTown(db)
    for (let run = 0; run < 5; run += 1) {
      await town.run([{ ...fails(LOGIN), evidence: { names: [], ends: HALF, sizes: [] } }])
      town.wait(60)
    }
    const [incident] = await openIncidents(db)
    assert.deepEqual(
      incident?.causes.map(({ text, confidence }) => [text.ko, confidence]),
      [['여러 서버 주소 가운데 일부(4곳 중 2곳)만 응답하지 않습니다. 그 서버들의 문제로 추정됩니다.', 1]],
    )
  },
)

onBothDatabases('logins of two services that fail at the same time tell that they share something', async (db) => {
  const town = openTown(db)
  const auth = (component: string, flow: string) => ({
    ...fails(component, { layer: 'auth', code: 'login-rejected', step: 'log-in' }),
    flow,
  })
  for (let run = 0; run < 6; run += 1) {
    await town.run([auth(LOGIN, 'government24/login'), auth(SAEOL_LOGIN, 'saeol/login')])
    town.wait(60)
  }
  const causes = (await openIncidents(db)).flatMap(({ causes }) => causes.map(({ text }) => text.ko))
  assert.ok(
    causes.some((text) => /여러 서비스의 로그인이 함께/.test(text)),
    causes.join(' / '),
  )
})

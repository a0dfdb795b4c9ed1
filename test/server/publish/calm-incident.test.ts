import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CauseRecord, UpdateRecord } from '../../../data/queries/incidents.ts'
import type { State } from '../../../data/tables.ts'
import { calmView } from '../../../server/publish/calm-incident.ts'

const DETECTED = Date.parse('2026-11-24T14:01:00+09:00')
const text = (ko: string) => ({ ko, en: `${ko} (en)` })

function update(seconds: number, changes: Record<string, [from: State, to: State]>, more: Partial<UpdateRecord> = {}) {
  const version = seconds + 1
  return {
    id: `u${version}`,
    version,
    status: 'investigating' as const,
    body: text(`${seconds}초`),
    affected: Object.entries(changes).map(([component, [from, to]]) => ({
      component,
      from,
      to,
      reason: `r${seconds}`,
    })),
    author: 'bongsu',
    at: DETECTED + seconds * 1000,
    publicAt: DETECTED + seconds * 1000,
    evidence: Object.keys(changes).map((component) => text(`${component} 실패`)),
    ...more,
  }
}

/** Given oldest first; what a page tells, newest first. */
function told(...updates: UpdateRecord[]) {
  return calmView({ audience: 'everyone', detectedAt: DETECTED, updates: updates.toReversed(), causes: [] }).updates
}

const ids = (updates: UpdateRecord[]) => updates.map(({ id }) => id)

test('a cascade within the first minute is told once, with the evidence of all its updates', () => {
  const [one, ...more] = told(
    update(0, { login: ['operational', 'major_outage'] }),
    update(1, { register: ['operational', 'major_outage'] }),
    update(30, { issue: ['operational', 'major_outage'] }),
  )
  assert.deepEqual(more, [])
  assert.equal(one?.body.ko, '30초')
  assert.deepEqual(
    one?.evidence.map(({ ko }) => ko),
    ['login 실패', 'register 실패', 'issue 실패'],
  )
  assert.deepEqual(
    one?.affected.map(({ component }) => component),
    ['login', 'register', 'issue'],
  )
})

test('the same sentence stands there once, a component that got worse twice is told from first to last', () => {
  const [one] = told(
    update(0, { login: ['operational', 'degraded_performance'] }),
    update(5, { login: ['degraded_performance', 'major_outage'] }),
  )
  assert.equal(one?.evidence.length, 1)
  assert.deepEqual(one?.affected, [{ component: 'login', from: 'operational', to: 'major_outage', reason: 'r5' }])
})

test('what comes a minute later, or after something has recovered, is told by itself', () => {
  const first = update(0, { login: ['operational', 'major_outage'] })
  const late = update(60, { issue: ['operational', 'major_outage'] })
  assert.deepEqual(ids(told(first, late)), ['u61', 'u1'])
  const better = update(20, { login: ['major_outage', 'operational'] })
  const again = update(40, { issue: ['operational', 'major_outage'] })
  assert.deepEqual(ids(told(first, better, again)), ['u41', 'u21', 'u1'])
  const watched = update(20, {}, { status: 'monitoring' })
  assert.deepEqual(ids(told(first, watched, again)), ['u41', 'u21', 'u1'])
})

test('what operators are told of one network within the first minute is told once as well', () => {
  const updates = [update(9, {}, { evidence: [text('둘')] }), update(0, {}, { evidence: [text('하나')] })]
  const calm = calmView({ audience: 'operators', detectedAt: DETECTED, updates, causes: [] })
  assert.deepEqual(ids(calm.updates), ['u10'])
  assert.equal(calm.updates[0]?.evidence.length, 2)
})

test('what a person wrote within the first minute is never left out', () => {
  const first = update(0, { login: ['operational', 'major_outage'] })
  const person = update(10, {}, { author: '행정안전부' })
  const again = update(20, { issue: ['operational', 'major_outage'] })
  assert.deepEqual(ids(told(first, person, again)), ['u21', 'u11', 'u1'])
})

test('an update that tells only what is new does not stand in place of the whole', () => {
  const first = update(0, { login: ['operational', 'major_outage'] })
  const second = update(1, { issue: ['operational', 'major_outage'] })
  const rerooted = update(2, {})
  const [newest, whole, ...more] = told(first, second, rerooted)
  assert.deepEqual([newest?.id, whole?.id, more.length], ['u3', 'u2', 0])
  assert.equal(whole?.evidence.length, 2)
})

test('an incident with one update, or none, stays as it is', () => {
  const only = [update(0, { login: ['operational', 'major_outage'] })]
  assert.deepEqual(told(...only), only)
  assert.deepEqual(told(), [])
})

test('of what the engine suspected only the newest is told; what persons say and what is confirmed stays', () => {
  const cause = (ko: string, more: Partial<CauseRecord> = {}): CauseRecord => ({
    standing: 'suspected',
    author: 'bongsu',
    text: text(ko),
    at: DETECTED,
    confidence: 0.9,
    evidence: [],
    ...more,
  })
  const causes = [
    cause('로그인 단계'),
    cause('장비', { author: '행정안전부', confidence: null }),
    cause('GPKI'),
    cause('라우터', { author: '행정안전부', standing: 'confirmed', confidence: null }),
  ]
  const calm = calmView({ audience: 'everyone', detectedAt: DETECTED, updates: [], causes })
  assert.deepEqual(
    calm.causes.map(({ text: { ko } }) => ko),
    ['장비', 'GPKI', '라우터'],
  )
  assert.equal(causes.length, 4)
})

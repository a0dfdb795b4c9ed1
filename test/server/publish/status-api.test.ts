import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Value } from 'typebox/value'
import { componentsDocument } from '../../../server/publish/status-api/components.ts'
import { STATUS_DOCUMENTS } from '../../../server/publish/status-api/documents.ts'
import { statusDocument } from '../../../server/publish/status-api/status.ts'
import { SNAPSHOT_NAMES, snapshotOf } from '../../support/snapshots.ts'

test('every document fits its schema in every state', () => {
  for (const name of SNAPSHOT_NAMES) {
    const snapshot = snapshotOf(name)
    for (const { path, schema, ids, build } of STATUS_DOCUMENTS) {
      for (const id of ids?.(snapshot) ?? ['']) {
        assert.deepEqual([...Value.Errors(schema, build(snapshot, id))], [], `${path} ${id} of ${name}`)
      }
    }
  }
})

test('the status says per component what, since when and when it was last checked', () => {
  const login = statusDocument(snapshotOf('green')).services[0]?.components[2]
  assert.deepEqual(login, {
    id: 'government24/login',
    name: { ko: '로그인', en: 'Login' },
    state: 'operational',
    watched: true,
    since: '2026-10-15T05:05:00.000Z',
    lastCheckedAt: '2026-11-24T05:04:40.000Z',
  })
})

test('a sentence says how everything is, and how each service is', () => {
  const { sentence, services } = statusDocument(snapshotOf('document-down'))
  assert.deepEqual(sentence, {
    ko: '정부24 주민등록표 등본 발급을 이용할 수 없습니다.',
    en: 'Not working: Government 24 Resident register copy.',
    easy: '지금 정부24 주민등록표 등본 발급을 쓸 수 없어요.',
  })
  const of = (id: string) => services.find((service) => service.id === id)?.sentence.ko
  assert.deepEqual([of('government24'), of('saeol')], [sentence.ko, '새올: 정상'])
  const all = SNAPSHOT_NAMES.flatMap((name) => statusDocument(snapshotOf(name)).services)
  assert.ok(all.every((one) => one.state === 'operational' || !one.sentence.ko.includes('정상')))
  const unstable = statusDocument(snapshotOf('marks')).services.find(({ id }) => id === 'saeol')
  assert.equal(unstable?.sentence.ko, '새올: 불안정')
})

test('a component tells its availability in percent and minutes, and null where too little was watched', () => {
  const login = componentsDocument(snapshotOf('green')).components.find(({ id }) => id === 'government24/login')
  assert.deepEqual(login?.availability, {
    percent: null,
    coverage: 66.97,
    low: 66.94,
    high: 99.96,
    downMinutes: 50,
    degradedMinutes: 90,
  })
})

test('the state of the whole is the worst of its parts, and unknown is never taken for good', () => {
  const state = (name: (typeof SNAPSHOT_NAMES)[number]) => snapshotOf(name).state
  assert.deepEqual(SNAPSHOT_NAMES.map(state), [
    'operational',
    'partial_outage',
    'major_outage',
    'unknown',
    'under_maintenance',
    'partial_outage',
    'operational',
    'operational',
    'partial_outage',
  ])
})

test('a fallback that shares a broken component is told to be broken with it', () => {
  const fallbacks = new Map(snapshotOf('document-down').fallbacks.map((fallback) => [fallback.id, fallback]))
  assert.deepEqual(fallbacks.get('gov24-online')?.brokenBy, ['government24/resident-register'])
  assert.deepEqual(fallbacks.get('kiosk')?.brokenBy, [])
})

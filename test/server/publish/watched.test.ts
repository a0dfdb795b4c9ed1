import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCatalogue } from '../../../data/catalogue.ts'
import { NO_MEMORY } from '../../../server/incidents/memory.ts'
import { frontPage } from '../../../server/pages/front.ts'
import { incidentPage } from '../../../server/pages/incident.ts'
import { componentsDocument } from '../../../server/publish/status-api/components.ts'
import { statusDocument } from '../../../server/publish/status-api/status.ts'
import { STATUSPAGE_DOCUMENTS } from '../../../server/publish/statuspage-v2.ts'
import { watchedIds } from '../../../server/publish/watched.ts'
import { renderPage } from '../../../views/render.ts'
import { snapshotOf } from '../../support/snapshots.ts'

const catalogue = loadCatalogue()
const NOTHING = { state: 'unknown' as const, last_checked_at: null, memory: JSON.stringify(NO_MEMORY) }
const few = snapshotOf('few-watched')
const page = frontPage(few, 'ko')

test('before the first result everything is awaited', () => {
  const rows = [...catalogue.components.keys()].map((component) => ({ component, ...NOTHING }))
  assert.deepEqual([...watchedIds(catalogue, rows)], [...catalogue.components.keys()])
})

test('what was checked, what could not be told, what counters say and what these need is watched, and nothing else', () => {
  const silent = { ...NOTHING, memory: JSON.stringify({ flows: [{ flow: 'a' }], turns: [] }) }
  const found = watchedIds(catalogue, [
    { component: 'saeol/login', ...NOTHING, last_checked_at: 1 },
    { component: 'government24/front', ...silent },
    { component: 'fallback-sites/kiosk', ...NOTHING, state: 'partial_outage' },
    { component: 'saeol/resident-register', ...NOTHING },
  ])
  assert.deepEqual([...found].sort(), [
    'fallback-sites/kiosk',
    'government24/front',
    'saeol/login',
    'shared/gpki',
    'shared/integrated-verification',
  ])
})

test('what nobody looks at is folded away by name, is in no sentence, and is never called well', () => {
  const html = renderPage('front', page)
  assert.equal(page.sentence, '정부24 주민등록표 등본 발급을 이용할 수 없습니다.')
  assert.ok(!page.services.some(({ id }) => id === 'emergency-rescue'))
  const folded = page.unwatched.find(({ name }) => name === '긴급구조표준시스템')
  assert.deepEqual(folded?.parts, ['119 웹 신고', '출동 로그인', '출동 정보 조회', '긴급구조 예비 시스템'])
  assert.match(html, /<details class="soft unwatched"><summary>이 누리집에서 확인하지 않는 항목<\/summary>/)
  const components = componentsDocument(few).components.filter(({ watched }) => !watched)
  assert.ok(components.length > 10)
  for (const { state } of components) assert.equal(state, 'unknown')
})

test('where all that is looked at works, the sentence claims no more than that', () => {
  const well = { ...few, services: few.services.map((one) => ({ ...one, components: one.components.map(asWell) })) }
  assert.equal(frontPage(well, 'ko').sentence, '확인하는 서비스가 모두 정상입니다.')
  assert.equal(frontPage(snapshotOf('green'), 'ko').sentence, '모든 서비스가 정상입니다.')
})

function asWell<T extends { watched: boolean; state: string }>(one: T) {
  return one.watched ? { ...one, state: 'operational' as const } : one
}

test('a fallback goes by what is looked at of it, and is struck through when its own site is down', () => {
  const states = (id: string) => few.fallbacks.find((one) => one.id === id)?.state
  assert.deepEqual([states('kiosk'), states('wetax'), states('eais')], ['operational', 'operational', 'unknown'])
  const down = snapshotOf('all-down').fallbacks.find(({ id }) => id === 'wetax')
  assert.deepEqual(down?.brokenBy, ['fallback-sites/wetax'])
})

test('the readiness of a backup stands under its service and with its trouble, and counts for nothing else', () => {
  const standbys = page.services.map(({ name, state, standbys }) => [
    name,
    state.word,
    standbys.map(({ word }) => word),
  ])
  assert.deepEqual(standbys.slice(0, 2), [
    ['정부24', '일부 장애', ['준비됨']],
    ['새올', '정상', ['준비 안 됨']],
  ])
  assert.match(renderPage('front', page), /<p class="standby">예비 시스템: <span class="warn">준비 안 됨<\/span><\/p>/)
  assert.deepEqual(
    page.troubled.map(({ standbys }) => (standbys || []).map(({ word }) => word)),
    [['준비됨']],
  )
  assert.ok(!JSON.stringify(statusDocument(few)).includes('standby'))
  const standby = componentsDocument(few).components.find(({ id }) => id === 'saeol/standby')
  assert.deepEqual([standby?.kind, standby?.state], ['standby', 'major_outage'])
})

test('a backup, ready or not, is in no document of Statuspage, nor is what nobody looks at', () => {
  for (const { path, build } of STATUSPAGE_DOCUMENTS) {
    const text = JSON.stringify(build(few))
    assert.ok(!text.includes('예비 시스템') && !text.includes('긴급구조'), path)
  }
})

test('an incident of a service that is out says whether its backup is ready, where that is known', () => {
  const out = (name: 'few-watched' | 'document-down') => {
    const [incident] = snapshotOf('document-down').incidents
    assert.ok(incident)
    return incidentPage(snapshotOf(name), incident, 'en').incident.standbys
  }
  assert.deepEqual(out('few-watched') || [], [
    { name: 'Government 24 Backup', kind: 'good', readiness: 'ready', word: 'ready' },
  ])
  const unknown = snapshotOf('unknown')
  const [incident] = snapshotOf('document-down').incidents
  assert.deepEqual(incident && incidentPage(unknown, incident, 'en').incident.standbys, [])
})

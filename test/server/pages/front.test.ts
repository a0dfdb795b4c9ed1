import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { STATES, type State } from '../../../data/tables.ts'
import { frontPage } from '../../../server/pages/front.ts'
import { stateView } from '../../../server/pages/state.ts'
import { worstState } from '../../../server/publish/build-snapshot.ts'
import type { Snapshot } from '../../../server/publish/snapshot.ts'
import { words } from '../../../views/format.ts'
import { renderPage } from '../../../views/render.ts'
import { SNAPSHOT_NAMES, snapshotOf } from '../../support/snapshots.ts'

const LANGUAGES = ['ko', 'en'] as const

test('the front page is at most 14 kB compressed in every state and language', () => {
  for (const name of SNAPSHOT_NAMES) {
    for (const language of LANGUAGES) {
      const size = gzipSync(renderPage('front', frontPage(snapshotOf(name), language))).length
      assert.ok(size <= 14_000, `${name} ${language}: ${size}`)
    }
  }
})

test('one sentence answers whether it works, and names what does not', () => {
  const sentence = (name: Parameters<typeof snapshotOf>[0]) => frontPage(snapshotOf(name), 'ko').sentence
  assert.equal(sentence('green'), '모든 서비스가 정상입니다.')
  assert.equal(sentence('document-down'), '정부24 주민등록표 등본 발급을 이용할 수 없습니다.')
  assert.equal(sentence('all-down'), '정부24 외 3건을 이용할 수 없습니다.')
  assert.equal(sentence('unknown'), '지금은 서비스 상태를 확인할 수 없습니다.')
})

test('what is unknown is never told as working', () => {
  const page = frontPage(snapshotOf('unknown'), 'en')
  assert.equal(page.state.kind, 'none')
  for (const { state } of page.services.flatMap(({ components }) => components)) assert.equal(state.kind, 'none')
})

test('one unknown component among working ones takes "all" out of the sentence', () => {
  const page = frontPage(withState(snapshotOf('green'), 'saeol/login', 'unknown'), 'ko')
  assert.equal(page.sentence, '확인된 서비스는 정상이며, 일부는 상태를 확인할 수 없습니다.')
})

test('whatever two states there are together, the badge, the lead and the sentence name the same', () => {
  for (const [one, other] of STATES.flatMap((state) => STATES.map((other) => [state, other] as const))) {
    const both = withState(everything(one), 'saeol/login', other)
    const snapshot = { ...both, state: worstState([one, other]) }
    const { state, lead, sentence } = frontPage(snapshot, 'ko')
    const named = worstState([one, other])
    assert.equal(state.kind, stateView(named, 'ko').kind, `${one} and ${other}`)
    assert.equal(lead, words('ko').lead[named])
    if (named === 'under_maintenance') assert.match(sentence, /점검 중/)
    if (named === 'major_outage') assert.match(sentence, /이용할 수 없습니다/)
    assert.equal(
      /확인할 수 없/.test(sentence),
      named === 'unknown' || (named === 'under_maintenance' && [one, other].includes('unknown')),
      `${one} and ${other}: ${sentence}`,
    )
  }
})

function everything(state: State): Snapshot {
  const green = snapshotOf('green')
  const services = green.services.map((service) => ({
    ...service,
    components: service.components.map((component) => ({ ...component, state })),
  }))
  return { ...green, services }
}

test('where nothing can be checked somebody to ask is named', () => {
  assert.deepEqual(frontPage(snapshotOf('unknown'), 'ko').ask, [{ name: '정부민원안내', phone: '110' }])
  assert.equal(frontPage(snapshotOf('green'), 'ko').ask, false)
})

test('below a broken document stands what to do instead', () => {
  const [trouble] = frontPage(snapshotOf('document-down'), 'ko').troubled
  assert.deepEqual(
    trouble?.affected.map(({ name }) => name),
    ['정부24 주민등록표 등본 발급'],
  )
  assert.equal(trouble?.fallbacks[0]?.name, '무인민원발급기')
  assert.ok(trouble?.fallbacks.every(({ broken }) => !broken))
})

test('a fallback that shares the trouble comes last, struck through, with words', () => {
  const page = frontPage(snapshotOf('all-down'), 'ko')
  const fallbacks = page.troubled.slice(0, 1).flatMap((one) => [...one.fallbacks, ...one.more])
  assert.equal(fallbacks[0]?.broken, false)
  const kiosk = fallbacks.find(({ name }) => name === '무인민원발급기')
  assert.equal(kiosk?.warning, '이 방법도 지금 이용할 수 없습니다')
  assert.match(renderPage('front', page), /<s>무인민원발급기<\/s> <em>이 방법도/)
})

test('a service of which nothing works is one card by its own name with each fallback once', () => {
  const { troubled } = frontPage(snapshotOf('all-down'), 'ko')
  assert.deepEqual(
    troubled.map(({ folded }) => folded),
    troubled.map((_, index) => index > 1),
    'what is further down is named at once, and its ways unfold',
  )
  assert.deepEqual(
    troubled.map(({ affected }) => affected.map(({ name }) => name)),
    [['정부24'], ['새올'], ['긴급구조표준시스템'], ['대신 쓰는 누리집']],
  )
  for (const { fallbacks, more } of troubled) {
    const names = [...fallbacks, ...more].map(({ name }) => name)
    assert.equal(new Set(names).size, names.length)
  }
})

test('a service whose parts are in different states is told part by part', () => {
  const page = frontPage(withState(snapshotOf('all-down'), 'saeol/login', 'degraded_performance'), 'ko')
  const names = page.troubled[1]?.affected.map(({ name, state }) => [name, state.word])
  assert.deepEqual(names?.[0], ['새올 로그인(행정전자서명)', '지연'])
  assert.equal(names?.length, 5)
})

test('the official masthead shows only for an official operator, otherwise the page says it is unofficial', () => {
  const html = (official: boolean) => renderPage('front', frontPage(snapshotOf('green', { official }), 'ko'))
  assert.ok(html(true).includes('대한민국 공식 전자정부 누리집입니다'))
  assert.ok(!html(false).includes('공식 전자정부 누리집'))
  assert.ok(html(false).includes('비공식 안내'))
})

test('a rehearsal says so on the page, and only a rehearsal does', () => {
  const html = (rehearsal: boolean) => renderPage('front', frontPage(snapshotOf('green', { rehearsal }), 'ko'))
  assert.ok(html(true).includes('실제 장애가 아닙니다'))
  assert.ok(!html(false).includes('href="/rehearsal"'))
})

test('current maintenance is told with its end, finished maintenance is not', () => {
  const { planned } = frontPage(snapshotOf('maintenance'), 'ko')
  assert.deepEqual(new Set(planned.map(({ status }) => status)), new Set(['진행 중', '예정']))
})

test('every time on the page can be read by a machine', () => {
  const html = renderPage('front', frontPage(snapshotOf('document-down'), 'ko'))
  const times = [...html.matchAll(/<time[^>]*>/g)].map(([tag]) => tag)
  assert.ok(times.length > 5)
  for (const tag of times) assert.match(tag, /datetime="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00"/)
})

function withState(snapshot: Snapshot, id: string, state: State): Snapshot {
  const services = snapshot.services.map((service) => ({
    ...service,
    components: service.components.map((component) => (component.id === id ? { ...component, state } : component)),
  }))
  return { ...snapshot, services }
}

test('what is said beside a state has a word of its own, and names the one network', () => {
  const page = frontPage(snapshotOf('marks'), 'ko')
  const marks = page.services.flatMap(({ components }) => components).flatMap(({ mark }) => (mark ? [mark.word] : []))
  assert.deepEqual(marks, ['일부 통신망에서만 문제 (서울)', '확인 중', '불안정'])
  assert.equal(page.sentence, '지금은 이용할 수 있으나 일부 기능이 불안정합니다.')
})

test('what comes and goes is told since when it does, not since its last turn', () => {
  const [trouble] = frontPage(snapshotOf('again'), 'ko').troubled
  assert.equal(trouble?.affected[0]?.since, '13:57')
})

test('what works only by turns is never told as simply well, and there is something to do instead', () => {
  const { state, lead, troubled } = frontPage(snapshotOf('marks'), 'ko')
  assert.deepEqual([state.word, state.kind], ['불안정', 'warn'])
  assert.match(lead, /반복되고 있습니다/)
  assert.deepEqual(
    troubled.map(({ affected, fallbacks }) => [affected[0]?.name, affected[0]?.state.word, fallbacks[0]?.name]),
    [['새올 로그인(행정전자서명)', '불안정', '수기 접수·소급 처리']],
  )
})

test('what nobody checks directly says nothing about the whole, and says what it is', () => {
  const html = renderPage('front', frontPage(snapshotOf('marks'), 'ko'))
  assert.equal(snapshotOf('marks').state, 'operational')
  assert.ok(html.includes('직접 확인하지 않음'))
})

test('of an open incident the front page shows what is newest, and a link to the whole', () => {
  const html = renderPage('front', frontPage(snapshotOf('shared-down'), 'ko'))
  const { current } = frontPage(snapshotOf('document-down'), 'ko')
  assert.deepEqual(
    current.map(({ update, cause, state }) => [update ? update.body : '', cause ? cause.standing : '', state.word]),
    [['발급된 문서가 비어 있는 상태가 계속되고 있습니다.', '추정', '장애']],
  )
  assert.equal(html.match(/영향으로 추정됩니다/g)?.length, 1)
  assert.match(html, /<a href="\/incidents\/incshared001">경과와 근거 모두 보기<\/a>/)
  assert.ok(!html.includes('근거 보기</summary>'))
})

test('an incident that comes and goes says so where all works for the moment, and its confirmed cause is the newest', () => {
  const [incident] = frontPage(snapshotOf('again'), 'ko').current
  assert.deepEqual([incident?.state.word, incident?.unstable], ['불안정', false])
  const { standing, author } = incident?.cause || { standing: '', author: false }
  assert.deepEqual([standing, author], ['확인', '행정안전부'])
})

test('what is shared is not among what people cannot use', () => {
  const page = frontPage(snapshotOf('shared-down'), 'ko')
  assert.match(page.sentence, /^새올 로그인/)
  assert.deepEqual(
    page.troubled.flatMap(({ affected }) => affected.map(({ name }) => name)),
    ['새올 로그인(행정전자서명)', '새올 창구 등본 발급'],
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fault } from '../../../probes/result.ts'
import { type Trouble, troubleOf } from '../../../server/incidents/attribute.ts'
import { explain, explainWell } from '../../../server/incidents/explain.ts'
import { diagnose, isNews } from '../../../server/incidents/incident-diagnosis.ts'
import type { Ground } from '../../../server/incidents/signals.ts'
import { fault, NO_GPKI } from './capital.ts'
import { catalogueOf, viewOf } from './views.ts'

const PLACES: Record<string, { ko: string; en: string }> = {
  seoul: { ko: '서울', en: 'Seoul' },
  busan: { ko: '부산', en: 'Busan' },
  daejeon: { ko: '대전', en: 'Daejeon' },
}
const NAMES = { group: (id: string) => PLACES[id] ?? { ko: id, en: id }, about: null }
const STALLED = fault('http', 'login', 'stalled')
const AT = Date.UTC(2023, 10, 16, 23, 40, 10)

function ground(group: string, seen: Partial<Ground>): Ground {
  const nothing = { failed: 0, runs: 4, since: null, until: null, fault: null, evidence: 0, slow: false, results: [] }
  return { flow: 'login', group, ...nothing, ...seen }
}

function failing(group: string, fault: Fault, failed: number, runs: number, from = 0, until = 30): Ground {
  return ground(group, { failed, runs, fault, evidence: 10, since: AT + from * 1000, until: AT + until * 1000 })
}

type Row = [sentence: string, grounds: Ground[], ko: string[], en: string[]]

const TABLE: Row[] = [
  [
    'three of three places, one step, one thing seen',
    [
      failing('seoul', STALLED, 3, 3),
      failing('busan', STALLED, 2, 2, 10, 20),
      failing('daejeon', STALLED, 2, 2, 5, 25),
    ],
    [
      '관측 지점 3곳 중 3곳(서울·부산 등)의 로그인 단계에서 접속을 시도해도 응답이 오지 않는 것이 확인되었습니다 (08:40:10–08:40:40, 7회 중 7회 실패).',
    ],
    [
      'At 3 of 3 places (Seoul, Busan …), step “login”: The server was seen to give no answer (08:40:10–08:40:40, 7 of 7 runs failed).',
    ],
  ],
  [
    'a place that sees nothing counts among those that look',
    [failing('seoul', STALLED, 3, 4), ground('busan', {})],
    [
      '관측 지점 2곳 중 1곳(서울)의 로그인 단계에서 접속을 시도해도 응답이 오지 않는 것이 확인되었습니다 (08:40:10–08:40:40, 4회 중 3회 실패).',
    ],
    [
      'At 1 of 2 places (Seoul), step “login”: The server was seen to give no answer (08:40:10–08:40:40, 3 of 4 runs failed).',
    ],
  ],
  [
    'what differs is told apart',
    [failing('seoul', STALLED, 1, 1, 0, 0), failing('busan', NO_GPKI, 1, 1, 0, 0)],
    [
      '관측 지점 2곳 중 1곳(서울)의 로그인 단계에서 접속을 시도해도 응답이 오지 않는 것이 확인되었습니다 (08:40:10, 1회 중 1회 실패).',
      '관측 지점 2곳 중 1곳(부산)의 로그인 단계에서 인증서 검증 서버(GPKI)에 연결할 수 없다는 안내와 함께 인증서 로그인이 되지 않는 것이 확인되었습니다 (08:40:10, 1회 중 1회 실패).',
    ],
    [
      'At 1 of 2 places (Seoul), step “login”: The server was seen to give no answer (08:40:10, 1 of 1 runs failed).',
      'At 1 of 2 places (Busan), step “login”: Certificate logins were seen to fail: the login says that the certificate verification server (GPKI) does not answer (08:40:10, 1 of 1 runs failed).',
    ],
  ],
  [
    'slowness is told without a step and without failures',
    [ground('seoul', { slow: true }), ground('busan', { slow: true })],
    ['관측 지점 2곳 중 2곳(서울·부산)에서 평소보다 처리가 오래 걸리는 것이 확인되었습니다.'],
    ['At 2 of 2 places (Seoul, Busan): It works, but was seen to take longer than usual.'],
  ],
  [
    'the only place that looks is called that',
    [failing('seoul', STALLED, 3, 4)],
    [
      '한 곳뿐인 관측 지점(서울)의 로그인 단계에서 접속을 시도해도 응답이 오지 않는 것이 확인되었습니다 (08:40:10–08:40:40, 4회 중 3회 실패).',
    ],
    [
      'At the only place that looks (Seoul), step “login”: The server was seen to give no answer (08:40:10–08:40:40, 3 of 4 runs failed).',
    ],
  ],
  ['nothing seen is nothing said', [ground('seoul', {})], [], []],
]

for (const [sentence, grounds, ko, en] of TABLE) {
  test(sentence, () => {
    const said = explain(grounds, NAMES)
    assert.deepEqual([said.map((one) => one.ko), said.map((one) => one.en)], [ko, en])
  })
}

test('a step that has no name is told by its stage', () => {
  assert.match(explain([failing('seoul', fault('tls', 'x9', 'expired'), 1, 1)], NAMES)[0]?.ko ?? '', /의 접속 단계에서/)
})

test('where a reader must know which component it was, it stands first', () => {
  const names = { ...NAMES, about: { ko: '새올 로그인', en: 'Saeol login' } }
  assert.match(
    explain([failing('seoul', STALLED, 1, 1)], names)[0]?.ko ?? '',
    /^새올 로그인: 한 곳뿐인 관측 지점\(서울\)의 로그인 단계에서 /,
  )
})

test('a recovery is told by its good runs in a row', () => {
  const view = viewOf(catalogueOf({ 'a/one': [] }), { 'a/one': { runs: '...xxxxx....' } })
  const said = explainWell(view.standings.get('a/one')?.memory.flows ?? [], NAMES)
  assert.match(said[0]?.en ?? '', /KST at 3 places \(/)
  assert.match(said[0]?.ko ?? '', /3곳에서 \d\d:\d\d:\d\d부터 12회 연속 정상으로 확인되었습니다\.$/)
})

function trouble(grounds: Ground[]): Trouble {
  const fault = grounds[0]?.fault ?? null
  const rest = { component: 'a/one', state: 'major_outage' as const, beganAt: AT, everyMs: 30_000 }
  return { ...rest, stage: 'connection', fault, grounds }
}

const LARGE = fault('path', 'login', 'large-packets-lost')
const REFUSED = fault('tcp', 'login', 'refused')
const ERROR = fault('http', 'login', 'status-503')

test('confidence is the share of the evidence that fits the suspected class', () => {
  const of = (...faults: Fault[]) =>
    diagnose([trouble(faults.map((one, index) => failing(`g${index}`, one, 1, 1)))], null)?.confidence
  assert.equal(of(LARGE, LARGE, LARGE), 1)
  assert.equal(of(LARGE, LARGE, REFUSED), 2 / 3)
  assert.equal(of(STALLED, ERROR), 1, 'both show no more than the stage')
})

test('a suspicion is said once, needs half of the evidence after the first, and nothing follows a confirmed cause', () => {
  const said = (text: string, standing: 'suspected' | 'confirmed' = 'suspected') => ({
    standing,
    text: { ko: text, en: text },
  })
  const next = (confidence: number | null) => ({ text: { ko: 'b', en: 'b' }, confidence })
  assert.equal(isNews(next(0.2), []), true)
  assert.equal(isNews(next(0.2), [said('a')]), false)
  assert.equal(isNews(next(0.6), [said('a')]), true)
  assert.equal(isNews(next(1), [said('b'), said('a')]), false)
  assert.equal(isNews(next(1), [said('a', 'confirmed')]), false)
})

test('what is failing by its runs carries their fault and beginning', () => {
  const view = viewOf(catalogueOf({ 'a/one': [] }), { 'a/one': { runs: '...xxxxx', fault: LARGE } })
  const found = troubleOf('a/one', view)
  assert.deepEqual([found?.fault?.code, found?.stage, found?.everyMs], [LARGE.code, 'connection', 30_000])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Text } from '../../../data/catalogue.ts'
import type { Fault } from '../../../probes/result.ts'
import { causeKey, stageOf } from '../../../server/incidents/cause.ts'
import { seenWords, suspectedWords } from '../../../server/incidents/observations.ts'
import {
  affectedTitle,
  changedText,
  monitoringText,
  openedText,
  resolvedText,
  sharedTitle,
  titleOf,
  unstableText,
} from '../../../server/incidents/wording.ts'
import { REFUSED } from './play.ts'

const SERVICE = { ko: '정부24', en: 'Government 24' }
const LOGIN = { ko: '로그인', en: 'Login' }
const COPY = { ko: '등본 발급', en: 'Certified copy' }
const BEGAN = Date.UTC(2026, 10, 24, 5, 5)

function fault(layer: Fault['layer'], code: string): Fault {
  return { ...REFUSED, layer, code }
}

const SEEN: [layer: Fault['layer'], code: string, ko: RegExp, en: RegExp][] = [
  ['tcp', 'refused', /접속이 거부/, /refused/],
  ['tls', 'stalled', /응답이 오지 않는/, /no answer/],
  ['tls', 'expired', /유효기간/, /expired/],
  ['http', 'status-503', /오류 응답/, /with an error/],
  ['http', 'queue-page', /접속 대기 화면/, /waiting room/],
  ['http', 'notice-page', /점검·이용 제한 안내/, /notice of maintenance/],
  ['auth', 'login-rejected', /로그인되지 않는/, /rejected/],
  ['auth', 'certificate-verification-unavailable', /인증서 검증 서버\(GPKI\)/, /GPKI/],
  ['document', 'empty', /내용이 없는 문서/, /without content/],
  ['document', 'wrong-holder', /신청인이 아닌 사람/, /somebody else/],
  ['document', 'wrong-document', /신청과 다른 문서/, /other than those applied for/],
  ['app', 'error-page', /오류 안내 화면/, /tells of an error/],
  ['document', 'previous-copy', /이전에 발급된 문서/, /earlier copy/],
  ['document', 'untrusted-signer', /전자서명이 확인되지 않는/, /not to be valid/],
  ['document', 'unsigned', /전자서명이 없는/, /without a signature/],
  ['document', 'wrong-timestamp', /발급일시가 맞지 않는/, /wrong time of issue/],
  ['dns', 'servfail', /이름 서버\(DNS\)가 주소를 알려 주지 못해/, /unable to tell/],
  ['tls', 'stalled', /응답이 오지 않는/, /no answer/],
  ['app', 'soft-404', /없다고 나오는/, /not found/],
  ['app', 'incomplete-page', /일부만 나오는/, /only in part/],
  ['app', 'accepts-anything', /검증해서는 안 될 것까지/, /not genuine/],
  ['app', 'signature-refused', /올바른 전자서명이 거부/, /refused/],
  ['app', 'record-missing', /조회 결과가 나오지 않는/, /no result/],
  ['document', 'number-not-verifiable', /진위확인에서 조회되지 않는/, /verification service/],
  ['path', 'large-packets-lost', /큰 자료의 전송이 멈추는/, /Large transfers .* small ones pass/],
  ['dns', 'nxdomain', /인터넷 주소가 등록되어 있지 않다/, /does not exist/],
  ['dns', 'something-new', /인터넷 주소를 찾을 수 없어/, /address/],
  ['app', 'deadline', /시간 안에 끝나지 않는/, /in time/],
  ['app', 'something-new', /이용이 끝까지 이어지지 않는/, /not to succeed/],
]

for (const [layer, code, ko, en] of SEEN) {
  test(`${layer}/${code} is told in plain Korean and English, without the code`, () => {
    const words = seenWords(fault(layer, code))
    assert.match(words.ko, ko)
    assert.match(words.en, en)
    assert.ok(!`${words.ko}${words.en}`.includes(code) || code === 'refused' || code === 'expired')
  })
}

test('slowness is told as slowness', () => {
  assert.match(seenWords(null).ko, /오래 걸리는/)
})

test('a suspicion names the stage, and more only where the fault shows more', () => {
  assert.match(suspectedWords(fault('path', 'large-packets-lost'), 'connection').ko, /큰 패킷/)
  assert.equal(
    suspectedWords(fault('http', 'status-503'), 'connection').ko,
    '접속 단계의 문제로 추정되며, 자세한 원인은 아직 확인되지 않았습니다.',
  )
})

test('layers fall into the stages of a citizen’s way through the service', () => {
  const stage = (layer: Fault['layer']) => causeKey('saeol', stageOf(fault(layer, 'x'), 'major_outage'))
  assert.deepEqual((['dns', 'tcp', 'tls', 'path', 'http'] as const).map(stage), Array(5).fill('saeol/connection'))
  assert.deepEqual((['auth', 'app', 'document'] as const).map(stage), [
    'saeol/authentication',
    'saeol/processing',
    'saeol/document',
  ])
  assert.equal(stageOf(null, 'degraded_performance'), 'speed')
  assert.equal(stageOf(null, 'major_outage'), 'use')
})

test('a title says service and stage, so that it holds for the whole incident', () => {
  assert.deepEqual(titleOf(SERVICE, 'document'), {
    ko: '정부24 문서 발급 장애',
    en: 'Government 24: document issuance disrupted',
    easy: '정부24: 서류가 안 나와요',
  })
})

test('the opening says since when, what, what was seen, and that the cause is not known', () => {
  const seen = seenWords(REFUSED)
  const opened = openedText(
    { names: [LOGIN, COPY], beganAt: BEGAN, onlySlow: false },
    { seen, because: null, again: false },
  )
  assert.deepEqual(opened, {
    ko: '11월 24일 14:05부터 로그인, 등본 발급 이용이 제한되고 있습니다. 서버 접속이 거부되는 것이 확인되었습니다. 원인은 확인 중입니다.',
    en: 'Login, Certified copy: use is restricted since 24 Nov 14:05 KST. Connections to the server were seen to be refused. The cause is being looked into.',
    easy: '로그인, 등본 발급: 11월 24일 14:05부터 쓰기 어려워요. 컴퓨터(서버)에 연결이 안 돼요. 왜 그런지는 알아보고 있어요.',
  })
})

test('whatever happens to an incident is also told in easy words', () => {
  const names = [{ ko: '로그인', en: 'Login', easy: '들어가기' }]
  const named = { names, beganAt: BEGAN, onlySlow: true }
  const nothing = { worse: [], better: [], seen: null, relapsed: false, because: null }
  const root = { ko: '인증', en: 'Verification' }
  const said = [
    openedText(named, { seen: seenWords(null), because: root, again: true }),
    changedText({ ...nothing, added: null, worse: names, better: names, recovered: names, relapsed: true }),
    monitoringText(names),
    unstableText(names, 3),
    resolvedText(names, { beganAt: BEGAN, resolvedAt: BEGAN + 3_600_000, reopenedAt: null }),
    affectedTitle(names[0] as Text, root),
    sharedTitle(root),
  ]
  for (const { easy = '' } of said) assert.match(easy, /요|고장/)
  assert.deepEqual(
    said.slice(0, 3).map(({ easy }) => easy),
    [
      '다시 됐다가 또 안 돼요. 들어가기: 11월 24일 14:05부터 느려요. 평소보다 오래 걸려요. 인증이 고장 나서 그런 것 같아요.',
      '되는 것 같았는데 또 안 돼요. 들어가기: 더 안 돼요. 들어가기: 조금 나아졌어요. 들어가기: 이제 다시 돼요.',
      '들어가기: 다시 돼요. 계속 잘 되는지 보고 있어요.',
    ],
  )
})

test('a change tells what is new and what is well again', () => {
  const added = { names: [COPY], beganAt: BEGAN, onlySlow: true }
  const news = {
    added,
    worse: [],
    better: [],
    recovered: [LOGIN],
    seen: seenWords(null),
    relapsed: false,
    because: null,
  }
  assert.equal(
    changedText(news).ko,
    '11월 24일 14:05부터 등본 발급 처리가 늦어지고 있습니다. 평소보다 처리가 오래 걸리는 것이 확인되었습니다. 로그인은 정상으로 확인되었습니다.',
  )
})

test('watching and the end are told with the right particles and the time it took', () => {
  assert.match(monitoringText([COPY]).ko, /^등본 발급은 다시 정상으로/)
  assert.equal(
    resolvedText([LOGIN], { beganAt: BEGAN, resolvedAt: BEGAN + 75 * 60_000, reopenedAt: null }).ko,
    '로그인이 정상화되었습니다. 11월 24일 14:05부터 11월 24일 15:20까지(1시간 15분) 이용이 원활하지 않았습니다.',
  )
})

test('the end of what had come back tells the last span, and does not count the good time in between', () => {
  const resolvedAt = BEGAN + 75 * 60_000
  const { ko, en } = resolvedText([LOGIN], { beganAt: BEGAN, resolvedAt, reopenedAt: BEGAN + 60 * 60_000 })
  assert.equal(
    ko,
    '로그인이 정상화되었습니다. 11월 24일 14:05에 처음 시작된 뒤 한때 정상화되었다가, 다시 11월 24일 15:05부터 11월 24일 15:20까지(15분) 이용이 원활하지 않았습니다.',
  )
  assert.match(en, /from 24 Nov 15:05 KST to 24 Nov 15:20 KST \(15 min\) after a first time/)
})

test('what something is put down to reads as people say it', () => {
  const seen = { ko: '', en: '' }
  const affected = { names: [COPY], beganAt: 0, onlySlow: false }
  assert.match(
    openedText(affected, { seen, because: LOGIN, again: false }).en,
    /suspected to come from trouble with Login\.$/,
  )
  assert.equal(affectedTitle({ ko: '새올', en: 'Saeol' }, LOGIN).en, 'Saeol: affected by trouble with Login')
})

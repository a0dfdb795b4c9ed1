import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCatalogue } from '../../../data/catalogue.ts'
import { createFinder } from '../../../server/pages/find.ts'
import { paperPage } from '../../../server/pages/papers.ts'
import { type SnapshotName, snapshotOf } from '../../support/snapshots.ts'

const { papers } = loadCatalogue()
const find = createFinder(papers)

const TABLE: [query: string, first: string | null][] = [
  ['등본', 'resident-register'],
  ['주민등록등본', 'resident-register'],
  ['주민등록표 등본', 'resident-register'],
  ['ㄷㅂ', 'resident-register'],
  ['ㅈㅁㄷㄹㄷㅂ', 'resident-register'],
  ['등볻', 'resident-register'],
  ['주민들록등본', 'resident-register'],
  ['주민등록 등분', 'resident-register'],
  ['등본 어디서 떼요', 'resident-register'],
  ['초본', 'resident-extract'],
  ['ㅊㅂ', 'resident-extract'],
  ['주민등록초본', 'resident-extract'],
  ['가족관계', 'family-relation'],
  ['가족 관계 증명서', 'family-relation'],
  ['ㄱㅈㄱㄱ', 'family-relation'],
  ['가족관게증명서', 'family-relation'],
  ['혼인관계증명서', 'family-relation'],
  ['호적등본', 'family-relation'],
  ['인감', 'seal-certificate'],
  ['ㅇㄱㅈㅁ', 'seal-certificate'],
  ['인감증명', 'seal-certificate'],
  ['본인서명사실확인서', 'seal-certificate'],
  ['건축물대장', 'building-register'],
  ['건축물 대쟝', 'building-register'],
  ['토지대장', 'land-register'],
  ['지적도', 'land-register'],
  ['지방세', 'local-tax-certificate'],
  ['재산세', 'local-tax-certificate'],
  ['소득금액증명', 'national-tax-certificate'],
  ['사업자등록증명', 'national-tax-certificate'],
  ['홈택스', 'national-tax-certificate'],
  ['등기부등본', 'property-register'],
  ['건강보험', 'health-insurance'],
  ['자격득실확인서', 'health-insurance'],
  ['건강보험료 납부', 'health-insurance'],
  ['자동차등록원부', 'vehicle-register'],
  ['병적증명서', 'military-service'],
  ['범칙금', 'traffic-fines'],
  ['운전경력증명서', 'traffic-fines'],
  ['기초생활수급자', 'welfare-certificates'],
  ['전입신고', 'moving-in'],
  ['이사', 'moving-in'],
  ['여권', 'passport'],
  ['passport', 'passport'],
  ['pasport', 'passport'],
  ['gov24', 'government24-login'],
  ['정부 24', 'government24-login'],
  ['공인인증서', 'government24-login'],
  ['진위확인', 'verification'],
  ['Resident register', 'resident-register'],
  ['', null],
  ['   ', null],
  ['?!', null],
]

for (const [query, first] of TABLE) {
  test(`"${query}" finds ${first ?? 'nothing'}`, () => assert.equal(find(query)[0]?.id ?? null, first))
}

test('nothing like it finds nothing', () => assert.deepEqual(find('zzzzqqqqxxxx'), []))

const NOW: [name: SnapshotName, paper: string, word: string][] = [
  ['green', 'resident-register', '정상'],
  ['document-down', 'resident-register', '일부 장애'],
  ['document-down', 'family-relation', '정상'],
  ['all-down', 'resident-register', '장애'],
  ['all-down', 'family-relation', '장애'],
  ['unknown', 'resident-register', '확인 불가'],
  ['green', 'health-insurance', '정상'],
  ['unknown', 'health-insurance', '확인 불가'],
  ['all-down', 'health-insurance', '장애'],
  ['green', 'passport', '확인 불가'],
]

for (const [name, id, word] of NOW) {
  test(`while ${name}, ${id} reads ${word}`, () => {
    const paper = papers.find((one) => one.id === id)
    assert.ok(paper)
    assert.equal(paperPage(snapshotOf(name), paper, 'ko').state.word, word)
  })
}

test('a way that shares what is broken stands last, struck through', () => {
  const paper = papers.find(({ id }) => id === 'resident-register')
  assert.ok(paper)
  const { fallbacks, online } = paperPage(snapshotOf('all-down'), paper, 'ko')
  assert.ok(online)
  assert.equal(online.broken, true)
  assert.equal(fallbacks[0]?.broken, false)
  assert.equal(fallbacks.at(-1)?.broken, true)
})

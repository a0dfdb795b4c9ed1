import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type VerificationOutcome, verificationOutcome } from '../../../probes/government24/verification-outcome.ts'

const issued = { title: '주민등록표(등본)', holder: '홍길동' }
const FORM = '문서에 인쇄된 문서확인번호 16자리와 성명을 입력하십시오. 문서확인번호 1 문서확인번호 2 성명 확인'

const table: [string, string, VerificationOutcome][] = [
  [
    'kind and holder are the ones issued',
    `문서진위확인 진본 확인 주민등록표(등본) 성명: 홍길동 발급일시: 2026년 ${FORM}`,
    'genuine',
  ],
  ['the title is spread out', `진본 확인 주 민 등 록 표 ( 등 본 ) ${FORM}`, 'genuine'],
  ['the name is masked', `진본임을 확인하였습니다. 주민등록표(등본) 성명 홍*동 ${FORM}`, 'genuine'],
  ['no holder is named: only the form asks for one', `진본 확인 주민등록표(등본) ${FORM}`, 'genuine'],
  ['one of two names is the holder', `진본 확인 주민등록표(등본) 신청인: 김철수 성명: 홍길동 ${FORM}`, 'genuine'],
  ['another kind', `진본 확인 주민등록표(초본) 성명: 홍길동 ${FORM}`, 'another-kind'],
  ['another holder', `진본 확인 주민등록표(등본) 성명: 김철수 ${FORM}`, 'another-holder'],
  ['another holder behind a mask', `진본 확인 주민등록표(등본) 성명 김*수 ${FORM}`, 'another-holder'],
  ['a longer name behind a mask', `진본 확인 주민등록표(등본) 성명 홍**동 ${FORM}`, 'another-holder'],
  ['not found', `일치하는 문서가 없습니다. 문서확인번호와 성명을 다시 확인하십시오. ${FORM}`, 'unknown'],
  ['not found, with a hint beside it', `진본 확인 안내 주민등록표(등본) 일치하는 자료가 없습니다. ${FORM}`, 'unknown'],
  ['the form alone', `문서진위확인 ${FORM}`, 'unknown'],
]

for (const [title, visible, outcome] of table) {
  test(`${title}: ${outcome}`, () => assert.equal(verificationOutcome(visible, issued), outcome))
}

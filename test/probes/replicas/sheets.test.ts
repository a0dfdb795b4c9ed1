// Each document carries the sentence and the entries of its own form.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPdf } from '../../../probes/checks/pdf.ts'
import { PAPERS, type Paper } from '../../../probes/replicas/government24/papers.ts'
import { TEST_PERSON } from '../../../probes/replicas/people.ts'
import { makePrinter } from '../../../probes/replicas/print.ts'

const print = makePrinter()
const COPY = { number: '1700-1117-0840-1355', issuedAt: Date.UTC(2026, 10, 25, 4, 5, 9) }
const MARKS: Record<string, string[]> = {
  '주민등록표(등본)': ['이 등본은 세대별', '세대주 관계', '배우자'],
  '주민등록표(초본)': ['이 초본은 개인별', '변동사유'],
  '일반건축물대장(갑)': ['건축물대장의 원본내용', '대지위치', '주용도'],
  토지대장: ['토지대장에 의하여', '지목', '소유권이전'],
  '지방세 납세증명서': ['다른 체납액이 없음', '납세자'],
  인감증명서: ['신고되어 있는 인감', '일반용'],
}

for (const [title, marks] of Object.entries(MARKS)) {
  test(`${title} says what it certifies, and of whom`, async () => {
    const { text } = await readPdf(await print({ title, office: '시험구청장', holder: TEST_PERSON }, COPY))
    for (const words of [title, TEST_PERSON.name, ...marks]) assert.ok(text.includes(words), words)
    const others = Object.entries(MARKS).filter(([other]) => other !== title)
    for (const [, [sentence = '']] of others) assert.ok(!text.includes(sentence), sentence)
  })
}

test('every document of Government 24 has a sheet', () => {
  const titles = Object.values<Paper>(PAPERS).flatMap(({ kinds }) => kinds.map(([, title]) => title))
  assert.deepEqual(
    titles.filter((title) => !(title in MARKS)),
    [],
  )
})

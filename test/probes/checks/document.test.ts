import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import PDFDocument from 'pdfkit'
import { checkDocument, type DocumentCheck } from '../../../probes/checks/document.ts'
import { readIssueTime } from '../../../probes/checks/issue-time.ts'
import { StepFailure } from '../../../probes/flow.ts'

const file = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/nanum-gothic/400Regular/NanumGothic_400Regular.ttf',
)
// the last glyph of this font is empty, and fontkit reads beyond it
const font = Buffer.concat([readFileSync(file), Buffer.alloc(64)])
const ISSUED = Date.UTC(2026, 10, 24, 12, 14, 5)
const expected: DocumentCheck = {
  title: '주민등록표(등본)',
  holder: '홍길동',
  numberPattern: /\d{4}-\d{4}-\d{4}-\d{4}/,
  issuedAfter: ISSUED - 3_000,
  issuedBefore: ISSUED + 3_000,
}
const lines = [
  '문서확인번호: 1700-1117-0840-1355',
  '주 민 등 록 표 ( 등 본 )',
  '성명 홍길동',
  '발급일시: 2026년 11월 24일 21:14:05',
]

async function pdf(text: string[]): Promise<Buffer> {
  const document = new PDFDocument({ size: 'A4' })
  const chunks: Buffer[] = []
  document.on('data', (chunk: Buffer) => chunks.push(chunk))
  const done = new Promise((resolve) => document.on('end', resolve))
  if (text.length > 0) document.font(font).fontSize(12)
  for (const line of text) document.text(line)
  document.end()
  await done
  return Buffer.concat(chunks)
}

async function codeOf(bytes: Uint8Array, check: Partial<DocumentCheck> = {}): Promise<string> {
  const error = await checkDocument(bytes, { ...expected, ...check }).catch((reason: unknown) => reason)
  assert.ok(error instanceof StepFailure, String(error))
  assert.equal(error.layer, 'document')
  assert.doesNotMatch(`${error.message} ${error.expectation}`, /홍길동|1117/)
  return error.code
}

test('a good document gives its number and evidence that says nothing about the person', async () => {
  const bytes = await pdf(lines)
  const length = bytes.length
  const { number, evidence } = await checkDocument(bytes, expected)
  assert.equal(number, '1700-1117-0840-1355')
  const { sha256, ...rest } = evidence
  assert.match(sha256, /^[0-9a-f]{64}$/)
  assert.deepEqual(rest, { bytes: length, pages: 1, numberShape: '9999-9999-9999-9999', issuedAt: ISSUED })
})

test('an anchored pattern finds the number too', async () => {
  const { number } = await checkDocument(await pdf(lines), { ...expected, numberPattern: /^\d{4}(-\d{4}){3}$/g })
  assert.equal(number, '1700-1117-0840-1355')
})

test('every way a document can be wrong has its own code', async () => {
  const good = await pdf(lines)
  assert.equal(await codeOf(new Uint8Array()), 'empty')
  assert.equal(await codeOf(Buffer.from('<html>오류</html>')), 'not-a-pdf')
  assert.equal(await codeOf(good.subarray(0, good.length - 1_500)), 'truncated')
  assert.equal(await codeOf(Buffer.from('%PDF-1.7\nnothing\n%%EOF')), 'not-a-pdf')
  assert.equal(await codeOf(await pdf([])), 'no-text')
  assert.equal(await codeOf(await pdf(['건축물대장', ...lines.filter((_, i) => i !== 1)])), 'wrong-document')
  assert.equal(await codeOf(await pdf(lines.map((line) => line.replace('홍길동', '김철수')))), 'wrong-holder')
  assert.equal(await codeOf(await pdf(lines.slice(1))), 'number-missing')
  assert.equal(await codeOf(await pdf(lines.slice(0, 3))), 'not-issued-now')
  assert.equal(await codeOf(good, { issuedAfter: ISSUED + 60_000, issuedBefore: ISSUED + 90_000 }), 'not-issued-now')
  assert.equal(await codeOf(good, { issuedAfter: ISSUED - 90_000, issuedBefore: ISSUED - 60_000 }), 'not-issued-now')
})

test('an earlier copy is told from a new document with a wrong time, although its time is wrong too', async () => {
  const isCopy = ({ number }: { number: string }) => number === '1700-1117-0840-1355'
  const late = { ...expected, issuedAfter: ISSUED + 60_000, issuedBefore: ISSUED + 90_000 }
  await assert.rejects(checkDocument(await pdf(lines), late, isCopy), { code: 'previous-copy' })
  assert.equal(await codeOf(await pdf(lines), late), 'not-issued-now')
})

test('an issue time inside the second in which the run began is now', async () => {
  const { evidence } = await checkDocument(await pdf(lines), { ...expected, issuedAfter: ISSUED + 900 })
  assert.equal(evidence.issuedAt, ISSUED)
})

const MINUTE = ISSUED - 5_000
const DAY = Date.UTC(2026, 10, 23, 15)
const times: [string, number | null][] = [
  ['생년월일 1990-01-01 발급일시: 2026년 11월 24일 21:14:05', ISSUED],
  ['발 급 일 시 : 2026년 11월 24일 21시 14분 05초', ISSUED],
  ['발급일시 2026-11-24 21:14:05', ISSUED],
  ['발급시각: 2026.11.24. 21:14:05', ISSUED],
  ['발급일시: 2026. 11. 24. 오후 9:14:05', ISSUED],
  ['발급일시: 2026년 11월 24일(화) 21:14', MINUTE],
  ['1990-01-01 전입, 2026/11/24 21:14:05', ISSUED],
  ['발급일: 2026년 11월 24일', DAY],
  ['생년월일 1990-01-01', null],
]
for (const [text, at] of times) {
  test(`the issue time of "${text}" is ${at === null ? 'none' : new Date(at).toISOString()}`, () => {
    assert.equal(readIssueTime(text)?.at ?? null, at)
  })
}

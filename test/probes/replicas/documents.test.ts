import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { checkDocument } from '../../../probes/checks/document.ts'
import { readPdf } from '../../../probes/checks/pdf.ts'
import { makeAuthority } from '../../../probes/replicas/ca.ts'
import { issueFaults, makeDocumentOffice } from '../../../probes/replicas/documents.ts'
import { OTHER_PERSON, TEST_PERSON } from '../../../probes/replicas/people.ts'
import { makeSigner } from '../../../probes/replicas/sign-pdf.ts'

const TITLE = '주민등록표(등본)'
const MAYOR = '가상특별시 시험구청장'
const WELL = issueFaults(() => false)
const numberPattern = /\d{4}-\d{4}-\d{4}-\d{4}/
const authority = await makeAuthority(Date.UTC(2026, 10, 25))
const sign = await makeSigner(await authority.identityFor('시험 발급센터'))
const FIRST = Date.UTC(2026, 10, 25, 4, 5, 9)

function officeAt(time: { now: number }) {
  return makeDocumentOffice({ now: () => time.now, random: randomBytes, sign, signStrangely: sign })
}

test('two issues of one sheet are two documents: another number, another time, the same text around them', async () => {
  const time = { now: FIRST }
  const office = officeAt(time)
  const seen = []
  for (const at of [FIRST, FIRST + 37 * 86_400_000]) {
    time.now = at
    const bytes = await office.issue(TEST_PERSON, MAYOR, WELL)
    const expected = {
      title: TITLE,
      holder: TEST_PERSON.name,
      numberPattern,
      issuedAfter: at - 1,
      issuedBefore: at + 1,
    }
    const { number, evidence } = await checkDocument(bytes, expected)
    assert.equal(evidence.issuedAt, at)
    assert.equal(office.find(number, TEST_PERSON.name)?.issuedAt, at)
    seen.push({
      number,
      sha256: evidence.sha256,
      text: (await readPdf(bytes)).text,
      bytes: Buffer.from(bytes).toString('latin1'),
    })
  }
  const [first, second] = seen
  assert.ok(first && second)
  assert.match(first.text, /발급일시: 2026년 11월 25일 13:05:09/)
  assert.match(second.text, /발급일시: 2027년 01월 01일 13:05:09/)
  assert.notEqual(first.number, second.number)
  assert.ok(!second.text.includes(first.number))
  assert.match(second.bytes, /D:20270101040509Z/)
  const ids = seen.map(({ bytes }) => /\/ID \[(<\w{32}>) \1\]/.exec(bytes)?.[1])
  assert.ok(ids[0] && ids[1] && ids[0] !== ids[1])
  const plain = (text: string) => text.replace(/\d/g, '')
  assert.equal(plain(first.text), plain(second.text))
})

test("nobody gets a sheet with another's name or home on it", async () => {
  const office = officeAt({ now: FIRST })
  await office.issue(TEST_PERSON, MAYOR, WELL)
  const moved = { ...TEST_PERSON, address: '가상특별시 시험구 모의로 9' }
  const [other, home] = await Promise.all(
    [OTHER_PERSON, moved].map(async (holder) => (await readPdf(await office.issue(holder, MAYOR, WELL))).text),
  )
  assert.ok(other?.includes(OTHER_PERSON.name) && !other.includes(TEST_PERSON.name))
  assert.ok(home?.includes(moved.address) && !home.includes(TEST_PERSON.address))
})

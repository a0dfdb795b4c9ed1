import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as format from '../../views/format.ts'

const AT = Date.parse('2026-11-24T05:05:00Z')
const MINUTE = 60_000

test('instants are told in Korean time, in the words of each language', () => {
  assert.equal(format.moment(AT, 'ko'), '11월 24일 14:05')
  assert.equal(format.moment(AT, 'en'), '24 Nov 14:05 KST')
  assert.equal(format.shortMoment(AT), '11/24 14:05')
  assert.equal(format.machineTime(AT), '2026-11-24T14:05:00+09:00')
})

test('a day ends at midnight in Korea, not in Greenwich', () => {
  assert.equal(format.kstDay(Date.parse('2026-11-24T14:59:59Z')), '2026-11-24')
  assert.equal(format.kstDay(Date.parse('2026-11-24T15:00:00Z')), '2026-11-25')
})

test('beside a time stands how long ago it is, unless the date says more', () => {
  assert.equal(format.ago(AT, AT + 59_000, 'ko'), '방금')
  assert.equal(format.momentAgo(AT, AT + 35 * MINUTE, 'ko'), '11월 24일 14:05 (35분 전)')
  assert.equal(format.momentAgo(AT, AT + 90 * MINUTE, 'en'), '24 Nov 14:05 KST (1 h 30 min ago)')
  for (const now of [AT - 1, AT + 7 * 24 * 60 * MINUTE + 1])
    assert.equal(format.momentAgo(AT, now, 'ko'), '11월 24일 14:05')
})

test('the time alone is enough on the same Korean day', () => {
  assert.equal(format.clockTime(AT, AT + 60 * MINUTE, 'ko'), '14:05')
  assert.equal(format.clockTime(AT, AT + 24 * 60 * MINUTE, 'ko'), '11월 24일 14:05')
})

test('a duration is told by its two largest units', () => {
  assert.equal(format.duration(80 * MINUTE, 'ko'), '1시간 20분')
  assert.equal(format.duration(80 * MINUTE, 'en'), '1 h 20 min')
  assert.equal(format.duration(((2 * 24 + 3) * 60 + 5) * MINUTE, 'ko'), '2일 3시간')
  assert.equal(format.duration(24 * 60 * MINUTE, 'ko'), '1일')
  assert.equal(format.duration(59_000, 'ko'), '1분 미만')
})

test('a share is never rounded up to a whole that is not true', () => {
  assert.equal(format.percent(1), '100%')
  assert.equal(format.percent(0.99999), '99.99%')
})

test('many names are the first one and a number in a text message', () => {
  assert.equal(format.shortNames(['가', '나', '다'], 'ko'), '가 외 2건')
  assert.equal(format.shortNames(['A', 'B'], 'en'), 'A +1')
  assert.equal(format.shortNames(['가'], 'ko'), '가')
})

test('the particle follows the last sound of the word', () => {
  assert.equal(format.josa('등본 발급', '을/를'), '등본 발급을')
  assert.equal(format.josa('정부24', '이/가'), '정부24가')
  assert.equal(format.josa('로그인(행정전자서명)', '은/는'), '로그인(행정전자서명)은')
  assert.equal(format.josa('홈페이지', '을/를'), '홈페이지를')
})

test('a cause that a person has confirmed says nothing of repair', () => {
  assert.equal(format.statusWord('identified', 'ko'), '원인 확인')
  assert.equal(format.statusWord('identified', 'en'), 'Cause identified')
})

test('both languages have the same words', () => {
  assert.deepEqual(shape(format.words('en')), shape(format.words('ko')))
})

function shape(words: object): unknown {
  return Object.entries(words)
    .map(([key, value]) => (typeof value === 'object' ? [key, shape(value)] : [key]))
    .sort()
}

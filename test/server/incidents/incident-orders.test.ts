import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readIncidentOrder } from '../../../server/incidents/incident-orders.ts'

const TEXTS = ['--ko', '스위치 고장', '--en', 'A switch broke', '--by', '홍길동']

test('each order is read with what it needs', () => {
  assert.deepEqual(readIncidentOrder(['list', '--data', 'x']), { order: { do: 'list' }, config: null, data: 'x' })
  assert.deepEqual(readIncidentOrder(['confirm', 'abc', ...TEXTS]).order, {
    do: 'confirm',
    incident: 'abc',
    text: { ko: '스위치 고장', en: 'A switch broke' },
    by: '홍길동',
  })
  const began = ['began', 'abc', '--at', '2023-11-17T08:40+09:00', '--says', '행정안전부', '--by', 'a']
  assert.deepEqual(readIncidentOrder(began).order, {
    do: 'began',
    incident: 'abc',
    at: Date.UTC(2023, 10, 16, 23, 40),
    says: '행정안전부',
    by: 'a',
  })
  assert.deepEqual(readIncidentOrder(['regions', 'abc', '--in', '부산, 대구', '--by', 'a']).order, {
    do: 'regions',
    incident: 'abc',
    regions: ['부산', '대구'],
    by: 'a',
  })
  const local = began.map((word) => word.replace('+09:00', ''))
  assert.deepEqual(readIncidentOrder(local), readIncidentOrder(began))
  assert.deepEqual(readIncidentOrder(['release', 'abc', '--by', 'a']).order, {
    do: 'release',
    incident: 'abc',
    text: null,
    by: 'a',
  })
})

const WRONG: [words: string[], says: RegExp][] = [
  [[], /Say what to do/],
  [['close', 'abc'], /"close" is nothing that can be done/],
  [['confirm'], /Say which incident/],
  [['confirm', 'abc', '--ko', '가', '--en', 'a'], /--by is missing/],
  [['note', 'abc', '--ko', '가', '--by', 'a'], /--en is missing/],
  [['release', 'abc', '--ko', '가', '--by', 'a'], /--en is missing/],
  [['release', 'abc', '--ko', '', '--en', '', '--by', 'a'], /--ko is missing/],
  [['note', 'abc', ...TEXTS, '--easy', ' '], /--easy is missing/],
  [['began', 'abc', '--at', 'yesterday', '--says', 'b', '--by', 'a'], /--at must be a time/],
  [['began', 'abc', '--at', '2023-99-17T08:40Z', '--says', 'b', '--by', 'a'], /--at must be a time/],
  [['note', 'abc', 'some', '--by', 'a'], /one word too many/],
  [['list', '--sound'], /sound/],
]

for (const [words, says] of WRONG) {
  test(`"${words.join(' ')}" is answered with what is wrong and how it is called`, () => {
    assert.throws(
      () => readIncidentOrder(words),
      (error: Error) => says.test(error.message) && /npm run incident/.test(error.message),
    )
  })
}

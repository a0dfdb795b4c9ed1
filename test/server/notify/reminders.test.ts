import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lastReminder } from '../../../server/notify/reminders.ts'

const kst = (text: string) => Date.parse(`2026-11-${text}:00+09:00`)

test('a long outage is told again after one, three and six hours, then at 08:00 and 20:00', () => {
  const announced = kst('17T08:40')
  for (const [now, last] of [
    ['17T09:39', null],
    ['17T09:40', '17T09:40'],
    ['17T11:39', '17T09:40'],
    ['17T11:40', '17T11:40'],
    ['17T14:40', '17T14:40'],
    ['17T19:59', '17T14:40'],
    ['17T20:00', '17T20:00'],
    ['18T07:59', '17T20:00'],
    ['18T08:00', '18T08:00'],
    ['21T12:00', '21T08:00'],
  ] as const) {
    assert.equal(lastReminder(announced, kst(now)), last && kst(last), now)
  }
})

test('announced shortly before 20:00, the six hours come first', () => {
  const announced = kst('17T19:30')
  assert.equal(lastReminder(announced, kst('17T20:10')), null)
  assert.equal(lastReminder(announced, kst('18T02:00')), kst('18T01:30'))
  assert.equal(lastReminder(announced, kst('18T08:00')), kst('18T08:00'))
})

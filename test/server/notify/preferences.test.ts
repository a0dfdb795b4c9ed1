import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { KINDS, NIGHT, quietUntil, readPreferences } from '../../../server/notify/preferences.ts'

/** Of 24 November 2026, Korean time. */
const at = (time: string, day = 24) => Date.parse(`2026-11-${day}T${time}:00+09:00`)

test('who chose nothing gets everything, by text and browser not at night', () => {
  const everything = { kinds: KINDS, quiet: false, digest: false, format: 'bongsu', level: 1 }
  assert.deepEqual(readPreferences('{}', { channel: 'email', role: 'public' }), everything)
  assert.deepEqual(readPreferences('{}', { channel: 'sms', role: 'center' }), { ...everything, quiet: NIGHT })
  assert.deepEqual(readPreferences('{}', { channel: 'push', role: 'public' }).quiet, NIGHT)
  assert.equal(readPreferences('{}', { channel: 'sms', role: 'operator' }).quiet, false)
  assert.equal(readPreferences('{"quiet":false}', { channel: 'sms', role: 'public' }).quiet, false)
})

test('what cannot be read counts as not chosen', () => {
  for (const json of ['', 'nonsense', '{"kinds":"all"}', '{"quiet":{"from":"25:00","until":"08:00"}}', '[]', 'null']) {
    assert.deepEqual(readPreferences(json, { channel: 'email', role: 'public' }).kinds, KINDS, json)
  }
})

test('quiet hours end at their end, over midnight and within a day', () => {
  for (const [quiet, now, until] of [
    [NIGHT, at('20:59'), null],
    [NIGHT, at('21:00'), at('08:00', 25)],
    [NIGHT, at('23:59'), at('08:00', 25)],
    [NIGHT, at('00:00'), at('08:00')],
    [NIGHT, at('07:59'), at('08:00')],
    [NIGHT, at('08:00'), null],
    [{ from: '12:00', until: '13:00' }, at('12:30'), at('13:00')],
    [{ from: '12:00', until: '13:00' }, at('13:00'), null],
    [{ from: '12:00', until: '12:00' }, at('12:00'), null],
    [false, at('03:00'), null],
  ] as const) {
    assert.equal(quietUntil(quiet, now), until)
  }
})

test('whatever the hours: who waits waits less than a day, and at the end it is not quiet', () => {
  const time = fc
    .tuple(fc.nat(23), fc.nat(59))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
  fc.assert(
    fc.property(time, time, fc.integer({ min: at('00:00'), max: at('23:59') }), (from, until, now) => {
      const end = quietUntil({ from, until }, now)
      if (end === null) return
      assert.ok(end > now && end - now <= 86_400_000)
      assert.equal(quietUntil({ from, until }, end), null)
    }),
  )
})

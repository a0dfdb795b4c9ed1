import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cp949Bytes, fitSms, LMS_BYTES, SMS_BYTES, TextError } from '../../../server/notify/cp949.ts'

test('a Hangul syllable takes two bytes and a Latin letter one', () => {
  assert.equal(cp949Bytes('봉수 ok'), 7)
})

test('typographic characters become plain and emoji are dropped', () => {
  assert.equal(fitSms('“발급” 중단… 🚨 10–12시').text, '"발급" 중단... 10-12시')
})

test('a text of other characters is refused by name', () => {
  assert.throws(() => fitSms('ภาษาไทย'), TextError)
})

test('whatever the text, what comes out fits its kind and survives CP949', () => {
  const words = fc.array(fc.constantFrom('정부24', '로그인', 'ok', '…', '🚨', '가나다라마바사아자차', ' ', '\n'), {
    minLength: 1,
    maxLength: 900,
  })
  fc.assert(
    fc.property(words, (parts) => {
      const fitted = fitSms(`봉수${parts.join(' ')}`)
      assert.equal(fitted.bytes, cp949Bytes(fitted.text))
      assert.ok(fitted.bytes <= (fitted.kind === 'SMS' ? SMS_BYTES : LMS_BYTES))
    }),
    { numRuns: 50 },
  )
})

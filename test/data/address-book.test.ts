import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createAddressBook, createSeals, SealError } from '../../data/address-book.ts'
import { BOOK } from '../support/address-book.ts'

const [OLD, NEW] = ['the old key, of more than thirty-two letters', 'the new key, of more than thirty-two letters']

test('what is sealed opens again, never looks twice the same, and shows nothing', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6, maxLength: 300 }), (address) => {
      const sealed = BOOK.seal(address)
      assert.equal(BOOK.open(sealed), address)
      assert.notEqual(BOOK.seal(address), sealed)
      assert.ok(!sealed.includes(address))
    }),
  )
})

test('after a change of keys the new one seals and both open', () => {
  const before = createSeals([OLD]).seal('a@b.kr')
  const both = createSeals([NEW, OLD])
  assert.equal(both.open(before), 'a@b.kr')
  assert.deepEqual([both.isFresh(before), both.isFresh(both.seal('a@b.kr'))], [false, true])
})

test('without its key, damaged, or under the name of another key it does not open, and the error holds no address', () => {
  const sealed = createSeals([OLD]).seal('a@b.kr')
  const [mark, , body = ''] = sealed.split(':')
  const [, name] = createSeals([NEW]).seal('').split(':')
  for (const [text, message] of [
    [sealed, /sealed with another key.*addressKeys/s],
    [`${mark}:${name}:${body}`, /damaged or changed/],
    ['a@b.kr', /not sealed as it should be/],
  ] as const) {
    assert.throws(
      () => createSeals([NEW]).open(text),
      (error: Error) => error instanceof SealError && message.test(error.message) && !error.message.includes('b.kr'),
    )
  }
})

test('an id is the same for an address whatever key seals it, and another with another lookup key', () => {
  const lookup = Buffer.alloc(32, 1)
  const id = createAddressBook([OLD], lookup).idOf('sms', '+821012345678')
  assert.equal(createAddressBook([NEW], lookup).idOf('sms', '+821012345678'), id)
  assert.notEqual(createAddressBook([OLD], Buffer.alloc(32, 2)).idOf('sms', '+821012345678'), id)
  assert.notEqual(createAddressBook([OLD], lookup).idOf('email', '+821012345678'), id)
})

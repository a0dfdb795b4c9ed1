import assert from 'node:assert/strict'
import test from 'node:test'
import { decryptSeed, encryptSeed } from '../../../probes/credentials/seed.ts'

const hex = (text: string) => Buffer.from(text, 'hex')

/** RFC 4269, appendix B: key, plain text, cipher text. */
const VECTORS = [
  ['00000000000000000000000000000000', '000102030405060708090a0b0c0d0e0f', '5ebac6e0054e166819aff1cc6d346cdb'],
  ['000102030405060708090a0b0c0d0e0f', '00000000000000000000000000000000', 'c11f22f20140505084483597e4370f43'],
  ['4706480851e61be85d74bfb3fd956185', '83a2f8a288641fb9a4e9a5cc2f131c7d', 'ee54d13ebcae706d226bc3142cd40d4a'],
  ['28dbc3bc49ffd87dcfa509b11d422be7', 'b41e6be2eba84a148e2eed84593c5ec7', '9b9b7bfcd1813cb95d0b3618f40f5122'],
] as const

test('one block is what RFC 4269 says, both ways', () => {
  for (const [key, plain, cipher] of VECTORS) {
    const made = encryptSeed(hex(key), Buffer.alloc(16), hex(plain))
    assert.equal(made.subarray(0, 16).toString('hex'), cipher)
    assert.deepEqual(decryptSeed(hex(key), Buffer.alloc(16), made), hex(plain))
  }
})

test('a chain of padded blocks is what OpenSSL makes of it', () => {
  // openssl enc -seed-cbc -provider legacy -K … -iv …
  const [key, iv] = [hex('28dbc3bc49ffd87dcfa509b11d422be7'), hex('000102030405060708090a0b0c0d0e0f')]
  const plain = Buffer.from('hello seed, longer than a block ok')
  const cipher = hex('743072bea4ba0dbc65145c1590b05456b5c2cdd37ebe7e4fec26b4a6a402e191224e9abdcbd206dd6fda0d07dfd1c14a')
  assert.deepEqual(encryptSeed(key, iv, plain), cipher)
  assert.deepEqual(decryptSeed(key, iv, cipher), plain)
})

test('a wrong key, cut text and keys of another length are refused', () => {
  const [key, iv] = [Buffer.alloc(16, 7), Buffer.alloc(16)]
  const cipher = encryptSeed(key, iv, Buffer.from('x'))
  assert.equal(decryptSeed(Buffer.alloc(16, 8), iv, cipher), null)
  assert.equal(decryptSeed(key, iv, cipher.subarray(0, 9)), null)
  assert.equal(decryptSeed(key, iv, Buffer.alloc(0)), null)
  assert.throws(() => encryptSeed(Buffer.alloc(15), iv, cipher), RangeError)
})

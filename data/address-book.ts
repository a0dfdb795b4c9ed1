// People's addresses at rest: sealed with AES-256-GCM, found by a keyed hash. The database alone gives neither an address nor a
// way of trying all telephone numbers.
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { Channel } from './tables.ts'

/** A sealed address cannot be opened; the message says why and how to mend it, and holds no address. */
export class SealError extends Error {}

export type AddressBook = {
  /** The id of whoever is at an address as it is written; the same on every replica. */
  idOf: (channel: Channel, address: string) => string
  /** The id that somebody has whose id was a hash without a key. */
  idOfOld: (id: string) => string
  seal: (address: string) => string
  /** Throws SealError. */
  open: (sealed: string) => string
  /** Whether it is sealed by the first key. */
  isFresh: (sealed: string) => boolean
}

const MARK = 'v1'
const CIPHER = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16
const ID_DIGITS = 24

/** `secrets`: the first seals, all of them open; at least 32 characters each. `lookup`: the key of the hashes, which never changes. */
export function createAddressBook(secrets: string[], lookup: Buffer): AddressBook {
  const { seal, open, isFresh } = createSeals(secrets)
  const idOfOld = (id: string) => createHmac('sha256', lookup).update(id).digest('hex').slice(0, ID_DIGITS)
  return { idOf: (channel, address) => idOfOld(unkeyedId(channel, address)), idOfOld, seal, open, isFresh }
}

/** The id that had no key, of which the keyed one is made. */
function unkeyedId(channel: Channel, address: string): string {
  return createHash('sha256').update(`${channel}:${address}`).digest('hex').slice(0, ID_DIGITS)
}

export type Seals = Pick<AddressBook, 'seal' | 'open' | 'isFresh'>

/** Sealing alone, without ids. A sealed text is `v1:<name of the key>:<base64url of nonce, tag and cipher text>`. */
export function createSeals(secrets: string[]): Seals {
  const keys = secrets.map(keyOf)
  const [first] = keys
  if (!first) throw new SealError('There is no key for addresses.')
  return {
    seal: (text) => sealed(text, first),
    open: (text) => opened(text, keys),
    isFresh: (text) => text.startsWith(`${MARK}:${first.name}:`),
  }
}

type Key = { name: string; key: Buffer }

function keyOf(secret: string): Key {
  const derived = (purpose: string, bytes: number) => Buffer.from(hkdfSync('sha256', secret, '', purpose, bytes))
  return { name: derived('bongsu name of a key', 6).toString('base64url'), key: derived('bongsu addresses', 32) }
}

function sealed(text: string, { name, key }: Key): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(name))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return [MARK, name, Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')].join(':')
}

function opened(text: string, keys: Key[]): string {
  const [mark, name = '', body = ''] = text.split(':')
  const known = keys.find((key) => key.name === name)
  if (mark !== MARK) throw new SealError('An address is not sealed as it should be: the database was changed by hand.')
  if (!known) {
    throw new SealError(
      'An address was sealed with another key. Give that key as well, after the new one, in addressKeys (docs/people.md).',
    )
  }
  const bytes = Buffer.from(body, 'base64url')
  try {
    const decipher = createDecipheriv(CIPHER, known.key, bytes.subarray(0, IV_BYTES))
    decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new SealError('A sealed address was damaged or changed: it does not open.', { cause })
  }
}

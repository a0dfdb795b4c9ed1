// Reads ASN.1 as it lies in DER and BER (ITU-T X.690 §8), only as deep as it is asked for: of a certificate inside a signature
// nothing is taken apart but the few fields that name it. A library that builds the whole tree takes twenty times as long.

/** One value: its tag as one byte (class, constructed, number), all its bytes, and what is inside. */
export type Der = { tag: number; raw: Buffer; content: Buffer }

export const OID = 0x06
export const OCTETS = 0x04
const CONSTRUCTED = 0x20
const UTC_TIME = 0x17
const GENERALIZED_TIME = 0x18
const END = 0x00
const INDEFINITE = 0x80
const MOST_LENGTH_BYTES = 4
const DEEPEST = 50

/** The value that begins at `at`. Throws when there is none, or when it does not end within `bytes`. */
export function readDer(bytes: Buffer, at = 0, depth = 0): Der {
  const [tag, first] = [byteAt(bytes, at), byteAt(bytes, at + 1)]
  if ((tag & 0x1f) === 0x1f) throw new Error('a tag of more than one byte')
  if (depth > DEEPEST) throw new Error('values nested too deep')
  if (first === INDEFINITE) return readIndefinite(bytes, at, tag, depth)
  const lengthBytes = first < INDEFINITE ? 0 : first - INDEFINITE
  if (lengthBytes > MOST_LENGTH_BYTES) throw new Error('a value of more than 4 GiB')
  const start = at + 2 + lengthBytes
  const end = start + (lengthBytes === 0 ? first : lengthOf(bytes, at + 2, lengthBytes))
  if (end > bytes.length) throw new Error('a value that does not end')
  return { tag, raw: bytes.subarray(at, end), content: bytes.subarray(start, end) }
}

/** What a constructed value consists of; of any other nothing. */
export function childrenOf(value: Der | undefined): Der[] {
  if (!value || !(value.tag & CONSTRUCTED)) return []
  const found: Der[] = []
  for (let at = 0; at < value.content.length; ) {
    const child = readDer(value.content, at)
    found.push(child)
    at += child.raw.length
  }
  return found
}

/** Whether it is `[number]` of its surroundings (context-specific). */
export function isTagged(value: Der | undefined, number: number): boolean {
  return value !== undefined && (value.tag & ~CONSTRUCTED) === (INDEFINITE | number)
}

/** In dotted form. Throws when it is none. */
export function oid(value: Der | undefined): string {
  if (value?.tag !== OID || value.content.length === 0) throw new Error('an object identifier is missing')
  const arcs: number[] = []
  let arc = 0
  for (const byte of value.content) {
    arc = arc * 128 + (byte & 0x7f)
    if (byte < 128) {
      arcs.push(arc)
      arc = 0
    }
  }
  const [first = 0, ...rest] = arcs
  const root = Math.min(2, Math.floor(first / 40))
  return [root, first - root * 40, ...rest].join('.')
}

/** The bytes of an octet string, also of one in pieces (§8.7.3). Throws when it is none. */
export function octets(value: Der | undefined): Buffer {
  if (!value || (value.tag & ~CONSTRUCTED) !== OCTETS) throw new Error('an octet string is missing')
  return value.tag & CONSTRUCTED ? Buffer.concat(childrenOf(value).map(octets)) : value.content
}

/** UTC milliseconds of UTCTime or GeneralizedTime (§11.7, §11.8; years of two digits as RFC 5280 §4.1.2.5.1); `null`: no time. */
export function timeOf(value: Der | undefined): number | null {
  const text = value?.content.toString('latin1') ?? ''
  const found = /^(\d\d|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:\.(\d{1,3})\d*)?(?:Z|([+-])(\d\d)(\d\d))$/.exec(text)
  if (!found || (value?.tag !== UTC_TIME && value?.tag !== GENERALIZED_TIME)) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((one) => Number(one ?? 0))
  const whole = value.tag === UTC_TIME ? year + (year < 50 ? 2000 : 1900) : year
  const offset = (Number(found[9] ?? 0) * 60 + Number(found[10] ?? 0)) * (found[8] === '-' ? -60_000 : 60_000)
  return Date.UTC(whole, month - 1, day, hour, minute, second, Number((found[7] ?? '0').padEnd(3, '0'))) - offset
}

/** A value whose end is marked instead of its length being told (§8.1.3.6). */
function readIndefinite(bytes: Buffer, at: number, tag: number, depth: number): Der {
  if (!(tag & CONSTRUCTED)) throw new Error('a plain value without a length')
  let next = at + 2
  while (byteAt(bytes, next) !== END || byteAt(bytes, next + 1) !== END) {
    next += readDer(bytes, next, depth + 1).raw.length
  }
  return { tag, raw: bytes.subarray(at, next + 2), content: bytes.subarray(at + 2, next) }
}

function lengthOf(bytes: Buffer, at: number, count: number): number {
  let length = 0
  for (let index = 0; index < count; index += 1) length = length * 256 + byteAt(bytes, at + index)
  return length
}

function byteAt(bytes: Buffer, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) throw new Error('a value that does not end')
  return byte
}

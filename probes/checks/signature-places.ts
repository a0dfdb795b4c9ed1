// Where the signatures of a PDF stand, and which bytes each of them covers (ISO 32000-2 § 12.8.1).

/** One signature: its CMS (DER), the two stretches of bytes that it covers, and when it says that it was made (`/M`, UTC ms). */
export type SignaturePlace = {
  cms: Uint8Array
  covered: Uint8Array[]
  /** It covers every byte of the file but its own. */
  whole: boolean
  at: number | null
  /** A signature over the time alone (`/SubFilter /ETSI.RFC3161`). */
  isTimestamp: boolean
}

const RANGE = /\/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]/g
/** `/M (D:20261124211405+09'00')` (ISO 32000-2 § 7.9.4). */
const MADE = /\/M\s*\(D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z|([+-])(\d\d)'?(\d\d)?)?/

/** The signatures in the order of the file; `null` in place of one whose `/ByteRange` does not leave out just its own bytes. */
export function findSignatures(bytes: Uint8Array): (SignaturePlace | null)[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (!file.includes('/ByteRange')) return []
  const text = file.toString('latin1')
  return [...text.matchAll(RANGE)].map((found) => placeOf(file, text, found))
}

function placeOf(file: Buffer, text: string, found: RegExpExecArray): SignaturePlace | null {
  const [from = 0, length = 0, next = 0, rest = 0] = found.slice(1).map(Number)
  const end = next + rest
  const own = text.slice(length, next)
  if (from !== 0 || next <= length || end > file.length || !/^<[0-9A-Fa-f\s]*>$/.test(own)) return null
  const dictionary = aroundOf(text, found.index, length, next)
  return {
    cms: unpadded(Buffer.from(own.slice(1, -1).replace(/\s/g, ''), 'hex')),
    covered: [file.subarray(0, length), file.subarray(next, end)],
    whole: end === file.length,
    at: madeAt(dictionary),
    isTimestamp: /\/SubFilter\s*\/ETSI\.RFC3161\b/.test(dictionary),
  }
}

/** The dictionary of the signature, without the signature itself. */
function aroundOf(text: string, at: number, gap: number, next: number): string {
  const start = text.lastIndexOf('obj', Math.min(at, gap))
  const end = text.indexOf('endobj', Math.max(at, next))
  return text.slice(start, gap) + text.slice(next, end < 0 ? undefined : end)
}

function madeAt(dictionary: string): number | null {
  const found = MADE.exec(dictionary)
  if (!found) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number)
  const offset = (Number(found[8] ?? 0) * 60 + Number(found[9] ?? 0)) * 60_000
  return Date.UTC(year, month - 1, day, hour, minute, second) - (found[7] === '-' ? -offset : offset)
}

/** The room for a signature is larger than it: zeros follow. Of indefinite length (BER) nothing is cut off. */
function unpadded(der: Buffer): Uint8Array {
  const first = der[1] ?? 0
  if (first < 0x80) return der.subarray(0, 2 + first)
  const size = first & 0x7f
  if (size === 0 || size > 4 || der.length < 2 + size) return der
  return der.subarray(0, 2 + size + der.readUIntBE(2, size))
}

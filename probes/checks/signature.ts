// Checks the electronic signatures of a PDF (ISO 32000-1 §12.8): whole, genuine, of a known office, made just now.
import { readFileSync } from 'node:fs'
import { Inconclusive, StepFailure } from '../flow.ts'
import { reachesTrusted, readCertificates } from './certificate-chain.ts'
import { BrokenSignature, type Signed, UnknownMethod, verifyDetached, verifyTimestamp } from './signed-data.ts'

export type SignatureCheck = {
  /** Path of a PEM file with the CAs of those who may sign; then every document has to be signed. */
  signers?: string | undefined
  /** The signing time must lie between these, UTC milliseconds. */
  issuedAfter: number
  issuedBefore: number
}

/** Where a signature stands: what it covers, its DER, and what its dictionary says of the time. */
type Place = { covered: Uint8Array[]; der: Uint8Array; end: number; saidAt: number | null; isTimestamp: boolean }

/** §12.8.1: offset and length of what is covered, before and behind the signature itself. */
const BYTE_RANGE = /\/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]/g
const MAX_SIGNATURES = 5
const EXPECTED_TIME = 'a signature made within this run'
/** The time of the entry M: §7.9.4. */
const M_DATE = /\/M\s*\(D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:([+-])(\d\d)'?(\d\d)?|Z)?/

/**
 * Checks every signature of a PDF; one without any passes unless `signers` is given. Fails in layer `document` with code
 * `unsigned`, `bad-signature` (does not cover the file, or does not belong to it), `untrusted-signer` or `wrong-timestamp`.
 * Inconclusive where the settings or the method of signing keep us from telling.
 */
export function checkSignature(bytes: Uint8Array, expected: SignatureCheck): void {
  const trusted = expected.signers === undefined ? null : readSigners(expected.signers)
  const places = findSignatures(bytes)
  if (places.length === 0) {
    if (trusted) throw failure('unsigned', 'a signed document', 'there is no signature in it')
    return
  }
  const end = Math.max(...places.map((place) => place.end))
  if (Buffer.from(bytes.subarray(end)).toString('latin1').trim() !== '')
    throw bad(`${bytes.length - end} bytes were added behind what is signed`)
  for (const place of places) {
    const { signers, times } = verified(place)
    if (times.length === 0) throw failure('wrong-timestamp', EXPECTED_TIME, 'the signature says no time')
    for (const at of times) checkTime(at, expected)
    if (trusted) for (const signer of signers) checkSigner(signer, trusted, expected.issuedBefore)
  }
}

/** Who signed and who stamped the time, and all the times that are said. */
function verified({ der, covered, saidAt, isTimestamp }: Place): { signers: Signed[]; times: number[] } {
  try {
    if (isTimestamp) {
      const { at, signed } = verifyTimestamp(der, covered)
      return { signers: [signed], times: [at] }
    }
    const signed = verifyDetached(der, covered)
    const stamp = signed.timestamp
    const times = [saidAt, signed.at, stamp?.at ?? null].filter((at) => at !== null)
    return { signers: stamp ? [signed, stamp.signed] : [signed], times }
  } catch (error) {
    if (error instanceof BrokenSignature) throw bad(error.message)
    if (error instanceof UnknownMethod)
      throw new Inconclusive('settings', `the document is signed by a method unknown here (${error.message})`)
    throw error
  }
}

function readSigners(file: string) {
  try {
    const found = readCertificates(readFileSync(file, 'utf8'))
    if (found.length > 0) return found
    throw new Error('there is no certificate in it')
  } catch (error) {
    throw new Inconclusive('settings', `documentSigners: ${file} cannot be used: ${(error as Error).message}`)
  }
}

function findSignatures(bytes: Uint8Array): Place[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const found = [...text.matchAll(BYTE_RANGE)]
  if (found.length > MAX_SIGNATURES) throw bad(`there are ${found.length} signatures in it`)
  return found.map((range) => {
    const [start, length, next, rest] = range.slice(1).map(Number) as [number, number, number, number]
    const hole = text.slice(length, next)
    const hex = /^<([0-9a-fA-F\s]+)>$/.exec(hole)?.[1]?.replace(/\s+/g, '')
    if (start !== 0 || next + rest > bytes.length || !hex) throw bad('it leaves out more of the file than itself')
    // the signature has to be the one of this dictionary, not a hole elsewhere
    const dictionary = text.slice(text.lastIndexOf(' obj', range.index), text.indexOf('endobj', range.index))
    if (!dictionary.includes(hole)) throw bad('it covers a part of the file that is not its own')
    const covered = [bytes.subarray(0, length), bytes.subarray(next, next + rest)]
    const said = dictionary.replace(hole, '')
    const isTimestamp = /\/SubFilter\s*\/ETSI\.RFC3161\b/.test(said)
    return { covered, der: Buffer.from(hex, 'hex'), end: next + rest, saidAt: readDate(said), isTimestamp }
  })
}

function readDate(dictionary: string): number | null {
  const found = M_DATE.exec(dictionary)
  if (!found) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number)
  const offset = (Number(found[8] ?? 0) * 60 + Number(found[9] ?? 0)) * (found[7] === '-' ? -60_000 : 60_000)
  return Date.UTC(year, month - 1, day, hour, minute, second) - offset
}

function checkTime(at: number, { issuedAfter, issuedBefore }: SignatureCheck): void {
  // signatures say seconds
  if (at + 1000 > issuedAfter && at <= issuedBefore) return
  const late = at > issuedBefore
  const seconds = Math.round(Math.abs(at - (late ? issuedBefore : issuedAfter)) / 1000)
  throw failure('wrong-timestamp', EXPECTED_TIME, `it was made ${seconds} s ${late ? 'after' : 'before'} the run`)
}

function checkSigner({ signer, others }: Signed, trusted: ReturnType<typeof readCertificates>, at: number): void {
  if (reachesTrusted(signer, others, trusted, at)) return
  throw failure('untrusted-signer', 'a signer of a known authority', 'no known authority vouches for its certificate')
}

function bad(why: string): StepFailure {
  return failure('bad-signature', 'a signature that is valid for this document', `the signature is not valid: ${why}`)
}

function failure(code: string, expectation: string, cause: string): StepFailure {
  return new StepFailure({ layer: 'document', code, target: 'the issued document', expectation, cause })
}

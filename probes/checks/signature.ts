// The electronic signatures of an issued document: they cover it, hold, come from whom they should, and were made in this run.

import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Inconclusive, StepFailure } from '../flow.ts'
import { BrokenSignature, type Signed, UnknownMethod, verifyDetached, verifyTimestamp } from './signature-cms.ts'
import { findSignatures, type SignaturePlace } from './signature-places.ts'
import { whyUntrusted } from './signature-trust.ts'

export type SignatureCheck = {
  /** Path of a PEM file with the CAs that sign documents and their times; where it is given, a document must be signed. */
  signers: string | undefined
  /** When they may have been made, UTC ms. */
  after: number
  before: number
}

/**
 * Throws StepFailure of layer `document` with code `unsigned`, `bad-signature`, `untrusted-signer` or `wrong-timestamp`, and
 * Inconclusive where the settings or the method of signing keep us from telling.
 */
export function checkSignatures(bytes: Uint8Array, { signers, after, before }: SignatureCheck): void {
  const places = findSignatures(bytes)
  if (places.length === 0) {
    if (!signers) return
    throw failure('unsigned', 'a signed document', 'there is no electronic signature in it')
  }
  const checked = places.map(verified)
  if (!checked.some(({ whole }) => whole)) {
    throw failure('bad-signature', 'a signature over the whole file', 'what was added to the file last is not signed')
  }
  const times = checked.flatMap(({ made }) => made)
  const outside = times.find((at) => at + 1_000 <= after || at > before)
  if (outside !== undefined) {
    const seconds = Math.round((outside > before ? outside - before : after - outside) / 1_000)
    const off = `${seconds} s ${outside > before ? 'after' : 'before'} the run`
    throw failure('wrong-timestamp', 'a document that was signed within this run', `it was signed ${off}`)
  }
  if (signers) checkTrust(checked, readSigners(signers), before)
}

type Checked = { whole: boolean; made: number[]; by: Signed | null; stampedBy: Signed | null }

function verified(place: SignaturePlace | null): Checked {
  const expectation = 'a signature that holds'
  if (!place) throw failure('bad-signature', expectation, 'what it says to cover is not the file around it')
  const { cms, covered, whole, at, isTimestamp } = place
  try {
    if (isTimestamp) {
      const stamp = verifyTimestamp(cms, covered)
      return { whole, made: [stamp.at], by: null, stampedBy: stamp.signed }
    }
    const by = verifyDetached(cms, covered)
    const made = [at, by.at, by.timestamp?.at ?? null].filter((time) => time !== null)
    return { whole, made, by, stampedBy: by.timestamp?.signed ?? null }
  } catch (error) {
    if (error instanceof BrokenSignature) throw failure('bad-signature', expectation, error.message)
    if (error instanceof UnknownMethod)
      throw new Inconclusive('settings', `the document is signed by a method unknown here (${error.message})`)
    throw error
  }
}

function checkTrust(checked: Checked[], anchors: X509Certificate[], at: number): void {
  for (const { by, stampedBy } of checked) {
    const why = (by && whyUntrusted(by, anchors, at)) ?? (stampedBy && whyUntrusted(stampedBy, anchors, at, 'time'))
    if (why) throw failure('untrusted-signer', 'a signature by one of documentSigners', why)
  }
}

function readSigners(path: string): X509Certificate[] {
  try {
    const pem = readFileSync(path, 'utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
    if (pem.length === 0) throw new Error('there is no certificate in it')
    return pem.map((one) => new X509Certificate(one))
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new Inconclusive(
      'settings',
      `documentSigners of the target cannot be used: ${why}; give the path of a PEM file`,
    )
  }
}

function failure(code: string, expectation: string, cause: string): StepFailure {
  return new StepFailure({ layer: 'document', code, target: 'the issued document', expectation, cause })
}

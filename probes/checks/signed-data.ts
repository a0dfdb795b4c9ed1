// Verifies CMS SignedData (RFC 5652) and the time stamp in it (RFC 3161). Keys are used by node:crypto: it knows what OpenSSL knows.
import { constants, createHash, verify, type X509Certificate } from 'node:crypto'
import { openCertificate } from './certificate-chain.ts'
import { partsOfSignature, partsOfTimeStamp, type SignatureParts } from './cms-parts.ts'
import { octets, oid, timeOf } from './der.ts'

/** Who signed, with what came along to prove it, and when (UTC ms, where it says so). */
export type Signed = {
  signer: X509Certificate
  others: X509Certificate[]
  at: number | null
  /** The time stamp over the signature. */
  timestamp: { at: number; signed: Signed } | null
}

/** The signature does not hold; the message says why and nothing of the document. */
export class BrokenSignature extends Error {}
/** It is made by a method that cannot be verified here: nothing is known of it. */
export class UnknownMethod extends Error {}

const TYPE = '1.2.840.113549.1.9.3'
const DIGEST = '1.2.840.113549.1.9.4'
const SIGNING_TIME = '1.2.840.113549.1.9.5'
const TIMESTAMP = '1.2.840.113549.1.9.16.2.14'
const PSS = '1.2.840.113549.1.1.10'
const HASHES: Record<string, string> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

/** Verifies a detached signature over `covered`. Throws BrokenSignature or UnknownMethod. */
export function verifyDetached(cms: Uint8Array, covered: Uint8Array[]): Signed {
  const parts = reading('signature', () => partsOfSignature(cms))
  const signed = verifySigner(parts, covered)
  const token = parts.unsigned.get(TIMESTAMP)
  return token ? { ...signed, timestamp: verifyTimestamp(token.raw, [parts.signature]) } : signed
}

/** Verifies a time stamp over `covered`. Throws BrokenSignature or UnknownMethod. */
export function verifyTimestamp(token: Uint8Array, covered: Uint8Array[]): { at: number; signed: Signed } {
  const parts = reading('time stamp', () => partsOfSignature(token))
  const { content } = parts
  if (!content) throw new BrokenSignature('its time stamp is empty')
  const signed = verifySigner(parts, [content])
  const { hash, imprint, at } = reading('time stamp', () => partsOfTimeStamp(content))
  if (!digest(hashOf(hash), covered).equals(imprint)) {
    throw new BrokenSignature('its time stamp was made for something else')
  }
  return { at, signed }
}

function reading<T>(what: string, read: () => T): T {
  try {
    return read()
  } catch {
    throw new BrokenSignature(`its ${what} cannot be read`)
  }
}

function verifySigner(parts: SignatureParts, content: Uint8Array[]): Signed {
  const { certificates, signed } = parts
  const own = certificates.find(({ isSigner }) => isSigner)
  if (!own) throw new BrokenSignature('the certificate of its signer does not come with it')
  const signer = opened(own.der)
  const hash = hashOf(parts.digestAlgorithm)
  if (signed) checkAttributes(parts, signed.attributes, digest(hash, content))
  const over = signed ? signed.over : Buffer.concat(content)
  if (!holds(hash, over, parts, signer)) throw new BrokenSignature('its value does not fit the key of its signer')
  return {
    signer,
    others: certificates.filter((one) => one !== own).map(({ der }) => opened(der)),
    at: timeOf(signed?.attributes.get(SIGNING_TIME)),
    timestamp: null,
  }
}

/** Signed attributes must name the content's type and its digest (RFC 5652 § 5.3). */
function checkAttributes({ contentType }: SignatureParts, attributes: Attributes, expected: Buffer): void {
  const [named, given] = reading(
    'signature',
    () => [oid(attributes.get(TYPE)), octets(attributes.get(DIGEST))] as const,
  )
  if (named !== contentType) throw new BrokenSignature('it was made for another type of content')
  if (!expected.equals(given)) throw new BrokenSignature('the file was changed after it was signed')
}

type Attributes = NonNullable<SignatureParts['signed']>['attributes']

function holds(hash: string, over: Uint8Array, parts: SignatureParts, signer: X509Certificate): boolean {
  const isPss = parts.signatureAlgorithm === PSS
  const padding = isPss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO } : {}
  try {
    return verify(hash, over, { key: signer.publicKey, ...padding }, parts.signature)
  } catch {
    throw new UnknownMethod(parts.signatureAlgorithm)
  }
}

function opened(certificate: Buffer): X509Certificate {
  return reading('certificate', () => openCertificate(certificate))
}

function hashOf(algorithm: string): string {
  const hash = HASHES[algorithm]
  if (!hash) throw new UnknownMethod(algorithm)
  return hash
}

function digest(hash: string, parts: Uint8Array[]): Buffer {
  const made = createHash(hash)
  for (const part of parts) made.update(part)
  return made.digest()
}

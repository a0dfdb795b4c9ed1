// Verifies CMS SignedData (RFC 5652) and the time stamp in it (RFC 3161). Keys are used by node:crypto: it knows what OpenSSL knows.
import { constants, createHash, verify, X509Certificate } from 'node:crypto'
import * as pkijs from 'pkijs'

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
  const { data, info } = parse(cms)
  const signed = verifySigner(data, info, covered)
  const token = attributeOf(info.unsignedAttrs, TIMESTAMP)
  if (!token) return signed
  return { ...signed, timestamp: verifyTimestamp(new Uint8Array(token.toBER()), [bytesOf(info.signature)]) }
}

/** Verifies a time stamp over `covered`. Throws BrokenSignature or UnknownMethod. */
export function verifyTimestamp(token: Uint8Array, covered: Uint8Array[]): { at: number; signed: Signed } {
  const { data, info } = parse(token)
  const content = data.encapContentInfo.eContent
  if (!content) throw new BrokenSignature('its time stamp is empty')
  const inner = new Uint8Array(content.getValue())
  const signed = verifySigner(data, info, [inner])
  const { messageImprint, genTime } = reading('time stamp', () => pkijs.TSTInfo.fromBER(inner))
  const hash = hashOf(messageImprint.hashAlgorithm.algorithmId)
  if (!digest(hash, covered).equals(bytesOf(messageImprint.hashedMessage))) {
    throw new BrokenSignature('its time stamp was made for something else')
  }
  return { at: genTime.getTime(), signed }
}

function parse(cms: Uint8Array) {
  return reading('signature', () => {
    const data = new pkijs.SignedData({ schema: pkijs.ContentInfo.fromBER(cms).content })
    const info = data.signerInfos[0]
    if (!info) throw new Error('there is no signer in it')
    return { data, info }
  })
}

function reading<T>(what: string, read: () => T): T {
  try {
    return read()
  } catch {
    throw new BrokenSignature(`its ${what} cannot be read`)
  }
}

function verifySigner(data: pkijs.SignedData, info: pkijs.SignerInfo, content: Uint8Array[]): Signed {
  const all = (data.certificates ?? []).filter((one) => one instanceof pkijs.Certificate)
  const own = all.find((one) => isOf(one, info))
  if (!own) throw new BrokenSignature('the certificate of its signer does not come with it')
  const signer = opened(own)
  const hash = hashOf(info.digestAlgorithm.algorithmId)
  const attributes = info.signedAttrs
  if (attributes) checkAttributes(attributes, data.encapContentInfo.eContentType, digest(hash, content))
  const over = attributes ? new Uint8Array(attributes.encodedValue) : Buffer.concat(content)
  if (!holds(hash, over, info, signer)) throw new BrokenSignature('its value does not fit the key of its signer')
  return {
    signer,
    others: all.filter((one) => one !== own).map(opened),
    at: timeOf(attributeOf(attributes, SIGNING_TIME)),
    timestamp: null,
  }
}

/** Signed attributes must name the content's type and its digest (RFC 5652 § 5.3). */
function checkAttributes(attributes: pkijs.SignedAndUnsignedAttributes, type: string, expected: Buffer): void {
  const named = attributeOf(attributes, TYPE)
  if (named?.valueBlock.toString() !== type) throw new BrokenSignature('it was made for another type of content')
  const given = attributeOf(attributes, DIGEST)
  if (!given || !expected.equals(bytesOf(given))) throw new BrokenSignature('the file was changed after it was signed')
}

function holds(hash: string, over: Uint8Array, info: pkijs.SignerInfo, signer: X509Certificate): boolean {
  const isPss = info.signatureAlgorithm.algorithmId === PSS
  const padding = isPss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO } : {}
  try {
    return verify(hash, over, { key: signer.publicKey, ...padding }, bytesOf(info.signature))
  } catch {
    throw new UnknownMethod(info.signatureAlgorithm.algorithmId)
  }
}

function isOf(certificate: pkijs.Certificate, { sid }: pkijs.SignerInfo): boolean {
  if (sid instanceof pkijs.IssuerAndSerialNumber) {
    return certificate.serialNumber.isEqual(sid.serialNumber) && certificate.issuer.isEqual(sid.issuer)
  }
  const key = certificate.extensions?.find(({ extnID }) => extnID === '2.5.29.14')
  return key ? bytesOf(key.extnValue).subarray(2).equals(bytesOf(sid)) : false
}

function opened(certificate: pkijs.Certificate): X509Certificate {
  return reading('certificate', () => new X509Certificate(Buffer.from(certificate.toSchema().toBER())))
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

// pkijs leaves the values of attributes as whatever ASN.1 they hold
type Value = {
  valueBlock: { valueHexView: Uint8Array; toString: () => string }
  toBER: () => ArrayBuffer
  toDate?: () => Date
}

function attributeOf(attributes: pkijs.SignedAndUnsignedAttributes | undefined, type: string): Value | undefined {
  return attributes?.attributes.find((one) => one.type === type)?.values[0] as Value | undefined
}

function timeOf(value: Value | undefined): number | null {
  return value?.toDate?.().getTime() ?? null
}

function bytesOf({ valueBlock }: Pick<Value, 'valueBlock'>): Buffer {
  return Buffer.from(valueBlock.valueHexView)
}

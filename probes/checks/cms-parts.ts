// Takes CMS SignedData (RFC 5652 § 5) and TSTInfo (RFC 3161 § 2.4.2) apart.
import { childrenOf, type Der, isTagged, octets, oid, readDer, timeOf } from './der.ts'

/** What of a signature is needed to verify it. Attributes by type: the first value of each. */
export type SignatureParts = {
  /** Type of the content, and the content where it is inside. */
  contentType: string
  content: Uint8Array | null
  /** DER. */
  certificates: { der: Buffer; isSigner: boolean }[]
  digestAlgorithm: string
  signatureAlgorithm: string
  signature: Uint8Array
  /** What the signature is over, as a SET (§ 5.4), and what is in it; `null`: over the content itself. */
  signed: { over: Uint8Array; attributes: Map<string, Der> } | null
  unsigned: Map<string, Der>
}

export type TimeStampParts = { hash: string; imprint: Uint8Array; at: number }

/** Of the first signer. Throws when it is not SignedData. `der` may have bytes behind it. */
export function partsOfSignature(der: Uint8Array): SignatureParts {
  const [, wrapped] = childrenOf(read(der))
  const all = childrenOf(childrenOf(wrapped)[0])
  const [type, inside] = childrenOf(all[2])
  const info = childrenOf(childrenOf(all.at(-1))[0])
  const [, signer, digest] = info
  const rest = info.slice(3)
  const signedAttributes = isTagged(rest[0], 0) ? rest.shift() : undefined
  const [algorithm, signature, unsignedAttributes] = rest
  const certificates = childrenOf(all.slice(3).find((one) => isTagged(one, 0)))
  return {
    contentType: oid(type),
    content: inside ? octets(childrenOf(inside)[0]) : null,
    certificates: certificates.map((one) => ({ der: one.raw, isSigner: isOf(one, signer) })),
    digestAlgorithm: oid(childrenOf(digest)[0]),
    signatureAlgorithm: oid(childrenOf(algorithm)[0]),
    signature: octets(signature),
    signed: signedAttributes ? { over: asSet(signedAttributes.raw), attributes: attributesOf(signedAttributes) } : null,
    unsigned: attributesOf(unsignedAttributes),
  }
}

/** Throws when it is not TSTInfo. */
export function partsOfTimeStamp(der: Uint8Array): TimeStampParts {
  const [, , imprint, , at] = childrenOf(read(der))
  const [algorithm, hashed] = childrenOf(imprint)
  return { hash: oid(childrenOf(algorithm)[0]), imprint: octets(hashed), at: timeOf(at) ?? Number.NaN }
}

function read(der: Uint8Array): Der {
  return readDer(Buffer.from(der.buffer, der.byteOffset, der.byteLength))
}

function asSet(der: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(der)
  copy[0] = 0x31
  return copy
}

function attributesOf(block: Der | undefined): Map<string, Der> {
  const pairs = childrenOf(block).map((one) => childrenOf(one))
  return new Map(
    pairs.flatMap(([type, values]) =>
      childrenOf(values)
        .slice(0, 1)
        .map((value) => [oid(type), value]),
    ),
  )
}

/** Named by issuer and serial number, or by the identifier of its key (§ 5.3). */
function isOf(certificate: Der, signer: Der | undefined): boolean {
  const fields = childrenOf(childrenOf(certificate)[0])
  const [serial, , issuer] = isTagged(fields[0], 0) ? fields.slice(1) : fields
  if (!serial || !issuer || !signer) return false
  if (isTagged(signer, 0)) return Buffer.from(signer.raw.subarray(2)).equals(keyIdentifier(fields))
  const [name, number] = childrenOf(signer)
  return Boolean(name && number) && same(name, issuer) && same(number, serial)
}

const KEY_IDENTIFIER = '2.5.29.14'

function keyIdentifier(fields: Der[]): Buffer {
  const extensions = childrenOf(childrenOf(fields.find((one) => isTagged(one, 3)))[0])
  const found = extensions.map(childrenOf).find(([type]) => type && oid(type) === KEY_IDENTIFIER)
  return Buffer.from(found ? octets(found.at(-1)).subarray(2) : [])
}

function same(one: Der | undefined, other: Der | undefined): boolean {
  return one !== undefined && other !== undefined && one.raw.equals(other.raw)
}

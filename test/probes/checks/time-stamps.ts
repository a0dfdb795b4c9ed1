// Makes RFC 3161 time stamp tokens for tests.
import { createHash, createPrivateKey, randomBytes, sign, X509Certificate } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import type { KeyPair } from '../../../probes/replicas/ca.ts'

const SIGNED_DATA = '1.2.840.113549.1.7.2'
const TST_INFO = '1.2.840.113549.1.9.16.1.4'
const SHA256 = '2.16.840.1.101.3.4.2.1'
const ECDSA_SHA256 = '1.2.840.10045.4.3.2'

/** DER of a token over `content`, made at `at` (UTC ms) by the holder of a P-256 key. */
export function stamp(content: Uint8Array, at: number, { certificate, privateKey }: KeyPair): Uint8Array {
  const own = pkijs.Certificate.fromBER(new Uint8Array(new X509Certificate(certificate).raw))
  const inner = new pkijs.TSTInfo({
    version: 1,
    policy: '2.999.1',
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: algorithm(SHA256),
      hashedMessage: octets(hash(content)),
    }),
    serialNumber: new asn1js.Integer({ valueHex: new Uint8Array([1, ...randomBytes(8)]).buffer }),
    genTime: new Date(at),
  })
  const info = new Uint8Array(inner.toSchema().toBER())
  const signedAttrs = new pkijs.SignedAndUnsignedAttributes({
    type: 0,
    attributes: [
      new pkijs.Attribute({ type: '1.2.840.113549.1.9.3', values: [new asn1js.ObjectIdentifier({ value: TST_INFO })] }),
      new pkijs.Attribute({ type: '1.2.840.113549.1.9.4', values: [octets(hash(info))] }),
    ],
  })
  // what is signed are the attributes as a SET (RFC 5652 §5.4)
  const over = new Uint8Array(signedAttrs.toSchema().toBER())
  over[0] = 0x31
  const signed = new pkijs.SignedData({
    version: 3,
    digestAlgorithms: [algorithm(SHA256)],
    encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: TST_INFO, eContent: octets(info) }),
    certificates: [own],
    signerInfos: [
      new pkijs.SignerInfo({
        version: 1,
        sid: new pkijs.IssuerAndSerialNumber({ issuer: own.issuer, serialNumber: own.serialNumber }),
        digestAlgorithm: algorithm(SHA256),
        signedAttrs,
        signatureAlgorithm: algorithm(ECDSA_SHA256),
        signature: octets(sign('sha256', over, createPrivateKey(privateKey))),
      }),
    ],
  })
  return derOf(signed)
}

/** The signature `der` with a stamp of its value added, made by `stamping`. */
export function stamped(der: Uint8Array, stamping: (value: Uint8Array) => Uint8Array): Uint8Array {
  const signed = new pkijs.SignedData({ schema: pkijs.ContentInfo.fromBER(new Uint8Array(der)).content })
  const [info] = signed.signerInfos
  if (!info) throw new Error('nobody signed')
  const token = asn1js.fromBER(new Uint8Array(stamping(new Uint8Array(info.signature.valueBlock.valueHexView)))).result
  const attribute = new pkijs.Attribute({ type: '1.2.840.113549.1.9.16.2.14', values: [token] })
  info.unsignedAttrs = new pkijs.SignedAndUnsignedAttributes({ type: 1, attributes: [attribute] })
  return derOf(signed)
}

function derOf(signed: pkijs.SignedData): Uint8Array {
  const info = new pkijs.ContentInfo({ contentType: SIGNED_DATA, content: signed.toSchema(true) })
  return new Uint8Array(info.toSchema().toBER())
}

function algorithm(algorithmId: string): pkijs.AlgorithmIdentifier {
  return new pkijs.AlgorithmIdentifier({ algorithmId })
}

function octets(bytes: Uint8Array): asn1js.OctetString {
  return new asn1js.OctetString({ valueHex: Uint8Array.from(bytes).buffer })
}

function hash(content: Uint8Array): Uint8Array {
  return createHash('sha256').update(content).digest()
}

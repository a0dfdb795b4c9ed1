// Verifies CMS SignedData over bytes that stand beside it (RFC 5652), and the time stamps made of it (RFC 3161).
import { webcrypto, X509Certificate } from 'node:crypto'
import type * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'

/** Who signed, which certificates came along, and when it says it was signed (UTC ms; `null`: it does not say). */
export type Signed = { signer: X509Certificate; others: X509Certificate[]; at: number | null }

const TIME_STAMP = '1.2.840.113549.1.9.16.1.4'
const SIGNING_TIME = '1.2.840.113549.1.9.5'
const engine = new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto as never })

/** Rejects with the reason when the signature is not one of `content`, or cannot be read. `der` may have bytes behind it. */
export async function verifyCms(der: Uint8Array, content: Uint8Array): Promise<Signed> {
  const info = pkijs.ContentInfo.fromBER(new Uint8Array(der))
  const signed = new pkijs.SignedData({ schema: info.content })
  const { eContentType, eContent } = signed.encapContentInfo
  const isTimeStamp = eContentType === TIME_STAMP
  // a signature over content that it brings along says nothing of the document
  if (eContent && !isTimeStamp) throw new Error('it is one of other content')
  const data = new Uint8Array(content).buffer
  const { signatureVerified, signerCertificate } = await signed.verify({ signer: 0, data, extendedMode: true }, engine)
  if (!signatureVerified || !signerCertificate) throw new Error('it does not match the document')
  const others = (signed.certificates ?? []).filter((one) => one instanceof pkijs.Certificate)
  return {
    signer: toNode(signerCertificate),
    others: others.map(toNode),
    at: isTimeStamp && eContent ? stampedAt(eContent) : signedAt(signed),
  }
}

function toNode(certificate: pkijs.Certificate): X509Certificate {
  return new X509Certificate(Buffer.from(certificate.toSchema().toBER()))
}

function stampedAt(content: asn1js.OctetString): number {
  return pkijs.TSTInfo.fromBER(content.getValue()).genTime.getTime()
}

function signedAt({ signerInfos }: pkijs.SignedData): number | null {
  const found = signerInfos[0]?.signedAttrs?.attributes.find(({ type }) => type === SIGNING_TIME)
  const time = found?.values[0] as asn1js.UTCTime | asn1js.GeneralizedTime | undefined
  return time ? time.toDate().getTime() : null
}

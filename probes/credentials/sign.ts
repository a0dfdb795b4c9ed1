// CMS SignedData as a certificate login expects it: the content inside, the signer's certificate beside it.
import { createPrivateKey, type KeyObject, webcrypto, X509Certificate } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { Inconclusive } from '../flow.ts'

const DATA = '1.2.840.113549.1.7.1'
const SIGNED_DATA = '1.2.840.113549.1.7.2'
const HASH = 'SHA-256'

/**
 * DER of SignedData over `content`. `own`: the signer's certificate, PEM or DER. Keys: EC (P-256, P-384) or RSA; a text is
 * PKCS#8 PEM. Throws Inconclusive when they are unusable.
 */
export async function signCms(
  content: Uint8Array,
  own: string | Buffer,
  privateKey: string | KeyObject,
): Promise<Uint8Array> {
  try {
    const certificate = pkijs.Certificate.fromBER(new Uint8Array(new X509Certificate(own).raw))
    const key = await importKey(typeof privateKey === 'string' ? createPrivateKey(privateKey) : privateKey)
    const signed = new pkijs.SignedData({
      version: 1,
      encapContentInfo: new pkijs.EncapsulatedContentInfo({
        eContentType: DATA,
        eContent: new asn1js.OctetString({ valueHex: new Uint8Array(content).buffer }),
      }),
      signerInfos: [
        new pkijs.SignerInfo({
          version: 1,
          sid: new pkijs.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
        }),
      ],
      certificates: [certificate],
    })
    await signed.sign(key, 0, HASH, undefined, engine)
    const info = new pkijs.ContentInfo({ contentType: SIGNED_DATA, content: signed.toSchema(true) })
    return new Uint8Array(info.toSchema().toBER())
  } catch (error) {
    throw new Inconclusive(
      'test-identity',
      `the certificate of the test identity cannot sign: ${(error as Error).message}`,
    )
  }
}

const engine = new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto as never })

async function importKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const der = key.export({ type: 'pkcs8', format: 'der' })
  const algorithm =
    key.asymmetricKeyType === 'ec'
      ? { name: 'ECDSA', namedCurve: CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? '' }
      : { name: 'RSASSA-PKCS1-v1_5', hash: HASH }
  return webcrypto.subtle.importKey('pkcs8', new Uint8Array(der), algorithm, false, ['sign'])
}

const CURVES: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384' }

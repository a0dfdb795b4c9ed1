// Signs a PDF as an issuing office does: an invisible signature, added behind the file (ISO 32000-1 §7.5.6, §12.8).
import { createHash, createPrivateKey, webcrypto, X509Certificate } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import type { KeyPair } from './ca.ts'

/** Signs bytes at a time (UTC ms); resolves with detached SignedData as DER. */
export type Sign = (content: Uint8Array, at: number) => Promise<Uint8Array>

const DATA = '1.2.840.113549.1.7.1'
const SIGNED_DATA = '1.2.840.113549.1.7.2'
const [CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME] = [3, 4, 5].map((last) => `1.2.840.113549.1.9.${last}`) as [
  string,
  string,
  string,
]
const CONTENTS_HEX = 6000
const engine = new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto as never })

/** A signer with a P-256 key; both parts PEM. */
export async function makeSigner({ certificate, privateKey }: KeyPair): Promise<Sign> {
  const own = pkijs.Certificate.fromBER(new Uint8Array(new X509Certificate(certificate).raw))
  const der = createPrivateKey(privateKey).export({ type: 'pkcs8', format: 'der' })
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const key = await webcrypto.subtle.importKey('pkcs8', new Uint8Array(der), algorithm, false, ['sign'])
  return async (content, at) => {
    const digest = new Uint8Array(createHash('sha256').update(content).digest()).buffer
    const attributes = [
      attribute(CONTENT_TYPE, new asn1js.ObjectIdentifier({ value: DATA })),
      attribute(SIGNING_TIME, new asn1js.UTCTime({ valueDate: new Date(at) })),
      attribute(MESSAGE_DIGEST, new asn1js.OctetString({ valueHex: digest })),
    ]
    const signed = new pkijs.SignedData({
      version: 1,
      encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: DATA }),
      signerInfos: [
        new pkijs.SignerInfo({
          version: 1,
          sid: new pkijs.IssuerAndSerialNumber({ issuer: own.issuer, serialNumber: own.serialNumber }),
          signedAttrs: new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes }),
        }),
      ],
      certificates: [own],
    })
    await signed.sign(key, 0, 'SHA-256', undefined, engine)
    const info = new pkijs.ContentInfo({ contentType: SIGNED_DATA, content: signed.toSchema(true) })
    return new Uint8Array(info.toSchema().toBER())
  }
}

function attribute(type: string, value: asn1js.BaseBlock): pkijs.Attribute {
  return new pkijs.Attribute({ type, values: [value] })
}

/** The file with a signature behind it. `bytes`: a PDF with a plain cross-reference table, as pdfkit writes it. */
export async function signPdf(bytes: Uint8Array, sign: Sign, at: number): Promise<Uint8Array> {
  const file = Buffer.concat([bytes, update(bytes)])
  const hole = file.indexOf(`<${'0'.repeat(CONTENTS_HEX)}>`, bytes.length, 'latin1')
  const behind = hole + CONTENTS_HEX + 2
  const range = [0, hole, behind, file.length - behind].map((one) => String(one).padEnd(8)).join(' ')
  file.write(range, file.indexOf(BLANK_RANGE, bytes.length, 'latin1'), 'latin1')
  const der = await sign(Buffer.concat([file.subarray(0, hole), file.subarray(behind)]), at)
  file.write(Buffer.from(der).toString('hex'), hole + 1, 'latin1')
  return file
}

const BLANK_RANGE = Array(4).fill('00000000').join(' ')

function update(bytes: Uint8Array): Buffer {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const trailer = text.slice(text.lastIndexOf('trailer'))
  const read = (pattern: RegExp) => Number(pattern.exec(trailer)?.[1])
  const [size, root, before] = [read(/\/Size (\d+)/), read(/\/Root (\d+)/), read(/startxref\s+(\d+)/)]
  const rest = /\/Info \d+ 0 R|\/ID \[[^\]]*\]/g
  const catalogue = new RegExp(`\\n${root} 0 obj\\n<<([\\s\\S]*?)>>\\nendobj`).exec(text)?.[1]
  if (!size || !root || !before || !catalogue) throw new Error('this PDF is not one that pdfkit writes')
  const objects = new Map([
    [root, `${catalogue}/AcroForm << /SigFlags 3 /Fields [${size + 1} 0 R] >>`],
    [size, ` /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached ${hole()} `],
    [size + 1, ` /Type /Annot /Subtype /Widget /FT /Sig /T (Office) /F 132 /Rect [0 0 0 0] /V ${size} 0 R `],
  ])
  let added = '\n'
  let table = 'xref\n'
  for (const [number, inside] of objects) {
    table += `${number} 1\n${String(bytes.length + added.length).padStart(10, '0')} 00000 n \n`
    added += `${number} 0 obj\n<<${inside}>>\nendobj\n`
  }
  const start = bytes.length + added.length
  const kept = trailer.match(rest)?.join(' ') ?? ''
  const end = `trailer\n<< /Size ${size + 2} /Root ${root} 0 R /Prev ${before} ${kept} >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(added + table + end, 'latin1')
}

function hole(): string {
  return `/ByteRange [${BLANK_RANGE}] /Contents <${'0'.repeat(CONTENTS_HEX)}>`
}

// What checking a signature is: check a CMS signature, the chain to the test CA, and validity.
import * as pkijs from 'pkijs'

export type Verdict = { valid: boolean; reason: string; subject: string }

const COMMON_NAME = '2.5.4.3'

/** Whether `signed` (CMS SignedData, DER, content attached or not) signs exactly `challenge` by a certificate of `ca` (PEM). */
export async function verifySignature(
  challenge: Uint8Array,
  signed: Uint8Array,
  ca: string,
  now: number,
): Promise<Verdict> {
  const message = readSignedData(signed)
  if (!message) return refused('서명 형식이 올바르지 않습니다')
  const content = message.encapContentInfo.eContent?.getValue()
  if (content && !Buffer.from(content).equals(challenge)) return refused('서명된 값이 발급한 값과 다릅니다')
  try {
    const checked = await message.verify({
      signer: 0,
      checkChain: true,
      trustedCerts: [pkijs.Certificate.fromBER(derOf(ca))],
      checkDate: new Date(now),
      extendedMode: true,
      ...(content ? {} : { data: new Uint8Array(challenge).buffer }),
    })
    if (!checked.signatureVerified || !checked.signerCertificate) return refused('서명이 올바르지 않습니다')
    return { valid: true, reason: '', subject: commonName(checked.signerCertificate) }
  } catch (error) {
    return refused(`인증서를 신뢰할 수 없습니다 (${error instanceof Error ? error.message : 'unknown'})`)
  }
}

function readSignedData(der: Uint8Array): pkijs.SignedData | null {
  try {
    const info = pkijs.ContentInfo.fromBER(new Uint8Array(der).buffer)
    const message = new pkijs.SignedData({ schema: info.content })
    return message.signerInfos.length === 1 ? message : null
  } catch {
    return null
  }
}

function commonName(certificate: pkijs.Certificate): string {
  const found = certificate.subject.typesAndValues.find(({ type }) => type === COMMON_NAME)
  return String(found?.value.valueBlock.value ?? '')
}

function derOf(pem: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')).buffer
}

export function refused(reason: string): Verdict {
  return { valid: false, reason, subject: '' }
}

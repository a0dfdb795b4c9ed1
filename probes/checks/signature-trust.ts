// Whether a signature comes from one of those who may sign: the way from its certificate up to a known one (RFC 5280 § 6.1).
import type { X509Certificate } from 'node:crypto'
import type { Signed } from './signature-cms.ts'

const MOST_STEPS = 6
/** id-kp-timeStamping, which the certificate of a time stamp must name (RFC 3161 § 2.3). */
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'

/** Why the signer, valid at `at` (UTC ms), does not belong to `anchors`; `null` when it does. `kind` `time`: it signs times. */
export function whyUntrusted(
  { signer, others }: Pick<Signed, 'signer' | 'others'>,
  anchors: X509Certificate[],
  at: number,
  kind: 'document' | 'time' = 'document',
): string | null {
  const whose = kind === 'time' ? 'the time stamp' : 'the signature'
  if (kind === 'time' && !signer.keyUsage?.includes(TIME_STAMPING))
    return `${whose} is by a certificate not made for it`
  let current = signer
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (at < current.validFromDate.getTime() || at > current.validToDate.getTime()) {
      return `${whose} rests on a certificate that is not valid now`
    }
    if (anchors.some((one) => one.fingerprint256 === current.fingerprint256)) return null
    const issuer = [...anchors, ...others].find((one) => issued(one, current))
    if (!issuer || issuer === current) return `${whose} is by nobody whom documentSigners names`
    current = issuer
  }
  return `${whose} rests on more certificates than are followed`
}

function issued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

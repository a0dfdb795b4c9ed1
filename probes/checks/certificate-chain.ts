// Finds a way from a signer's certificate to an authority that is trusted (RFC 5280 §6.1, without policies and revocation).
import { X509Certificate } from 'node:crypto'

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g
const MAX_LENGTH = 6

/** All certificates of a PEM text. Throws when one of them cannot be read. */
export function readCertificates(pem: string): X509Certificate[] {
  return [...pem.matchAll(PEM)].map(([text]) => new X509Certificate(text))
}

/** Whether `certificate` is trusted itself or issued by one that is, over `others`; all of them valid at `at` (UTC ms). */
export function reachesTrusted(
  certificate: X509Certificate,
  others: X509Certificate[],
  trusted: X509Certificate[],
  at: number,
  length = 1,
): boolean {
  if (!isValidAt(certificate, at)) return false
  if (trusted.some(({ fingerprint256 }) => fingerprint256 === certificate.fingerprint256)) return true
  if (trusted.some((issuer) => isValidAt(issuer, at) && issued(issuer, certificate))) return true
  if (length >= MAX_LENGTH) return false
  return others.some(
    (issuer) =>
      issuer.fingerprint256 !== certificate.fingerprint256 &&
      issued(issuer, certificate) &&
      reachesTrusted(issuer, others, trusted, at, length + 1),
  )
}

function issued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

function isValidAt({ validFrom, validTo }: X509Certificate, at: number): boolean {
  return Date.parse(validFrom) <= at && at <= Date.parse(validTo)
}

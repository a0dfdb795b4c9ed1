// Finds a way from a signer's certificate to an authority that is trusted (RFC 5280 §6.1, without policies and revocation).
import { X509Certificate } from 'node:crypto'

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g
const MAX_LENGTH = 6

/** Documents come with the same few certificates again and again. */
const MOST_KEPT = 100
const opened = new Map<string, X509Certificate>()
const read = new Map<string, X509Certificate[]>()
/** Certificate → issuer → whether it issued it: that never changes. */
const vouched = new WeakMap<X509Certificate, WeakMap<X509Certificate, boolean>>()

/** All certificates of a PEM text. Throws when one of them cannot be read. */
export function readCertificates(pem: string): X509Certificate[] {
  return kept(read, pem, () => [...pem.matchAll(PEM)].map(([text]) => new X509Certificate(text)))
}

/** Opens DER; the same bytes are the same object. Throws when it is no certificate. */
export function openCertificate(der: Buffer): X509Certificate {
  return kept(opened, der.toString('latin1'), () => new X509Certificate(der))
}

function kept<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  if (known.size >= MOST_KEPT) known.clear()
  known.set(key, made)
  return made
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
  const known = vouched.get(certificate) ?? new WeakMap<X509Certificate, boolean>()
  vouched.set(certificate, known)
  const found =
    known.get(issuer) ?? (issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey))
  known.set(issuer, found)
  return found
}

function isValidAt({ validFrom, validTo }: X509Certificate, at: number): boolean {
  return Date.parse(validFrom) <= at && at <= Date.parse(validTo)
}

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset by the other side',
  ETIMEDOUT: 'nothing answered in time',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'there is no route to this network',
  EADDRNOTAVAIL: 'the address cannot be used from here',
  EPIPE: 'the other side closed the connection while we were sending',
  ENOTFOUND: 'the name does not exist',
  ENODATA: 'the name has no address',
  ESERVFAIL: 'the name server reports a failure',
  EREFUSED: 'the name server refuses the question',
  ETIMEOUT: 'the name server does not answer',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate chain ends in an unknown root',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the issuer of the certificate is unknown or an intermediate is missing',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the issuer of the certificate is not trusted here',
  UND_ERR_SOCKET: 'the other side closed the connection before the answer was complete',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the body is not as long as its content-length says',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of the answer are too large',
}

/** The code of the innermost error that has one, else ''. */
export function codeOf(error: unknown): string {
  return chain(error).reduce((found, one) => (typeof one.code === 'string' ? one.code : found), '')
}

/** Says why in plain words, following `cause` to the bottom (`fetch failed` alone is no reason). */
export function inPlainWords(error: unknown): string {
  const errors = chain(error)
  if (errors.length === 0) return String(error)
  const known = errors.findLast((one) => typeof one.code === 'string' && one.code in WORDS)
  if (known) return `${WORDS[known.code as string]} (${known.code})`
  return [...new Set(errors.map((one) => one.message).filter(Boolean))].join(': ') || 'unknown error'
}

type Coded = Error & { code?: unknown }

function chain(error: unknown, depth = 0): Coded[] {
  if (!(error instanceof Error) || depth > 8) return []
  const inner = error instanceof AggregateError ? (error.cause ?? error.errors[0]) : error.cause
  return [error as Coded, ...chain(inner, depth + 1)]
}

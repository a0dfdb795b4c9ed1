// What Chromium's network errors mean on the ladder (net/base/net_error_list.h of the Chromium sources).
import { Inconclusive, StepFailure } from '../../flow.ts'
import { bareUrl } from '../exchange.ts'

type Meaning = [layer: 'dns' | 'tcp' | 'tls' | 'http', code: string, cause: string]

const CLOSED: Meaning = [
  'http',
  'connection-closed',
  'the other side closed the connection before the answer was complete',
]
const SILENT: Meaning = ['http', 'headers-timeout', 'nothing answered in time']
const MALFORMED: Meaning = ['http', 'malformed-answer', 'the answer is not HTTP that a browser understands']
const LOOP: Meaning = ['http', 'redirect-loop', 'redirected again and again']

const MEANINGS: Record<string, Meaning> = {
  NAME_NOT_RESOLVED: ['dns', 'nxdomain', 'the name does not exist'],
  NAME_RESOLUTION_FAILED: ['dns', 'servfail', 'the name server reports a failure'],
  DNS_TIMED_OUT: ['dns', 'timeout', 'the name server does not answer'],
  DNS_SERVER_FAILED: ['dns', 'servfail', 'the name server reports a failure'],
  DNS_MALFORMED_RESPONSE: ['dns', 'servfail', 'the name server gives no valid answer'],
  CONNECTION_REFUSED: ['tcp', 'refused', 'the connection was refused'],
  CONNECTION_TIMED_OUT: ['tcp', 'timeout', 'nothing answered in time'],
  CONNECTION_FAILED: ['tcp', 'unreachable', 'the host cannot be reached'],
  ADDRESS_UNREACHABLE: ['tcp', 'unreachable', 'the host cannot be reached'],
  CERT_DATE_INVALID: ['tls', 'expired', 'the certificate has expired or is not valid yet'],
  CERT_COMMON_NAME_INVALID: ['tls', 'wrong-name', 'the certificate is for another name'],
  CERT_AUTHORITY_INVALID: ['tls', 'untrusted', 'the issuer of the certificate is not trusted'],
  CONNECTION_RESET: ['http', 'reset', 'the connection was reset by the other side'],
  CONNECTION_CLOSED: CLOSED,
  CONNECTION_ABORTED: CLOSED,
  EMPTY_RESPONSE: CLOSED,
  CONTENT_LENGTH_MISMATCH: CLOSED,
  INCOMPLETE_CHUNKED_ENCODING: CLOSED,
  TIMED_OUT: SILENT,
  TOO_MANY_REDIRECTS: LOOP,
  INVALID_RESPONSE: MALFORMED,
  INVALID_HTTP_RESPONSE: MALFORMED,
  INVALID_CHUNKED_ENCODING: MALFORMED,
  CONTENT_DECODING_FAILED: MALFORMED,
  RESPONSE_HEADERS_TOO_BIG: MALFORMED,
  RESPONSE_HEADERS_MULTIPLE_CONTENT_LENGTH: MALFORMED,
  UNSAFE_REDIRECT: ['http', 'unsafe-redirect', 'the redirect leads to something that is no web page'],
}
const OURS = ['INTERNET_DISCONNECTED', 'NETWORK_CHANGED', 'NETWORK_IO_SUSPENDED', 'NETWORK_ACCESS_DENIED']

/** The name of the error in Chromium's words (`net::ERR_CONNECTION_REFUSED at …` → `CONNECTION_REFUSED`), or `null`. */
export function netErrorOf(words: string): string | null {
  return /net::ERR_([A-Z0-9_]+)/.exec(words)?.[1] ?? null
}

/** A failure of the ladder, as the HTTP session would say it; Inconclusive when it is this machine or the browser itself. */
export function meaningOf(name: string, url: string): StepFailure | Inconclusive {
  if (OURS.includes(name)) return new Inconclusive('own-network', `the browser says ${name}`)
  const meaning = MEANINGS[name] ?? byFamily(name)
  if (!meaning) return new Inconclusive('browser', `the browser says ${name}`)
  const [layer, code, cause] = meaning
  const { host } = new URL(url)
  const expectation = layer === 'http' ? `a complete answer from ${host}` : `${host} can be reached by a browser`
  const target = layer === 'http' ? bareUrl(url) : host
  return new StepFailure({ layer, code, target, expectation, cause: `${cause} (${name})` })
}

function byFamily(name: string): Meaning | null {
  if (name.startsWith('CERT_')) return ['tls', 'untrusted', 'the browser does not trust the certificate']
  if (/^(SSL_|BAD_SSL_|TLS13_)/.test(name)) return ['tls', 'alert', 'the TLS handshake failed']
  if (/^(HTTP2_|QUIC_)/.test(name)) return MALFORMED
  return null
}

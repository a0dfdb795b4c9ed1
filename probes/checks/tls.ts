import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type net from 'node:net'
import { isIP } from 'node:net'
import tls from 'node:tls'
import { StepFailure } from '../flow.ts'
import type { Target } from '../settings.ts'
import { codeOf, inPlainWords } from './cause.ts'
import { bounded } from './limits.ts'
import { Stalled } from './stall.ts'

export type TlsOptions = { hostname: string; secureContext: tls.SecureContext; timeoutMs: number; signal: AbortSignal }

/**
 * Trust of the system plus `ca`. X25519 first keeps the ClientHello inside one packet: Node's default offers a
 * post-quantum key share that needs two, so that a path losing large packets would break even the smallest exchange.
 */
export function secureContext(ca = ''): tls.SecureContext {
  const known = contexts.get(ca)
  if (known) return known
  const made = tls.createSecureContext({
    ecdhCurve: 'X25519:P-256:P-384',
    ...(ca ? { ca: [...tls.rootCertificates, ca] } : {}),
  })
  contexts.set(ca, made)
  return made
}

/** As a target says: `ca` is the path of its file, read anew so that a renewed CA counts. */
export function trustOf({ ca }: Pick<Target, 'ca'>): tls.SecureContext {
  return secureContext(ca ? readFileSync(ca, 'utf8') : undefined)
}

/** By the text of `ca`: reading all roots takes longer than a handshake. Sessions are never kept in a context of a client. */
const contexts = new Map<string, tls.SecureContext>()

/**
 * A full handshake, never a resumed session (that would hide a certificate that no longer gets through).
 * Fails in layer `tls` with code `expired`, `wrong-name`, `untrusted`, `alert`, `stalled`, `reset` or `deadline`.
 */
export async function connectTls(socket: net.Socket, options: TlsOptions): Promise<tls.TLSSocket> {
  const { hostname, signal } = options
  const before = socket.bytesRead
  const secure = tls.connect({
    socket,
    host: hostname,
    servername: isIP(hostname) ? '' : hostname,
    secureContext: options.secureContext,
    ALPNProtocols: ['http/1.1'],
  })
  const target = `${hostname}:${socket.remotePort ?? '?'}`
  const stalled = (limit: 'timeout' | 'deadline') => {
    const code = limit === 'deadline' ? 'deadline' : 'stalled'
    const cause = `connected, but the TLS handshake did not finish (${socket.bytesRead - before} bytes arrived)`
    return new Stalled(fault(target, hostname, code, cause), {
      phase: 'tls',
      address: socket.remoteAddress ?? hostname,
      port: socket.remotePort ?? 443,
      secure: true,
      hostname,
      received: socket.bytesRead - before,
      request: null,
      control: null,
    })
  }
  try {
    await bounded(once(secure, 'secureConnect'), options.timeoutMs, signal, stalled)
    return secure
  } catch (error) {
    secure.on('error', () => {}).destroy()
    socket.destroy()
    if (error instanceof StepFailure) throw error
    throw new StepFailure(fault(target, hostname, codeFor(codeOf(error)), inPlainWords(error)))
  }
}

function codeFor(code: string): string {
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return 'expired'
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'wrong-name'
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset'
  return /^(ERR_SSL|EPROTO|ERR_TLS)/.test(code) ? 'alert' : 'untrusted'
}

function fault(target: string, hostname: string, code: string, cause: string) {
  return {
    layer: 'tls' as const,
    code,
    target,
    expectation: `a TLS handshake with a trusted certificate for ${hostname}`,
    cause,
  }
}

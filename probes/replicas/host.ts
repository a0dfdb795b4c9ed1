// One host of a replica: its site behind a TLS server behind a front that can misbehave.
import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { SecureContextOptions } from 'node:tls'
import type { KeyPair } from './ca.ts'
import {
  blockPage,
  captchaPage,
  forbiddenPage,
  halfOf,
  missingPage,
  noticePage,
  overloadedPage,
  queuePage,
  rateLimitedPage,
} from './common-pages.ts'
import type { FaultId } from './faults.ts'
import { type Front, startFront } from './front.ts'
import { answerSizes } from './size-pair.ts'
import { type Answer, page, readVisit, type Site, type Visit, writeAnswer } from './web.ts'

export type Host = {
  name: string
  port: number
  /** Lets the front and the certificate follow the switchboard. */
  follow: () => Promise<void>
  close: () => Promise<void>
}

export type HostParts = {
  name: string
  site: Site
  port: number
  delayMs: number
  certificate: KeyPair
  /** Made when it is first asked for: most hosts never show it. */
  expired: () => Promise<KeyPair>
  isOn: (fault: FaultId) => boolean
  /** What, besides `refused`, closes this host's port. */
  closedBy?: FaultId
}

/** Longer than anybody waits. */
const OVERLOADED_MS = 60_000

export async function startHost(parts: HostParts): Promise<Host> {
  const site = async (visit: Visit) => (parts.isOn('half-page') ? halfOf(await parts.site(visit)) : parts.site(visit))
  const plain = new Map<number | undefined, Socket>()
  const server = createServer(tlsOptions(parts.certificate), async (request, response) => {
    try {
      const visit = await readVisit(request)
      if (parts.isOn('reset')) return void plain.get(request.socket.remotePort)?.resetAndDestroy()
      if (parts.isOn('hangs-up')) return void response.destroy()
      if (parts.isOn('overloaded')) await pause(OVERLOADED_MS, undefined, { ref: false })
      if (parts.isOn('slow')) await pause(parts.delayMs, undefined, { ref: false })
      writeAnswer(response, instead(parts.isOn) ?? answerSizes(request) ?? (visit ? await site(visit) : page('', 413)))
    } catch (error) {
      console.error(`${parts.name}:`, error)
      response.destroy()
    }
  })
  server.on('connection', (stream) => {
    const socket = stream as Socket // of a TLS server it is always one
    const { remotePort } = socket
    plain.set(remotePort, socket)
    socket.on('close', () => plain.delete(remotePort))
  })
  server.on('tlsClientError', () => {}) // clients that refuse the certificate are what `tls-expired` is for
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const front = await startFront((server.address() as AddressInfo).port, parts.port)
  return {
    name: parts.name,
    port: front.port,
    follow: follower(parts, server, front),
    close: async () => {
      await front.close()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

function follower(parts: HostParts, server: Server, front: Front): () => Promise<void> {
  let expired = false
  return async () => {
    const wanted = parts.isOn('tls-expired')
    if (wanted !== expired) {
      const shown = wanted ? await parts.expired() : parts.certificate
      if (parts.isOn('tls-expired') !== wanted) return // switched back meanwhile
      server.setSecureContext(tlsOptions(shown))
      front.drop()
    }
    expired = wanted
    await front.set(weather(parts))
  }
}

function weather({ isOn, closedBy }: HostParts) {
  if (isOn('refused') || (closedBy && isOn(closedBy))) return 'refused'
  if (isOn('blackhole')) return 'blackhole'
  if (isOn('tls-stalls')) return 'tls-stalls'
  return isOn('large-packets-lost') ? 'large-lost' : 'clear'
}

function instead(isOn: HostParts['isOn']): Answer | null {
  if (isOn('http-503')) return overloadedPage()
  if (isOn('soft-404')) return missingPage()
  if (isOn('captcha')) return captchaPage()
  if (isOn('block-page')) return blockPage()
  if (isOn('forbidden')) return forbiddenPage()
  if (isOn('rate-limited')) return rateLimitedPage()
  if (isOn('queue-page')) return queuePage()
  return isOn('notice-page') ? noticePage() : null
}

/** Classic curves only: a post-quantum key share would take the handshake over one packet. */
function tlsOptions({ certificate, privateKey }: KeyPair): SecureContextOptions {
  return { cert: certificate, key: privateKey, ecdhCurve: 'X25519:P-256', minVersion: 'TLSv1.2' }
}

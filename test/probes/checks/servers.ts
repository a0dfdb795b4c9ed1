// Real local servers for the tests of the checks; every one listens on port 0 and is closed with its test.

import dgram from 'node:dgram'
import { once } from 'node:events'
import http, { type RequestListener } from 'node:http'
import type https from 'node:https'
import net, { type AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import * as packet from 'dns-packet'

// @peculiar/x509 refuses to load without a reflection polyfill that none of what is used here needs to do anything
const nothing = () => undefined
Object.assign(Reflect, {
  getMetadata: nothing,
  getOwnMetadata: nothing,
  defineMetadata: nothing,
  hasOwnMetadata: () => false,
})
const x509 = await import('@peculiar/x509')

type Listening = net.Server | http.Server | https.Server

export async function listen(t: TestContext, server: Listening): Promise<number> {
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket.on('error', () => {}))
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

/** An HTTP server; returns its origin. */
export async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(t, http.createServer(listener))}`
}

export function html(body: string, title = 'page'): string {
  return `<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>`
}

export type Credentials = { key: string; cert: string }

/** A CA of our own, and server certificates made by it. `padding` makes the certificate larger than a packet. */
export async function certificateAuthority() {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Test CA',
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(0),
    notAfter: new Date('2099-01-01'),
    extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
  })
  async function issue(hostname: string, notAfter = '2099-01-01', padding = 0): Promise<Credentials> {
    const own = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
    const names = [hostname, ...Array.from({ length: padding }, (_, i) => `name-${i}.${'x'.repeat(40)}.test`)]
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${hostname}`,
      issuer: ca.subject,
      signingKey: keys.privateKey,
      publicKey: own.publicKey,
      signingAlgorithm: algorithm,
      serialNumber: '01',
      notBefore: new Date(0),
      notAfter: new Date(notAfter),
      extensions: [new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value })))],
    })
    const pkcs8 = await crypto.subtle.exportKey('pkcs8', own.privateKey)
    return { key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), cert: certificate.toString('pem') }
  }
  return { pem: ca.toString('pem'), issue }
}

type DnsAnswer = { rcode?: number; addresses?: string[] } | 'silence'

/** A name server over UDP; returns its `address:port`. */
export async function nameServer(t: TestContext, answer: (name: string, type: string) => DnsAnswer): Promise<string> {
  const socket = dgram.createSocket('udp4')
  socket.on('message', (message, from) => {
    const query = packet.decode(message)
    const question = query.questions?.[0]
    const found = answer(question?.name ?? '', question?.type ?? '')
    if (found === 'silence' || !question) return
    const answers = question.type === 'A' ? (found.addresses ?? []) : []
    const reply = packet.encode({
      type: 'response',
      id: query.id ?? 0,
      flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | (found.rcode ?? 0),
      questions: [question],
      answers: answers.map((data) => ({ type: 'A' as const, name: question.name, ttl: 1, data })),
    })
    socket.send(reply, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.after(() => socket.close())
  return `127.0.0.1:${socket.address().port}`
}

/** A path between us and `port` that loses every burst larger than `limit` bytes, in the given directions; ends pass if it `closes`. */
export async function lossyPath(
  t: TestContext,
  port: number,
  {
    limit = 1_400,
    up = true,
    down = true,
    active = () => true,
    closes = false,
  }: { limit?: number; up?: boolean; down?: boolean; active?: () => boolean; closes?: boolean } = {},
): Promise<number> {
  return listen(
    t,
    net.createServer({ noDelay: true }, (near) => {
      const far = net.connect({ port, host: '127.0.0.1', noDelay: true })
      carry(near, far, up ? limit : Infinity, active, closes)
      carry(far, near, down ? limit : Infinity, active, closes)
    }),
  )
}

/** Once a burst is lost, nothing after it arrives either: TCP delivers in order. */
function carry(from: net.Socket, to: net.Socket, limit: number, active: () => boolean, closes: boolean): void {
  let stuck = false
  from.on('error', () => {})
  from.on('data', (chunk) => {
    stuck ||= active() && chunk.length > limit
    if (!stuck) to.write(chunk)
  })
  from.on('close', () => {
    if (!stuck || closes) to.destroy()
  })
  from.on('end', () => {
    if (!stuck) to.end()
  })
}

// A name server on loopback, so that an agent asks for the replicas' names as it would for real ones.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import packet from 'dns-packet'

export type NameServer = { address: string; close: () => Promise<void> }

/** `silent`: no answer at all. */
export type NameAnswer = { addresses: string[] } | 'nxdomain' | 'servfail' | 'silent'

const RCODES = { nxdomain: 3, servfail: 2 }
const AUTHORITATIVE = 1 << 10

/** Answers what `say` does of each name (IPv4 only). `address` is `host:port`. */
export async function startNameServer(say: (name: string) => NameAnswer, port = 0): Promise<NameServer> {
  const socket = createSocket('udp4')
  socket.on('message', (message, from) => {
    const answer = answerTo(message, say)
    if (answer) socket.send(answer, from.port, from.address)
  })
  socket.bind(port, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    close: () => new Promise((done) => socket.close(() => done())),
  }
}

function answerTo(message: Buffer, say: (name: string) => NameAnswer): Buffer | null {
  try {
    const query = packet.decode(message)
    const question = query.questions?.[0]
    if (!question) return null
    const said = say(question.name.toLowerCase())
    if (said === 'silent') return null
    const addresses = typeof said === 'string' || question.type !== 'A' ? [] : said.addresses
    return packet.encode({
      type: 'response',
      id: query.id ?? 0,
      flags: AUTHORITATIVE | (typeof said === 'string' ? RCODES[said] : 0),
      questions: [question],
      answers: addresses.map((data) => ({ type: 'A' as const, name: question.name, ttl: 0, data })),
    })
  } catch {
    return null // not a DNS message: as a name server does, say nothing
  }
}

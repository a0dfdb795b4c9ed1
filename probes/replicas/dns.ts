// A name server on loopback, so that an agent asks for the replicas' names as it would for real ones.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import packet from 'dns-packet'

export type NameServer = { address: string; close: () => Promise<void> }

const NXDOMAIN = 3
const AUTHORITATIVE = 1 << 10

/** Answers 127.0.0.1 for names that `knows` accepts, and NXDOMAIN for all others. `address` is `host:port`. */
export async function startNameServer(knows: (name: string) => boolean, port = 0): Promise<NameServer> {
  const socket = createSocket('udp4')
  socket.on('message', (message, from) => {
    const answer = answerTo(message, knows)
    if (answer) socket.send(answer, from.port, from.address)
  })
  socket.bind(port, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    close: () => new Promise((done) => socket.close(() => done())),
  }
}

function answerTo(message: Buffer, knows: (name: string) => boolean): Buffer | null {
  try {
    const query = packet.decode(message)
    const question = query.questions?.[0]
    if (!question) return null
    const known = knows(question.name.toLowerCase())
    return packet.encode({
      type: 'response',
      id: query.id ?? 0,
      flags: AUTHORITATIVE | (known ? 0 : NXDOMAIN),
      questions: [question],
      answers: known && question.type === 'A' ? [{ type: 'A', name: question.name, ttl: 0, data: '127.0.0.1' }] : [],
    })
  } catch {
    return null // not a DNS message: as a name server does, say nothing
  }
}

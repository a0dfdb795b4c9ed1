import type net from 'node:net'
import type { Measurements } from './http.ts'

type Counted = { socket: net.Socket; sent: number; received: number }

/** Sums what a step costs: times by phase, requests, and bytes on the wire (headers and TLS included). */
export function startMeasuring() {
  const connecting = { dns: 0, tcp: 0, tls: 0 }
  const exchanging = { firstByte: 0, transfer: 0 }
  let requests = 0
  let sockets: Counted[] = []

  const count = (): Measurements => {
    const bytes = { bytesSent: 0, bytesReceived: 0 }
    for (const { socket, sent, received } of sockets) {
      bytes.bytesSent += socket.bytesWritten - sent
      bytes.bytesReceived += socket.bytesRead - received
    }
    return { timings: { ...connecting, ...exchanging }, requests, ...bytes }
  }

  return {
    connecting,
    requested: () => {
      requests += 1
    },
    answered: ({ firstByteMs, transferMs }: { firstByteMs: number; transferMs: number }) => {
      exchanging.firstByte += firstByteMs
      exchanging.transfer += transferMs
    },
    watch: (socket: net.Socket) => {
      sockets.push({ socket, sent: 0, received: 0 })
    },
    /** As `take`, without starting anew. */
    count,
    take: (): Measurements => {
      const taken = count()
      for (const one of sockets) {
        one.sent = one.socket.bytesWritten
        one.received = one.socket.bytesRead
      }
      sockets = sockets.filter(({ socket }) => !socket.destroyed)
      Object.assign(connecting, { dns: 0, tcp: 0, tls: 0 })
      Object.assign(exchanging, { firstByte: 0, transfer: 0 })
      requests = 0
      return taken
    },
  }
}

import type net from 'node:net'
import type { Session } from './http.ts'

type Measurements = ReturnType<Session['takeMeasurements']>
type Counted = { socket: net.Socket; sent: number; received: number }

/** Sums what a step costs: times by phase, requests, and bytes on the wire (headers and TLS included). */
export function startMeasuring() {
  const connecting = { dns: 0, tcp: 0, tls: 0 }
  const exchanging = { firstByte: 0, transfer: 0 }
  let requests = 0
  let sockets: Counted[] = []

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
    take: (): Measurements => {
      const bytes = { bytesSent: 0, bytesReceived: 0 }
      for (const one of sockets) {
        bytes.bytesSent += one.socket.bytesWritten - one.sent
        bytes.bytesReceived += one.socket.bytesRead - one.received
        one.sent = one.socket.bytesWritten
        one.received = one.socket.bytesRead
      }
      sockets = sockets.filter(({ socket }) => !socket.destroyed)
      const taken = { timings: { ...connecting, ...exchanging }, requests, ...bytes }
      Object.assign(connecting, { dns: 0, tcp: 0, tls: 0 })
      Object.assign(exchanging, { firstByte: 0, transfer: 0 })
      requests = 0
      return taken
    },
  }
}

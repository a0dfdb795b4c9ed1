// `npm run bench:live -- [--clients 10000]`: how much memory so many open pages take on one process, and how soon each hears of a change.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'

const AT_ONCE = 200
const CHANGES = 5
const WAIT_MS = 5_000

const { values } = parseArgs({ options: { clients: { type: 'string', default: '10000' } } })
const wanted = Number(values.clients)
const server = fork(join(import.meta.dirname, 'live-server.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
const [port] = (await once(server, 'message')) as [number]
const empty = await figures()
const arrivals: number[] = []
const sockets: Socket[] = []
try {
  while (sockets.length < wanted) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, wanted - sockets.length) }, open))
  }
  const full = await figures()
  let lost = 0
  const late: number[] = []
  for (let change = 0; change < CHANGES; change += 1) {
    arrivals.length = 0
    const at = performance.now()
    server.send('tell')
    while (arrivals.length < wanted && performance.now() - at < WAIT_MS) await pause(20)
    lost += wanted - arrivals.length
    late.push(...arrivals.map((arrived) => arrived - at))
  }
  late.sort((a, b) => a - b)
  console.log(`${full.open} pages open; without any the server takes ${megabytes(empty.rss)} MB`)
  console.log(
    JSON.stringify({
      clients: full.open,
      rssMB: megabytes(full.rss),
      p99Ms: Math.round(late[Math.floor(late.length * 0.99)] ?? 0),
      lastMs: Math.round(late.at(-1) ?? 0),
      lost,
    }),
  )
} finally {
  for (const socket of sockets) socket.destroy()
  server.disconnect()
}

async function open(): Promise<void> {
  const socket = createConnection({ host: '127.0.0.1', port })
  sockets.push(socket)
  await once(socket, 'connect')
  socket.write('GET /live?version=0 HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n')
  await once(socket, 'data')
  socket.on('data', (bytes) => {
    if (bytes.includes('event: version')) arrivals.push(performance.now())
  })
}

async function figures(): Promise<{ open: number; rss: number }> {
  server.send('figures')
  const [found] = (await once(server, 'message')) as [{ open: number; rss: number }]
  return found
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}

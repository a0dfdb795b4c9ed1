// A mail server that takes everything and remembers of each mail its Message-ID and when it came. Tells its port over IPC, and what it has
// when asked; `clear` forgets it.
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

let ids = new Map<string, number>()
let firstAt: number | null = null
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  logger: false,
  onData: (stream, _session, answer) => {
    let head = ''
    stream.on('data', (bytes: Buffer) => {
      if (head.length < 4_000) head += bytes.toString('latin1')
    })
    stream.on('end', () => {
      const id = /^message-id: *(\S+)/im.exec(head)?.[1] ?? ''
      ids.set(id, (ids.get(id) ?? 0) + 1)
      firstAt ??= Date.now()
      answer(null)
    })
  },
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.server.address() as AddressInfo).port }))
process.on('message', (asked) => {
  if (asked === 'clear') {
    ids = new Map()
    firstAt = null
  }
  const mails = [...ids.values()].reduce((sum, count) => sum + count, 0)
  process.send?.({ mails, distinct: ids.size, firstAt })
})
process.on('disconnect', () => process.exit(0))

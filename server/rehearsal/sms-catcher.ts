import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import type { CaughtMessages } from './caught.ts'

type Texts = { messages: { to: string; text: string; kind?: string; subject?: string }[] }

/** An HTTP server on a loopback port that takes what the provider `catcher` posts and keeps it. */
export async function startSmsCatcher(caught: CaughtMessages, now: () => number) {
  const server = createServer(async (request, response) => {
    const { messages } = JSON.parse(await readText(request)) as Texts
    for (const { to, text, kind, subject } of messages) {
      const headers: Record<string, string> = kind ? { kind } : {}
      caught.add({
        channel: 'sms',
        to,
        subject: subject ?? '',
        text,
        html: '',
        headers,
        at: new Date(now()).toISOString(),
      })
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ accepted: messages.length }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/texts`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

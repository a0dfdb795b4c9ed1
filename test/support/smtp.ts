// A real mail server on port 0 that does what the test tells it to, and the mails it took.
import type { AddressInfo, Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

/** `drop` reads the whole mail and hangs up without a word. */
export type Reaction = 'accept' | 'refuse' | 'defer' | 'drop'

export type Smtp = {
  port: number
  /** What was taken, in the order of arriving. */
  mails: ParsedMail[]
  /** How the server treats a sender or recipient; replace it to change its mind. */
  react: (address: string) => Reaction
  /** Hangs up on everybody and listens no more. */
  close: () => Promise<void>
}

/** Listens on 127.0.0.1 until the test ends. */
export async function openSmtp(context: TestContext): Promise<Smtp> {
  const sockets = new Map<number, Socket>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onMailFrom: ({ address }, _session, answer) => answer(refusal(smtp.react(address))),
    onRcptTo: ({ address }, _session, answer) => answer(refusal(smtp.react(address))),
    onData: (stream, session, answer) => {
      simpleParser(stream).then((mail) => {
        if (recipients(session).some((address) => smtp.react(address) === 'drop')) {
          sockets.get(session.remotePort)?.destroy()
          return
        }
        smtp.mails.push(mail)
        answer(null)
      }, answer)
    },
  })
  server.on('error', () => {})
  server.server.on('connection', (socket) => sockets.set(socket.remotePort ?? 0, socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    for (const socket of sockets.values()) socket.destroy()
    await new Promise<void>((resolve) => server.close(resolve))
  }
  const { port } = server.server.address() as AddressInfo
  const smtp: Smtp = { port, mails: [], react: () => 'accept', close }
  context.after(() => (server.server.listening ? close() : undefined))
  return smtp
}

function recipients({ envelope }: SMTPServerSession): string[] {
  return envelope.rcptTo.map(({ address }) => address)
}

function refusal(reaction: Reaction): Error | null {
  if (reaction === 'refuse') return Object.assign(new Error('No such user'), { responseCode: 550 })
  if (reaction === 'defer') return Object.assign(new Error('Try again later'), { responseCode: 451 })
  return null
}

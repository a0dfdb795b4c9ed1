// Mail over SMTP, through a pool of connections.
import { createTransport } from 'nodemailer'
import type { EmailSettings } from './settings.ts'
import { SendError, type Sent } from './sms/provider.ts'

/** `messageId` without angle brackets is not allowed: it is `<…@domain>`. `headers` are those besides the usual ones. */
export type Mail = {
  to: string
  subject: string
  text: string
  html: string
  messageId?: string
  references?: string
  /** Where it comes back to when it cannot be delivered. */
  bounceTo?: string
  headers: Record<string, string>
}

export type Mailer = {
  name: 'smtp'
  /** Mails on their way at once. */
  connections: number
  /** Throws SendError when the server as a whole is down, busy or refuses us; otherwise says what became of this mail. */
  send: (mail: Mail) => Promise<Sent>
  close: () => void
}

const TIMEOUT_MS = 15_000

/** What a signature covers: leaving must not be alterable (RFC 8058). */
const SIGNED_HEADERS =
  'from:to:subject:date:message-id:mime-version:content-type:in-reply-to:references:list-id:list-unsubscribe:list-unsubscribe-post'

export function openMailer({ from, replyTo, smtp, dkim }: EmailSettings): Mailer {
  const connections = smtp.connections ?? 5
  const transport = createTransport({
    pool: true,
    maxConnections: connections,
    maxRequeues: 0,
    host: smtp.host,
    port: smtp.port,
    secure: smtp.secure ?? false,
    requireTLS: smtp.requireTls ?? false,
    ...(smtp.user === undefined ? {} : { auth: { user: smtp.user, pass: smtp.password ?? '' } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: 2 * TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim && {
      dkim: {
        domainName: dkim.domain,
        keySelector: dkim.selector,
        privateKey: dkim.key,
        headerFieldNames: SIGNED_HEADERS,
      },
    }),
  })
  return {
    name: 'smtp',
    connections,
    send: async ({ references, bounceTo, ...mail }) => {
      const thread = references === undefined ? {} : { references, inReplyTo: references }
      try {
        const { response } = await transport.sendMail({
          from,
          replyTo,
          ...mail,
          ...thread,
          ...envelopeOf(mail.to, bounceTo),
        })
        return { ok: true, ref: response.slice(0, 200) }
      } catch (error) {
        return explain(error as SmtpError, smtp.host)
      }
    },
    close: () => transport.close(),
  }
}

function envelopeOf(to: string, bounceTo: string | undefined) {
  return bounceTo === undefined ? {} : { envelope: { from: bounceTo, to } }
}

/** A mail that somebody asked for themselves and that is no part of a conversation (RFC 3834); `part` renders it, `from` sends it. */
export function singleMail(to: string, from: string, part: (part: 'subject' | 'text' | 'html') => string): Mail {
  const headers = { 'Auto-Submitted': 'auto-generated', 'List-Id': `Bongsu <alerts.${senderDomain(from)}>` }
  return { to, subject: part('subject'), text: part('text'), html: part('html'), headers }
}

/** The domain that Message-IDs and List-Id belong to: that of the sender. */
export function senderDomain(from: string): string {
  return /@([^\s>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'
}

type SmtpError = Error & { code?: string; responseCode?: number; command?: string; errno?: number | string }

/** A connection that broke in the middle may have carried the mail: it is this mail's trouble, tried again with its Message-ID. */
const BROKEN = new Set(['ECONNECTION', 'ESTREAM'])

function explain(error: SmtpError, host: string): Sent {
  const { code = 'ERROR', responseCode = 0, command = '' } = error
  const message = `${host}: ${reply(error)}`
  if (responseCode !== 421 && (command === 'RCPT TO' || command === 'DATA') && responseCode >= 400) {
    return { ok: false, permanent: responseCode >= 500, code: String(responseCode), message }
  }
  if (responseCode === 0 && code === 'EENVELOPE') return { ok: false, permanent: true, code, message }
  if (responseCode === 0 && BROKEN.has(code)) return { ok: false, permanent: false, code, message }
  throw new SendError(message, { permanent: false, cause: error })
}

/** What the server said, without the address it said it about. */
function reply({ message, code, command }: SmtpError): string {
  const said = message.replace(/[^\s<>"'@]+@[^\s<>"'@]+/g, '…@…').slice(0, 200)
  return [said, code && `(${code}${command ? ` at ${command}` : ''})`].filter(Boolean).join(' ')
}

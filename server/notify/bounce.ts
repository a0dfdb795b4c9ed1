// Mails that come back: whose they are (by the address they come back to), and what they say. Pure, but for parsing.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Attachment, type ParsedMail, simpleParser } from 'mailparser'

export type BounceKind = 'soft' | 'hard' | 'complaint'
/** `reason` holds no address. */
export type ReadBounce = { subscriber: string; kind: BounceKind; reason: string }

/** The address that a mail to a subscriber comes back to (VERP): `bounces+ID-SIGNATURE@…`. */
export function bounceAddress(bounces: string, subscriber: string, secret: string): string {
  const [local = '', domain = ''] = bounces.split('@')
  return `${local}+${subscriber}-${signature(subscriber, secret)}@${domain}`
}

/** Whose bounce comes to `address`; null when it is not one of ours. */
export function bouncedSubscriber(address: string, secret: string): string | null {
  const [, subscriber = '', given = ''] = /\+([0-9a-f]+)-([0-9a-f]+)@/.exec(address) ?? []
  const expected = Buffer.from(signature(subscriber, secret))
  const actual = Buffer.from(given)
  return actual.length === expected.length && timingSafeEqual(actual, expected) ? subscriber : null
}

function signature(subscriber: string, secret: string): string {
  return createHmac('sha256', secret).update(`bongsu/bounce/${subscriber}`).digest('hex').slice(0, 16)
}

/**
 * What a returned mail says: a delivery status (RFC 3464) or a complaint (RFC 5965). `recipient`: the address it came to, where the
 * mail server says so. Null for whatever else comes, as an answer of somebody on holiday.
 */
export async function readBounce(
  raw: Uint8Array,
  recipient: string | null,
  secret: string,
): Promise<ReadBounce | null> {
  const mail = await simpleParser(Buffer.from(raw), { keepDeliveryStatus: true })
  const addresses = [recipient ?? '', ...addressesOf(mail)]
  const subscriber = addresses.map((address) => bouncedSubscriber(address, secret)).find((id) => id !== null)
  if (!subscriber) return null
  const partOf = (type: string) => mail.attachments.find(({ contentType }) => contentType === type)
  if (partOf('message/feedback-report')) return { subscriber, kind: 'complaint', reason: 'complaint (RFC 5965)' }
  const status = statusOf(partOf('message/delivery-status'), mail)
  return status === null ? null : { subscriber, kind: bounceKind(status), reason: status }
}

/** By an enhanced status code (RFC 3463): 5.1.x is the address itself; any other trouble may pass. */
export function bounceKind(status: string): 'soft' | 'hard' {
  return /^5\.1\.(1|2|3|6|10)$/.test(status) ? 'hard' : 'soft'
}

/** The enhanced status code within an answer of a mail server; null where there is none. */
export function enhancedStatus(answer: string): string | null {
  return /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(answer)?.[1] ?? null
}

function statusOf(part: Attachment | undefined, { text = '' }: ParsedMail): string | null {
  const said = part ? part.content.toString('utf8') : text
  if (part && /^Action: *(delayed|delivered|relayed|expanded)/im.test(said)) return null
  const found = /^Status: *([45]\.\d{1,3}\.\d{1,3})/im.exec(said)?.[1]
  return found ?? null
}

function addressesOf(mail: ParsedMail): string[] {
  const named = ['delivered-to', 'x-original-to', 'envelope-to', 'to'].flatMap((name) => {
    const line = mail.headerLines.find(({ key }) => key === name)?.line
    return line ? [line] : []
  })
  return named
}

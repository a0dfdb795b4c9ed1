// Texts that came back, handed on by the company that has the number: whoever answers 수신거부 is told no more.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { AddressBook } from '../../data/address-book.ts'
import type { Db } from '../../data/database.ts'
import { leave } from '../../data/queries/subscribers.ts'
import { AddressError, normaliseAddress } from '../notify/settings.ts'
import { sendProblem } from './problem.ts'

export type TextRepliesNeeds = {
  db: Db
  now: () => number
  book: AddressBook
  /** Known to the company alone: `authorization: Bearer …`, or ?key=… where it can send no header. */
  secret: string
  /** Fields of what it posts, as JSON or a form. */
  fields: { from: string; text: string }
}

/** What people write who want no more. */
const NO_MORE = /^[^\p{L}\p{N}]*(무료\s*)?((수신\s*)?거부|그만|(구독\s*)?해지|중단|stop|unsubscribe)/iu

export async function textRepliesRoutes(app: FastifyInstance, needs: TextRepliesNeeds): Promise<void> {
  const { db, now, book, secret, fields } = needs
  app.post<{ Querystring: { key?: string } }>('/hooks/text-replies', async ({ headers, query, body }, reply) => {
    const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? query.key ?? ''
    if (!isSame(given, secret)) return sendProblem(reply, 401, 'unauthorized', 'Give the secret of notify.smsReplies.')
    const said = (body ?? {}) as Record<string, unknown>
    const number = numberOf(said[fields.from])
    if (number === null || typeof said[fields.text] !== 'string') {
      const names = `"${fields.from}" and "${fields.text}"`
      return sendProblem(reply, 422, 'no-reply', `It needs ${names}: the number and the words; see notify.smsReplies.`)
    }
    // the same answer whether the number is known or not
    if (NO_MORE.test(String(said[fields.text]))) await leave(db, book.idOf('sms', number), now())
    return reply.code(204).send()
  })
}

function numberOf(written: unknown): string | null {
  try {
    return normaliseAddress('sms', String(written ?? ''))
  } catch (error) {
    if (error instanceof AddressError) return null
    throw error
  }
}

function isSame(given: string, secret: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(secret))
}

// Who comes in at the console, and how it answers: in one language, to whoever is signed in.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AddressBook } from '../../data/address-book.ts'
import type { Db } from '../../data/database.ts'
import { type Subscriber, subscriberById } from '../../data/queries/subscribers.ts'
import type { SpokenLanguage } from '../../data/tables.ts'
import { type Person, readSession } from '../console/session.ts'
import { AddressError, normaliseAddress } from '../notify/settings.ts'
import { localised } from '../pages/frame.ts'
import { seeOther } from './private-page.ts'

export type GateNeeds = { db: Db; now: () => number; secret: string; book: AddressBook; secure: boolean }

/** What was done (a word of the page's), and what could not be, in a sentence. */
export type Said = { done: string | false; problem: string | false }
export const NOTHING_SAID: Said = { done: false, problem: false }

/** The console in one language. */
export type Gate = {
  language: SpokenLanguage
  /** Where it stands. */
  home: string
  /** Answers for whoever is signed in; sends everybody else to the beginning. */
  forOperators: <Request extends FastifyRequest>(
    work: (person: Person, request: Request, reply: FastifyReply) => unknown,
  ) => (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
}

export function gateOf(needs: GateNeeds, language: SpokenLanguage): Gate {
  const home = localised('/console', language)
  return {
    language,
    home,
    forOperators: (work) => async (request, reply) => {
      const person = await signedIn(needs, request)
      return person ? work(person, request as Parameters<typeof work>[1], reply) : seeOther(reply, home)
    },
  }
}

export function cookieName({ secure }: Pick<GateNeeds, 'secure'>): string {
  return secure ? '__Host-bongsu-console' : 'bongsu-console'
}

/** Whoever is no longer an operator is signed out, whatever their cookie says. */
export async function signedIn(needs: GateNeeds, { cookies }: FastifyRequest): Promise<Person | null> {
  const person = readSession(needs.secret, cookies[cookieName(needs)] ?? '', needs.now())
  if (!person || person.subscriber === null) return person
  return isOperator(await subscriberById(needs.db, person.subscriber)) ? person : null
}

/** The operator with that mail address, if there is one. */
export async function operatorAt({ db, book }: GateNeeds, written: string): Promise<Subscriber | null> {
  try {
    const found = await subscriberById(db, book.idOf('email', normaliseAddress('email', written)))
    return isOperator(found) ? found : null
  } catch (error) {
    if (error instanceof AddressError) return null
    throw error
  }
}

function isOperator(subscriber: Subscriber | null): boolean {
  return subscriber?.role === 'operator' && subscriber.status === 'active'
}

/** The fields of a form in which something is written, without spaces around it: a browser sends those that are left blank as well. */
export function fieldsOf(body: unknown): Partial<Record<string, string>> {
  const texts = Object.entries((body ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [],
  )
  return Object.fromEntries(texts)
}

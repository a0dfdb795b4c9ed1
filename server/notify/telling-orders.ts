// What operators ask of telling on a command line: how it goes, what somebody was sent, to stop it and to go on. Shell, but for time.
import type { AddressBook } from '../../data/address-book.ts'
import type { Db } from '../../data/database.ts'
import type { Subscriber } from '../../data/queries/subscribers.ts'
import { startTelling, stopTelling, tellingStopped } from '../../data/queries/telling-switch.ts'
import { backlog, lastAttempts, providerRecords } from '../../data/queries/told.ts'
import { duration, moment } from '../../views/format.ts'
import { parseWords, UsageError } from '../arguments.ts'
import { findReader } from './find-reader.ts'
import { AddressError } from './settings.ts'
import { webhookSecret } from './webhook.ts'

export type TellingOrder =
  | { do: 'status' }
  | { do: 'stop'; by: string; why: string }
  | { do: 'start'; by: string }
  /** A mail address or telephone number. */
  | { do: 'who'; address: string }
  /** What a program checks our signatures with. */
  | { do: 'secret'; address: string }

export const USAGE = `npm run telling -- status                       who waits, since when, how providers do
npm run telling -- who ADDRESS                  what somebody was sent lately
npm run telling -- secret https://…             what that program checks our signatures with
npm run telling -- stop --why TEXT --by NAME    nobody but operators is told anything until it is started again
npm run telling -- start --by NAME              whoever is behind is told what is true then
  --config FILE, --data DIR   which installation, as for npm start`

const HOUR = 3_600_000
const SHOWN_ATTEMPTS = 10

/** Reads the command line; throws UsageError with what is missing. */
export function readTellingOrder(words: string[]): { order: TellingOrder; config: string | null; data: string | null } {
  const { values, positionals } = parse(words)
  const { config = null, data = null, by, why } = values
  const [what, address] = positionals
  const needed = (value: string | undefined, name: string) => {
    if (value?.trim()) return value.trim()
    throw new UsageError(`${name} is missing.\n${USAGE}`)
  }
  if (what === 'status') return { order: { do: what }, config, data }
  if (what === 'who' || what === 'secret') {
    return { order: { do: what, address: needed(address, 'The address') }, config, data }
  }
  if (what === 'start') return { order: { do: what, by: needed(by, '--by NAME') }, config, data }
  if (what === 'stop') {
    return { order: { do: what, by: needed(by, '--by NAME'), why: needed(why, '--why TEXT') }, config, data }
  }
  throw new UsageError(`${what ? `"${what}" is nothing that can be done.` : 'Say what to do.'}\n${USAGE}`)
}

function parse(words: string[]) {
  const option = { type: 'string' } as const
  const options = { by: option, why: option, config: option, data: option }
  return parseWords({ args: words, options, allowPositionals: true }, USAGE)
}

/** Does it and gives what to tell the person. `linkSecret` signs what programs are told. Throws UsageError for an address that is none. */
export async function carryOutTelling(
  db: Db,
  book: AddressBook,
  linkSecret: string,
  order: TellingOrder,
  now: number,
): Promise<string> {
  if (order.do === 'status') return statusOf(db, now)
  if (order.do === 'who') return whoIs(db, book, order.address)
  if (order.do === 'secret') {
    const found = await find(db, book, order.address)
    return found?.channel === 'webhook' ? webhookSecret(linkSecret, found.id) : 'No program is subscribed there.'
  }
  if (order.do === 'start') {
    return (await startTelling(db, { by: order.by, at: now }))
      ? 'Telling goes on: whoever is behind is told what is true now.'
      : 'Telling was not stopped. Nothing was changed.'
  }
  const stop = await stopTelling(db, { by: order.by, why: order.why, at: now })
  return stop.at === now
    ? 'Telling is stopped: only operators are told. Nothing is lost; whoever is behind is told after `start`.'
    : `${stop.by} stopped it at ${moment(stop.at, 'en')} (${stop.why}). Nothing was changed.`
}

async function statusOf(db: Db, now: number): Promise<string> {
  const stopped = await tellingStopped(db)
  const waiting = (await backlog(db)).map(
    ({ channel, waiting, oldestAt }) =>
      `${channel}: ${waiting} wait, the oldest news is ${duration(now - oldestAt, 'en')} old`,
  )
  const providers = (await providerRecords(db, now - HOUR)).map(
    ({ provider, accepted, failed, refused, typicalMs }) =>
      `${provider}: ${accepted} taken, ${failed} failed, ${refused} refused in the last hour${typicalMs === null ? '' : `, typically in ${typicalMs} ms`}`,
  )
  return [
    stopped ? `STOPPED by ${stopped.by} at ${moment(stopped.at, 'en')}: ${stopped.why}` : 'Telling is on.',
    ...(waiting.length > 0 ? waiting : ['Nobody waits.']),
    ...(providers.length > 0 ? providers : ['No provider was called in the last hour.']),
  ].join('\n')
}

async function whoIs(db: Db, book: AddressBook, written: string): Promise<string> {
  const found = await find(db, book, written)
  if (!found) return 'Nobody is subscribed there.'
  const attempts = await lastAttempts(db, found.id, SHOWN_ATTEMPTS)
  const lines = attempts.map(
    ({ started_at, topic, version, kind, provider, state, receipt, error }) =>
      `${moment(started_at, 'en')}  ${topic} v${version} ${kind} by ${provider}: ${[state, receipt, error].filter(Boolean).join(', ')}`,
  )
  const scope = found.scope.length > 0 ? found.scope.join(', ') : 'everything'
  return [
    `${found.id} (${found.role}, ${found.status}): ${scope}`,
    ...(lines.length > 0 ? lines : ['Never told.']),
  ].join('\n')
}

async function find(db: Db, book: AddressBook, written: string): Promise<Subscriber | null> {
  try {
    return await findReader(db, book, written)
  } catch (error) {
    if (error instanceof AddressError) throw new UsageError(error.message)
    throw error
  }
}

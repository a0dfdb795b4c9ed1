// The one interface of text message providers: one file each, listed in index.ts.
import type { TSchema } from 'typebox'
import { machineTime } from '../../../views/format.ts'
import type { Http, HttpAnswer } from '../http.ts'

/** `to` is +82…; `text` fits CP949 and its kind; `subject` only with LMS. */
export type SmsMessage = { to: string; text: string; kind: 'SMS' | 'LMS'; subject?: string }

/** What became of one message: handed over (with the provider's reference, `by` whom where there are several), or not, and whether for good. */
export type Sent =
  | { ok: true; ref: string; by?: string }
  | { ok: false; permanent: boolean; code: string; message: string }

/** `from` is the registered sender number; the rest is what SettingsSchema of the provider says. */
export type SmsProviderSettings = { from: string } & Record<string, string>

export type SmsProvider = {
  name: string
  /** Most messages of one call. */
  batch: number
  SettingsSchema: TSchema
  /** One answer per message, in their order. Throws SendError when the call as a whole failed. */
  send: (messages: SmsMessage[], settings: SmsProviderSettings, http: Http, now: number) => Promise<Sent[]>
  /**
   * Which of the messages the provider has taken since `since` (UTC ms): the reference by number. For after a call that broke off. Missing
   * where a provider cannot be asked. Throws SendError.
   */
  find?: (
    messages: SmsMessage[],
    settings: SmsProviderSettings,
    http: Http,
    since: number,
    now: number,
  ) => Promise<Map<string, string>>
  /**
   * What became of texts, as far as it is known; the others are asked for again. Missing where a provider cannot be asked. Throws SendError.
   */
  receipts?: <Text extends TakenText>(
    texts: Text[],
    settings: SmsProviderSettings,
    http: Http,
    now: number,
  ) => Promise<Map<Text, ReceiptOf>>
}

/** A text that the provider took: its reference, and the number. */
export type TakenText = { ref: string; to: string }
/** `expired`: it did not arrive and will not. */
export type ReceiptOf = 'delivered' | 'expired'

/** Numbers as they are dialled in Korea, digits only. */
export function national(number: string): string {
  return number.replace(/^\+82/, '0').replace(/\D/g, '')
}

/** Those of which `read` knows the end. */
export function receiptsOf<Text extends TakenText>(
  texts: Text[],
  read: (text: Text) => ReceiptOf | null,
): Map<Text, ReceiptOf> {
  return new Map(
    texts.flatMap((text) => {
      const receipt = read(text)
      return receipt === null ? [] : [[text, receipt]]
    }),
  )
}

/**
 * Where a reference is that of a whole call: `ask` gives what is known of the numbers (as they are dialled in Korea) of one call, each with its
 * end, or null while it is on its way.
 */
export async function receiptsByCall<Text extends TakenText>(
  texts: Text[],
  ask: (ref: string) => Promise<(readonly [number: string, receipt: ReceiptOf | null])[]>,
): Promise<Map<Text, ReceiptOf>> {
  const calls = new Map<string, Map<string, ReceiptOf | null>>()
  for (const ref of new Set(texts.map((text) => text.ref))) calls.set(ref, new Map(await ask(ref)))
  return receiptsOf(texts, ({ ref, to }) => calls.get(ref)?.get(national(to)) ?? null)
}

/** `2026-11-24 14:05:00` in Korea, as providers ask for times. */
export function koreanSeconds(at: number): string {
  return machineTime(at).slice(0, 19).replace('T', ' ')
}

/** The JSON of an answer; throws SendError (ambiguous: the call was read). The error holds nothing of the answer. */
export function jsonOf<T>(name: string, { text }: HttpAnswer): T {
  try {
    return JSON.parse(text) as T
  } catch (cause) {
    throw new SendError(`${name} answered with something that is not JSON`, {
      permanent: false,
      ambiguous: true,
      cause,
    })
  }
}

/** An answer that refuses the whole call: of the status alone, since the text of a provider may repeat what was sent to it. */
export function refusedCall(name: string, { status, headers }: HttpAnswer, code = '', advice = ''): SendError {
  const seconds = Number(headers['retry-after'])
  const hint = (status === 401 || status === 403) && advice ? `. ${advice}` : ''
  return new SendError(`${name} answered ${status}${code && ` (${code})`}${hint}`, {
    permanent: status < 500 && status !== 429 && status !== 408,
    ambiguous: status >= 500,
    retryAfterMs: seconds > 0 ? seconds * 1000 : null,
  })
}

/**
 * A call that failed as a whole: the provider is down, busy, or refuses our account. `ambiguous` when messages may have gone out.
 * The message never holds a secret or an address.
 */
export class SendError extends Error {
  readonly permanent: boolean
  readonly ambiguous: boolean
  readonly retryAfterMs: number | null
  constructor(
    message: string,
    about: { permanent: boolean; ambiguous?: boolean; retryAfterMs?: number | null; cause?: unknown },
  ) {
    super(message, { cause: about.cause })
    this.permanent = about.permanent
    this.ambiguous = about.ambiguous ?? false
    this.retryAfterMs = about.retryAfterMs ?? null
  }
}

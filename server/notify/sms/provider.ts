// The one interface of text message providers: one file each, listed in index.ts.
import type { TSchema } from 'typebox'
import type { Http } from '../http.ts'

/** `to` is +82…; `text` fits CP949 and its kind; `subject` only with LMS. */
export type SmsMessage = { to: string; text: string; kind: 'SMS' | 'LMS'; subject?: string }

/** What became of one message: handed over (with the provider's reference), or not, and whether for good. */
export type Sent = { ok: true; ref: string } | { ok: false; permanent: boolean; code: string; message: string }

/** `from` is the registered sender number; the rest is what SettingsSchema of the provider says. */
export type SmsProviderSettings = { from: string } & Record<string, string>

export type SmsProvider = {
  name: string
  /** Most messages of one call. */
  batch: number
  SettingsSchema: TSchema
  /** One answer per message, in their order. Throws SendError when the call as a whole failed. */
  send: (messages: SmsMessage[], settings: SmsProviderSettings, http: Http, now: number) => Promise<Sent[]>
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

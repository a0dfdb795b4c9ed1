// What asks at an address whether its owner really wants to be told there (double opt-in): a mail, or a message to a program or a room.
import type { Channel } from '../../data/tables.ts'
import { inLanguage } from '../../views/format.ts'
import type { ConfirmContent, Views } from '../../views/render.ts'
import type { Site } from '../publish/snapshot.ts'
import { roomMessage } from './chat.ts'
import type { Wishes } from './choices.ts'
import { type Mail, singleMail } from './email.ts'
import { CONFIRM_WITHIN_MS, confirmToken } from './unsubscribe.ts'
import { signed } from './webhook.ts'

/** `about`: what was subscribed to, in words. */
export type Confirmation = { subscriber: string; channel: Channel; address: string; wishes: Wishes; about: string }
export type ConfirmationNeeds = { site: Site; secret: string; render: Views['renderMessage'] }

const VALID_FOR = { ko: '24시간', en: '24 hours' }

/** `from`: whom mails are from. */
export function confirmationMail(wanted: Confirmation, needs: ConfirmationNeeds & { from: string }, now: number): Mail {
  return singleMail(wanted.address, needs.from, composeConfirmation(wanted, needs, now))
}

/** A call to a program is signed like those that follow; a room reads text. */
export function confirmationCall(
  wanted: Confirmation,
  needs: ConfirmationNeeds,
  now: number,
): { headers: Record<string, string>; body: string } {
  const { subscriber, channel, address, about } = wanted
  if (channel === 'chat') {
    const part = composeConfirmation(wanted, needs, now)
    return { headers: {}, body: JSON.stringify(roomMessage(address, part('subject'), part('text'))) }
  }
  const { confirmUrl } = contentOf(wanted, needs, now)
  const expiresAt = new Date(now + CONFIRM_WITHIN_MS).toISOString()
  const timestamp = new Date(now).toISOString()
  const body = JSON.stringify({
    type: 'subscription.confirmation',
    timestamp,
    data: { about, confirmUrl, expiresAt },
  })
  return { headers: signed(`confirm.${subscriber}.${now}`, body, needs.secret, subscriber, now), body }
}

function composeConfirmation(wanted: Confirmation, needs: ConfirmationNeeds, now: number) {
  const content = contentOf(wanted, needs, now)
  return (part: 'subject' | 'text' | 'html') => needs.render('confirm', content.language, part, content)
}

function contentOf(
  { subscriber, wishes, about }: Confirmation,
  { site, secret }: ConfirmationNeeds,
  now: number,
): ConfirmContent {
  const { language } = wishes
  const token = confirmToken(secret, { subscriber, ...wishes, expiresAt: now + CONFIRM_WITHIN_MS })
  return {
    site: { name: inLanguage(site.name, language), url: site.url },
    rehearsal: site.rehearsal,
    language,
    about,
    validFor: inLanguage(VALID_FOR, language),
    confirmUrl: `${site.url}/subscribe/confirm/${token}`,
  }
}

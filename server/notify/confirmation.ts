// The mail that asks whether somebody really wants to be told (double opt-in).
import type { Language } from '../../data/tables.ts'
import type { ConfirmContent, Views } from '../../views/render.ts'
import type { Site } from '../publish/snapshot.ts'
import { type Mail, senderDomain } from './email.ts'
import { CONFIRM_WITHIN_MS, confirmToken } from './unsubscribe.ts'

export type Confirmation = { subscriber: string; address: string; language: Language; scope: string[]; about: string }
export type ConfirmationNeeds = { site: Site; from: string; secret: string; render: Views['renderMessage'] }

const VALID_FOR = { ko: '24시간', en: '24 hours' }

export function confirmationMail(
  wanted: Confirmation,
  { site, from, secret, render }: ConfirmationNeeds,
  now: number,
): Mail {
  const { subscriber, address, language, scope, about } = wanted
  const token = confirmToken(secret, { subscriber, language, scope, expiresAt: now + CONFIRM_WITHIN_MS })
  const content: ConfirmContent = {
    site: { name: site.name[language], url: site.url },
    rehearsal: site.rehearsal,
    language,
    about,
    validFor: VALID_FOR[language],
    confirmUrl: `${site.url}/subscribe/confirm/${token}`,
  }
  return {
    to: address,
    subject: render('confirm', language, 'subject', content),
    text: render('confirm', language, 'text', content),
    html: render('confirm', language, 'html', content),
    headers: { 'Auto-Submitted': 'auto-generated', 'List-Id': `Bongsu <alerts.${senderDomain(from)}>` },
  }
}

// Tells rooms: incoming webhooks of Slack (and what takes its shape, as Mattermost), Microsoft Teams and Discord.
import type { RenderMessage } from '../../views/render.ts'
import { composed } from './compose.ts'
import { type MessageParts, NO_LINKS } from './message.ts'
import { deliver, type Outside } from './outside.ts'
import { referenceOf, type TellingChannel } from './reconcile.ts'
import { made } from './unmade.ts'

export type ChatNeeds = { render: RenderMessage; parts: () => MessageParts; open: (sealed: string) => string }

const BATCH = 10
/** Discord takes 2,000 characters; nobody reads more in a room. */
const MOST = 1_900

export function chatChannel(outside: Outside, { render, parts, open }: ChatNeeds): TellingChannel {
  return {
    channel: 'chat',
    provider: 'chat',
    batch: BATCH,
    send: (told) =>
      Promise.all(
        told.map(async (one) => {
          const url = open(one.candidate.subscriber.address)
          const message = made(() => {
            const compose = composed(one, render, parts(), NO_LINKS)
            return { body: JSON.stringify(roomMessage(url, compose('subject'), compose('text'))) }
          })
          return 'body' in message ? deliver(outside, url, {}, message.body, referenceOf(one)) : message
        }),
      ),
  }
}

/** What the room at `url` takes. Nothing in a text can call everybody in it. */
export function roomMessage(url: string, subject: string, text: string): object {
  const host = new URL(url).hostname
  const short = text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text
  if (/(^|\.)discord(app)?\.com$/.test(host)) {
    return { content: `**${subject}**\n${short}`.slice(0, 2_000), allowed_mentions: { parse: [] } }
  }
  if (/(^|\.)(webhook\.office|logic\.azure|powerplatform|powerautomate)\.com$/.test(host)) {
    const block = (words: string, more: object = {}) => ({ type: 'TextBlock', text: words, wrap: true, ...more })
    const card = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      body: [block(subject, { weight: 'bolder', size: 'medium' }), block(short.replaceAll('\n', '\n\n'))],
    }
    return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }] }
  }
  const plain = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return { text: `*${plain(subject)}*\n${plain(short)}` }
}

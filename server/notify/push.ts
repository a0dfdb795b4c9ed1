// Tells browsers: Web Push (RFC 8030), sealed for the browser alone (RFC 8291), and signed by our key (VAPID, RFC 8292).
import { createECDH, hkdfSync } from 'node:crypto'
import webPush from 'web-push'
import type { RenderMessage } from '../../views/render.ts'
import { localised } from '../pages/frame.ts'
import { composed } from './compose.ts'
import { type MessageParts, NO_LINKS } from './message.ts'
import { deliver, type Outside } from './outside.ts'
import { referenceOf, type TellingChannel, type Told } from './reconcile.ts'
import { GIVE_UP_AFTER_MS } from './retry.ts'
import { type Made, made } from './unmade.ts'

/** In base64url: the public one is what a browser asks for when it subscribes. */
export type PushKeys = { publicKey: string; privateKey: string }
/** `contact`: a mailto or https address for the companies that run push services. */
export type PushNeeds = {
  render: RenderMessage
  parts: () => MessageParts
  open: (sealed: string) => string
  keys: PushKeys
  contact: string
}
/** What a browser gave. */
export type PushAddress = { endpoint: string; keys: { p256dh: string; auth: string } }

const BATCH = 20
/** The push service keeps it for a browser that is off: what is older than a text would be is told by the next change instead. */
const TTL_S = GIVE_UP_AFTER_MS.push / 1000
/** Of what a browser shows; push services take about 4,000 bytes. */
const MOST = 400
/** The subscription is no more (RFC 8030, 7.3). */
const GONE = [404, 410]

/** Follows from the secret of the links, so that all replicas and every start have the same. */
export function pushKeys(secret: string): PushKeys {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(Buffer.from(hkdfSync('sha256', secret, '', 'bongsu web push', 32)))
  return {
    publicKey: ecdh.getPublicKey().toString('base64url'),
    privateKey: ecdh.getPrivateKey().toString('base64url'),
  }
}

export function pushChannel(outside: Outside, needs: PushNeeds): TellingChannel {
  return {
    channel: 'push',
    provider: 'push',
    batch: BATCH,
    send: (told) =>
      Promise.all(
        told.map(async (one) => {
          const request: Made<PushRequest> = made(() => requestOf(one, needs))
          if (!('endpoint' in request)) return request
          return deliver(outside, request.endpoint, request.headers, request.body, referenceOf(one), GONE)
        }),
      ),
  }
}

type PushRequest = { endpoint: string; headers: Record<string, string>; body: Buffer }

function requestOf(told: Told, { render, parts, open, keys, contact }: PushNeeds): PushRequest {
  const { endpoint, headers, body } = webPush.generateRequestDetails(
    JSON.parse(open(told.candidate.subscriber.address)) as PushAddress,
    JSON.stringify(noteOf(told, render, parts())),
    { vapidDetails: { subject: contact, ...keys }, TTL: TTL_S, urgency: 'high', contentEncoding: 'aes128gcm' },
  )
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return { endpoint, headers: Object.fromEntries(texts), body: body as Buffer }
}

/** What the browser shows. A newer note on the same topic takes the place of the older one. */
function noteOf(told: Told, render: RenderMessage, parts: MessageParts) {
  const { topic, matter } = told
  const { language } = told.candidate.subscriber
  const compose = composed(told, render, parts, NO_LINKS)
  const title = compose('subject')
  const body = compose('push').slice(0, MOST)
  const path = matter.about === 'incident' ? `/incidents/${topic}` : '/maintenance'
  return { title, body, tag: topic, url: localised(path, language), language }
}

// Tells programs: signed by Standard Webhooks (standardwebhooks.com), in our own shape or in that of Statuspage.
import { createHmac } from 'node:crypto'
import type { Snapshot } from '../publish/snapshot.ts'
import { incidentBody } from '../publish/status-api/incident-document.ts'
import { oneIncident, onlyToldByWebhook } from '../publish/statuspage/incidents.ts'
import { page } from '../publish/statuspage/page.ts'
import { status } from '../publish/statuspage-v2.ts'
import { deliver, type Outside } from './outside.ts'
import { readPreferences } from './preferences.ts'
import { referenceOf, type TellingChannel, type Told } from './reconcile.ts'
import type { Sent } from './sms/provider.ts'

/** `current`: what is public now, for the shape of Statuspage. */
export type WebhookNeeds = {
  secret: string
  open: (sealed: string) => string
  siteUrl: string
  current: () => Snapshot | null
}

/** Called at once, so that a slow receiver keeps few others waiting. */
const BATCH = 10

export function webhookChannel(outside: Outside, needs: WebhookNeeds, now: () => number): TellingChannel {
  return {
    channel: 'webhook',
    provider: 'webhook',
    batch: BATCH,
    send: (told) => Promise.all(told.map((one) => tell(one, outside, needs, now()))),
  }
}

function tell(told: Told, outside: Outside, needs: WebhookNeeds, now: number): Promise<Sent> {
  const { subscriber } = told.candidate
  const body = JSON.stringify(bodyOf(told, needs, now))
  const id = referenceOf(told)
  const headers = signed(id, body, needs.secret, subscriber.id, now)
  return deliver(outside, needs.open(subscriber.address), headers, body, id)
}

/** What a receiver checks signatures with, as it is shown: `whsec_` and base64 of 32 bytes. */
export function webhookSecret(secret: string, subscriber: string): string {
  return `whsec_${webhookKey(secret, subscriber).toString('base64')}`
}

function webhookKey(secret: string, subscriber: string): Buffer {
  return createHmac('sha256', secret).update(`bongsu/webhook/${subscriber}`).digest()
}

/** The headers of Standard Webhooks for a call to `subscriber`. */
export function signed(
  id: string,
  body: string,
  secret: string,
  subscriber: string,
  now: number,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000))
  const signature = createHmac('sha256', webhookKey(secret, subscriber))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

function bodyOf(told: Told, { siteUrl, current }: WebhookNeeds, now: number): object {
  const { matter, kind, candidate } = told
  const at = new Date(now).toISOString()
  const snapshot = current()
  const { format } = readPreferences(candidate.subscriber.preferences, candidate.subscriber)
  if (format === 'statuspage' && matter.about === 'incident' && snapshot) {
    const { indicator, description } = status(snapshot)
    return {
      meta: {
        unsubscribe: `${siteUrl}/subscribe`,
        documentation: `${siteUrl}/api`,
        generated_at: at,
      },
      page: {
        id: page(snapshot).id,
        status_indicator: indicator,
        status_description: description,
      },
      incident: { ...oneIncident(matter.incident, snapshot), ...onlyToldByWebhook(matter.incident) },
    }
  }
  if (matter.about === 'incident') {
    return { type: `incident.${kind}`, timestamp: at, data: incidentBody(matter.incident, siteUrl) }
  }
  if (matter.about === 'maintenance') {
    const { id, title, body, components, startsAt, endsAt, cancelled } = matter.maintenance
    const times = { startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() }
    return { type: 'maintenance.planned', timestamp: at, data: { id, title, body, components, ...times, cancelled } }
  }
  return { type: 'digest', timestamp: at, data: {} }
}

// Tells programs: signed by Standard Webhooks (standardwebhooks.com), in our own shape or in that of Statuspage.
import { createHmac } from 'node:crypto'
import type { Snapshot } from '../publish/snapshot.ts'
import { incidentBody } from '../publish/status-api/incident-document.ts'
import { oneIncident } from '../publish/statuspage/incidents.ts'
import { page } from '../publish/statuspage/page.ts'
import { status } from '../publish/statuspage-v2.ts'
import type { Outside } from './outside.ts'
import { readPreferences } from './preferences.ts'
import type { TellingChannel, Told } from './reconcile.ts'
import { SendError, type Sent } from './sms/provider.ts'

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
    send: (told) => Promise.all(told.map((one) => deliver(one, outside, needs, now()))),
  }
}

async function deliver(told: Told, outside: Outside, needs: WebhookNeeds, now: number): Promise<Sent> {
  const { subscriber } = told.candidate
  const body = JSON.stringify(bodyOf(told, needs, now))
  const id = `${told.topic}.v${told.version}.${told.kind}`
  const headers = signed(id, body, webhookKey(needs.secret, subscriber.id), now)
  return called(outside, needs.open(subscriber.address), headers, body, id)
}

/** A receiver's trouble is its own: it never keeps the others waiting. 410 ends the subscription, as its receiver asks. */
export async function called(
  outside: Outside,
  url: string,
  headers: Record<string, string>,
  body: string,
  ref: string,
): Promise<Sent> {
  try {
    const { status } = await outside.postJson(url, headers, body)
    if (status >= 200 && status < 300) return { ok: true, ref }
    return { ok: false, permanent: status === 410, code: String(status), message: `It answered ${status}` }
  } catch (error) {
    if (!(error instanceof SendError)) throw error
    return { ok: false, permanent: error.permanent, code: 'unreachable', message: error.message }
  }
}

/** What a receiver checks signatures with, as it is shown: `whsec_` and base64 of 32 bytes. */
export function webhookSecret(secret: string, subscriber: string): string {
  return `whsec_${webhookKey(secret, subscriber).toString('base64')}`
}

function webhookKey(secret: string, subscriber: string): Buffer {
  return createHmac('sha256', secret).update(`bongsu/webhook/${subscriber}`).digest()
}

function signed(id: string, body: string, key: Buffer, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000))
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

function bodyOf(told: Told, { siteUrl, current }: WebhookNeeds, now: number): object {
  const { matter, kind, candidate } = told
  const snapshot = current()
  const { format } = readPreferences(candidate.subscriber.preferences, candidate.subscriber)
  if (format === 'statuspage' && matter.about === 'incident' && snapshot) {
    return {
      meta: {
        unsubscribe: `${siteUrl}/subscribe`,
        documentation: `${siteUrl}/api`,
        generated_at: new Date(now).toISOString(),
      },
      page: {
        id: page(snapshot).id,
        status_indicator: status(snapshot).indicator,
        status_description: status(snapshot).description,
      },
      incident: {
        ...oneIncident(matter.incident, snapshot),
        backfilled: false,
        impact_override: null,
        scheduled_for: null,
      },
    }
  }
  const at = new Date(now).toISOString()
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

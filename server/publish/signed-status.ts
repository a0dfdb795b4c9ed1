// What is true now, signed, so that mirrors and the press can prove that a notice is real: a JSON document and a detached Ed25519 signature
// over exactly its bytes (RFC 8032). Pure, but for the key that it is given.
import { type KeyObject, sign } from 'node:crypto'
import type { Static } from 'typebox'
import { keyId, type SigningKey } from '../signing-key.ts'
import { instant, maybeInstant } from './api-schemas.ts'
import type { PublicDocument } from './bytes.ts'
import { JSON_TYPE, openDocument } from './open-document.ts'
import type { KeysSchema, SignedStatusSchema } from './signed-schemas.ts'
import type { Snapshot } from './snapshot.ts'
import { sentenceOf } from './status-api/sentence.ts'

/** After that long a copy says nothing of now: ten times as long as a snapshot lives. */
const VALID_MS = 5 * 60_000

/** `/api/v1/status.signed.json`, its signature beside it as base64 (`.sig`), and the keys at `/.well-known/bongsu-keys.json`. */
export function signedStatus(key: SigningKey): (snapshot: Snapshot) => Generator<PublicDocument> {
  return function* (snapshot) {
    let made: string | undefined
    const text = () => {
      made ??= JSON.stringify(contentOf(snapshot, key.id))
      return made
    }
    yield openDocument('/api/v1/status.signed.json', JSON_TYPE, text)
    yield openDocument('/api/v1/status.signed.json.sig', 'text/plain; charset=utf-8', () =>
      sign(null, Buffer.from(text()), key.key).toString('base64'),
    )
    yield openDocument('/.well-known/bongsu-keys.json', JSON_TYPE, () => JSON.stringify(keysOf(key)))
  }
}

function contentOf(snapshot: Snapshot, key: string): Static<typeof SignedStatusSchema> {
  const { version, at, site, state, services, incidents } = snapshot
  return {
    key,
    site: site.url,
    name: site.name,
    rehearsal: site.rehearsal,
    version,
    signedAt: instant(at),
    validUntil: instant(at + VALID_MS),
    state,
    sentence: sentenceOf(snapshot),
    components: services.flatMap(({ components }) =>
      components.map((one) => ({
        id: one.id,
        name: one.name,
        state: one.state,
        watched: one.watched,
        since: instant(one.since),
      })),
    ),
    incidents: incidents
      .filter(({ resolvedAt }) => resolvedAt === null)
      .map((one) => ({
        id: one.id,
        url: `${site.url}/incidents/${one.id}`,
        title: one.title,
        status: one.status,
        beganAt: instant(one.beganAt),
        latest: one.updates[0]?.body ?? null,
      })),
  }
}

function keysOf({ publicKey, former }: SigningKey): Static<typeof KeysSchema> {
  return {
    keys: [
      { ...keyBody(publicKey), current: true, until: null },
      ...former.map(({ key, until }) => ({ ...keyBody(key), current: false, until: maybeInstant(until) })),
    ],
  }
}

function keyBody(key: KeyObject) {
  return {
    id: keyId(key),
    algorithm: 'Ed25519' as const,
    pem: String(key.export({ type: 'spki', format: 'pem' })),
  }
}

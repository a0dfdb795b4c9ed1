// What is true now, signed, so that mirrors and the press can prove that a notice is real: a JSON document and a detached Ed25519 signature
// over exactly its bytes (RFC 8032). Pure, but for the key that it is given.
import { type KeyObject, sign } from 'node:crypto'
import { kstDay } from '../../views/format.ts'
import { keyId, type SigningKey } from '../signing-key.ts'
import { instant } from './api-schemas.ts'
import type { PublicDocument } from './bytes.ts'
import { OPEN_HEADERS } from './json-documents.ts'
import type { Snapshot } from './snapshot.ts'

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
    yield document('/api/v1/status.signed.json', 'application/json; charset=utf-8', text)
    yield document('/api/v1/status.signed.json.sig', 'text/plain; charset=utf-8', () =>
      sign(null, Buffer.from(text()), key.key).toString('base64'),
    )
    yield document('/.well-known/bongsu-keys.json', 'application/json; charset=utf-8', () =>
      JSON.stringify({ keys: [keyBody(key.publicKey, true), ...key.former.map((one) => keyBody(one, false))] }),
    )
  }
}

function document(path: string, type: string, content: () => string): PublicDocument {
  return { path, type, headers: OPEN_HEADERS, content }
}

function contentOf({ version, at, site, state, services, incidents }: Snapshot, key: string) {
  return {
    key,
    site: site.url,
    name: site.name,
    rehearsal: site.rehearsal,
    version,
    signedAt: instant(at),
    validUntil: instant(at + VALID_MS),
    day: kstDay(at),
    state,
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

function keyBody(key: KeyObject, current: boolean) {
  return { id: keyId(key), algorithm: 'Ed25519', current, pem: key.export({ type: 'spki', format: 'pem' }) }
}

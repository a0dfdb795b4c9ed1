// The link by which a center says how its tasks go: no login, bound to the center, valid for as long as the center is active.
import type { Subscriber } from '../../data/queries/subscribers.ts'
import type { Language } from '../../data/tables.ts'
import { spoken } from '../../views/format.ts'
import { localised } from '../pages/frame.ts'
import type { Site } from '../publish/snapshot.ts'
import { readLink, signLink } from './signed-link.ts'

/** `center` is a subscriber id. */
export function staffToken(secret: string, center: string): string {
  return signLink(secret, 'staff', { center })
}

/** The center that a token was made for, or null when it is not ours. Whether the center is still active is for the database to say. */
export function readStaffToken(secret: string, token: string): string | null {
  return readLink<{ center: string }>(secret, 'staff', token)?.center ?? null
}

/** The address of a center's page; `center` is a subscriber id. */
export function centerUrl(secret: string, { url }: Pick<Site, 'url'>, center: string, language: Language): string {
  return url + localised(`/staff/${staffToken(secret, center)}`, spoken(language))
}

/** The same; false for whoever is no center. */
export function staffUrl(
  secret: string,
  site: Pick<Site, 'url'>,
  { id, role, language }: Pick<Subscriber, 'id' | 'role' | 'language'>,
): string | false {
  return role === 'center' && centerUrl(secret, site, id, language)
}

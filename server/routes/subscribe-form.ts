// What the forms say by which somebody subscribes, by mail or by text.
import type { Channel } from '../../data/tables.ts'
import { AddressError, normaliseAddress } from '../notify/settings.ts'

/** `written`: as it was typed; `address`: as it is stored. `wrong`: what has to be mended first; `address` holds where it is null. */
export type ReadForm = { written: string; chosen: string[] } & (
  | { wrong: null; address: string }
  | { wrong: 'address' | 'scope' | 'consent' }
)

/** What is wrong whichever way somebody subscribes. */
export const SCOPE_PROBLEM = {
  ko: '알 수 없는 서비스가 선택되었습니다. 목록에서 다시 골라 주십시오.',
  en: 'Something was chosen that is not on the list. Please choose again.',
}

/** `field`: the one that holds the address, with its greatest length; `known`: whether an id is a service or component of the catalogue. */
export function readForm(
  body: unknown,
  [field, length]: [name: string, length: number],
  channel: Channel,
  known: (id: string) => boolean,
): ReadForm {
  const form = (body ?? {}) as Record<string, unknown>
  const written = String(form[field] ?? '').slice(0, length)
  const scope = [form.scope ?? []].flat().map(String).slice(0, 100)
  const chosen = scope.filter(known)
  const address = readAddress(channel, written)
  if (address === null) return { written, chosen, wrong: 'address' }
  // an empty scope means everything, so a choice of which nothing is known must not become one
  if (scope.length > 0 && chosen.length === 0) return { written, chosen, wrong: 'scope' }
  if (form.consent !== 'yes') return { written, chosen, wrong: 'consent' }
  return { written, chosen, wrong: null, address }
}

function readAddress(channel: Channel, written: string): string | null {
  try {
    return normaliseAddress(channel, written)
  } catch (error) {
    if (error instanceof AddressError) return null
    throw error
  }
}

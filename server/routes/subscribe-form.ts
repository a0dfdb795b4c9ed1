// What the forms say by which somebody subscribes or changes what they chose.
import { choosableRegions } from '../../data/regions.ts'
import type { Channel, SpokenLanguage } from '../../data/tables.ts'
import { LANGUAGES } from '../../views/format.ts'
import type { Wishes } from '../notify/choices.ts'
import { type ChosenPreferences, KINDS, NIGHT } from '../notify/preferences.ts'
import { AddressError, normaliseAddress } from '../notify/settings.ts'

/** `written`: as it was typed; `address`: as it is stored. `wrong`: what has to be mended first; `address` holds where it is null. */
export type ReadForm = { written: string; wishes: Wishes } & ({ wrong: null; address: string } | { wrong: FormMistake })
export type FormMistake = 'address' | 'scope' | 'kinds' | 'consent'

/** What is wrong whichever way somebody subscribes. */
export const PROBLEMS = {
  scope: {
    ko: '알 수 없는 서비스가 선택되었습니다. 목록에서 다시 골라 주십시오.',
    en: 'Something was chosen that is not on the list. Please choose again.',
  },
  kinds: {
    ko: '받을 알림을 하나 이상 골라 주십시오.',
    en: 'Choose at least one kind of message.',
  },
  consent: {
    ko: '개인정보 수집·이용에 동의하셔야 알림을 보낼 수 있습니다.',
    en: 'Alerts can only be sent with your consent to keeping the address.',
  },
}

/**
 * `field`: the one that holds the address, with its greatest length; `channel`: by which they would be told; `known`: whether an id is a
 * service or component of the catalogue; `page`: the language of the page, which holds where none is chosen.
 */
export function readForm(
  body: unknown,
  [field, length]: readonly [name: string, length: number],
  channel: Channel,
  known: (id: string) => boolean,
  page: SpokenLanguage,
): ReadForm {
  const form = (body ?? {}) as Record<string, unknown>
  const written = String(form[field] ?? '').slice(0, length)
  const { wishes, wrong } = readWishes(form, known, page)
  const address = readAddress(channel, written)
  if (address === null) return { written, wishes, wrong: 'address' }
  if (wrong !== null) return { written, wishes, wrong }
  if (form.consent !== 'yes') return { written, wishes, wrong: 'consent' }
  return { written, wishes, wrong: null, address }
}

/**
 * What somebody chose. A form without `choices` (of a program that names an address alone) leaves everything as it is usual.
 * `before`: what they chose earlier, of which hours of their own and what no form offers stay as they were.
 */
export function readWishes(
  body: unknown,
  known: (id: string) => boolean,
  page: SpokenLanguage,
  before: ChosenPreferences = {},
): { wishes: Wishes; wrong: 'scope' | 'kinds' | null } {
  const form = (body ?? {}) as Record<string, unknown>
  const all = (name: string) => [form[name] ?? []].flat().map(String).slice(0, 200)
  const [asked, kinds] = [all('scope'), KINDS.filter((kind) => all('kinds').includes(kind))]
  const scope = asked.filter(known)
  const chose = form.choices !== undefined
  const choosable = choosableRegions()
  const regions = all('regions').filter((name) => choosable.includes(name))
  const { format, level } = before
  const preferences: ChosenPreferences = {
    ...(chose && kinds.length < KINDS.length && { kinds }),
    ...(form.quiet === 'never' && { quiet: false as const }),
    ...(form.quiet === 'night' && { quiet: before.quiet || NIGHT }),
    ...(regions.length > 0 && { regions }),
    ...((form.digest === 'daily' || form.digest === 'weekly') && { digest: form.digest }),
    ...(format && { format }),
    ...(level && { level }),
  }
  const language = LANGUAGES.find((one) => one === form.language) ?? page
  const wishes = { language, scope, preferences }
  // an empty scope means everything, so a choice of which nothing is known must not become one
  if (asked.length > 0 && scope.length === 0) return { wishes, wrong: 'scope' }
  return { wishes, wrong: chose && kinds.length === 0 ? 'kinds' : null }
}

function readAddress(channel: Channel, written: string): string | null {
  try {
    return normaliseAddress(channel, written)
  } catch (error) {
    if (error instanceof AddressError) return null
    throw error
  }
}

// What one message says: the incident as it is now, for one reader. Pure.
import { createHash } from 'node:crypto'
import type { Subscriber } from '../../data/queries/subscribers.ts'
import type { State } from '../../data/tables.ts'
import {
  duration,
  inLanguage,
  joinNames,
  type Language,
  markWord,
  moment,
  shortMoment,
  shortNames,
  stateWord,
  statusWord,
  whereBehind,
  words,
} from '../../views/format.ts'
import type { MessageContent, MessageEvent, MessageFallback } from '../../views/render.ts'
import { isIdentityEnd } from '../incidents/identity-ends.ts'
import { isPause } from '../incidents/pauses.ts'
import { worstToName } from '../incidents/severity.ts'
import { isStandbyCause } from '../incidents/standby.ts'
import { localised } from '../pages/frame.ts'
import type { PublicFallback, PublicIncident, Site } from '../publish/snapshot.ts'
import { affectedComponents, workingWays } from './affected.ts'
import { counterWords } from './message-counter.ts'
import { isTellingTrouble } from './telling-trouble.ts'

/** `isShared`: nobody uses it directly; `fallbacksOf`: the fallbacks of a component, best first, with their live states. */
export type MessageParts = {
  site: Site
  nameOf: (component: string) => { ko: string; en: string }
  isShared: (component: string) => boolean
  fallbacksOf: (component: string) => PublicFallback[]
  /** When it is sent (UTC ms). */
  now: number
}

/** Most fallbacks of one message: a reader in a hurry needs the best, the page has them all. */
const FALLBACKS = 5

/** Addresses of what a reader may do; false where there is no such link: in texts, or for no center. */
export type ReaderLinks = { manage: string | false; leave: string | false; staff: string | false }

/** In a text, which a signed link is longer than, and in a room, where it would be everybody's. */
export const NO_LINKS: ReaderLinks = { manage: false, leave: false, staff: false }

export function messageContent(
  incident: PublicIncident,
  subscriber: Subscriber,
  kind: MessageEvent,
  parts: MessageParts,
  links: ReaderLinks,
  detail: string | false = false,
): MessageContent {
  const { language, role } = subscriber
  const internal = incident.audience === 'operators'
  const names = affectedComponents(incident, kind, parts).map(({ id }) => inLanguage(parts.nameOf(id), language))
  return {
    site: { name: inLanguage(parts.site.name, language), url: parts.site.url },
    rehearsal: parts.site.rehearsal,
    language,
    reader: role,
    incident: {
      id: incident.id,
      title: inLanguage(incident.title, language),
      status: statusWord(incident.status, language),
      state: stateWords(incident, language),
      since: moment(incident.beganAt, language),
      sinceShort: shortMoment(incident.beganAt),
      affected: joinNames(names) + whereBehind(incident.regions),
      affectedShort: shortNames(names, language) + whereBehind(incident.regions),
      latest: incident.updates[0] ? inLanguage(incident.updates[0].body, language) : '',
      duration: lasted(incident, language),
      goesOn: duration(parts.now - incident.beganAt, language),
      url: incidentUrl(parts.site, incident, language),
      internal,
    },
    detail: role === 'operator' && kind !== 'resolved' && detail,
    fallbacks: kind === 'resolved' || internal ? [] : messageFallbacks(incident, language, parts),
    next:
      heldWords(incident, subscriber, parts.now) ??
      inLanguage((internal ? NEXT_INTERNAL : NEXT)[kind === 'resolved' ? 'resolved' : 'open'], language),
    counter: role === 'center' && !internal && kind !== 'resolved' && counterWords(incident, language, parts),
    manageUrl: links.manage,
    unsubscribeUrl: links.leave,
    staffUrl: links.staff,
    confirmUrl: false,
  }
}

const NEXT = {
  open: {
    ko: '상태가 바뀌거나 정상화되면 바로 알려 드립니다.',
    en: 'You will hear from us as soon as this changes or is over.',
    easy: '바뀌거나 다시 되면 바로 알려 드려요.',
  },
  resolved: {
    ko: '이 장애에 대한 안내는 이것으로 마칩니다.',
    en: 'This was the last message about this outage.',
    easy: '이 고장 이야기는 여기서 끝나요.',
  },
}

const NEXT_INTERNAL = {
  open: { ko: '바뀌는 것이 있거나 끝나면 알려 드립니다.', en: 'You will hear when it changes or is over.' },
  resolved: { ko: '이 건에 대한 안내는 이것으로 마칩니다.', en: 'This was the last message about it.' },
}

/** Operators are who looks at a text that is held: until when it is, and how it goes out before. */
function heldWords({ id, updates }: PublicIncident, { role, language }: Subscriber, now: number): string | null {
  const held = role === 'operator' ? updates.find(({ publicAt }) => publicAt > now) : undefined
  if (!held) return null
  const until = moment(held.publicAt, language)
  const command = `npm run incident -- release ${id} --by ${language === 'en' ? 'NAME' : '이름'}`
  return language !== 'en'
    ? `이 안내문은 ${until}까지 보류되며, 그 뒤에는 저절로 나갑니다. 바로 내보내려면: ${command}`
    : `This text is held until ${until}, and then goes out by itself. To release it now: ${command}`
}

/** Their worst state; what comes and goes, or what one network alone sees, is called that and not good. */
function stateWords(incident: PublicIncident, language: Language): string {
  if (incident.audience === 'operators') return operatorsWord(incident, language)
  return incident.unstableSince === null ? stateWord(worstState(incident), language) : markWord('unstable', language)
}

/** What operators alone are told of is not a state of a service. */
function operatorsWord({ cause }: PublicIncident, language: Language): string {
  if (isIdentityEnd(cause)) return language === 'en' ? 'certificate ends soon' : '인증서 만료 임박'
  if (isPause(cause)) return language === 'en' ? 'checks paused' : '확인 멈춤'
  if (isStandbyCause(cause)) return words(language).readiness['not-ready']
  if (isTellingTrouble(cause)) return language === 'en' ? 'messages do not go out' : '발송 장애'
  return markWord('one-network', language)
}

/** Of one that had come back, the time in between would count: then only the text says how long. */
function lasted({ beganAt, resolvedAt, reopenedAt }: PublicIncident, language: Language): string | false {
  return resolvedAt === null || reopenedAt !== null ? false : duration(resolvedAt - beganAt, language)
}

function worstState({ components }: PublicIncident): State {
  return worstToName(components.filter(({ recoveredAt }) => recoveredAt === null).map(({ state }) => state))
}

function messageFallbacks(incident: PublicIncident, language: Language, parts: MessageParts): MessageFallback[] {
  const broken = affectedComponents(incident, 'changed', parts).map(({ id }) => id)
  return waysAround(
    incident.components.map(({ id }) => id),
    broken,
    language,
    parts,
  )
}

/** The best ways to do without `components`: none that is broken itself, or needs one of `broken`. */
export function waysAround(
  components: string[],
  broken: string[],
  language: Language,
  parts: MessageParts,
): MessageFallback[] {
  return workingWays(components, broken, parts)
    .slice(0, FALLBACKS)
    .map(({ name, how, phone, url, hours }) => ({
      name: inLanguage(name, language),
      how: inLanguage(how, language),
      phone: phone ?? false,
      url: url ?? false,
      hours: hours ? inLanguage(hours, language) : false,
    }))
}

/** Where an incident can be read. */
export function incidentUrl({ url }: Site, { id }: PublicIncident, language: Language): string {
  return url + localised(`/incidents/${id}`, language)
}

export type Thread = { messageId: string; references: string }

/**
 * The same message always has the same Message-ID, so that one sent twice is shown once; all messages of one topic to one
 * subscriber refer to one root, so that they are one conversation. `after`: of a reminder, when the last word came (UTC ms).
 */
export function threadOf(
  topic: string,
  version: number,
  subscriber: string,
  domain: string,
  after: number | null = null,
): Thread {
  const hash = createHash('sha256').update(subscriber).digest('hex').slice(0, 16)
  const name = topic.replace(/[^\w-]/g, '-')
  const again = after === null ? '' : `.after${after}`
  return {
    messageId: `<inc-${name}.v${version}${again}.${hash}@${domain}>`,
    references: `<inc-${name}.${hash}@${domain}>`,
  }
}

/** Headers by which mail programs know a machine's message and offer to end it with one click (RFC 3834, 2919, 8058). */
export function mailHeaders(site: Site, domain: string, unsubscribeUrl: string | false): Record<string, string> {
  const leaving: Record<string, string> = unsubscribeUrl
    ? { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
    : {}
  return {
    ...leaving,
    'List-Id': `${site.rehearsal ? 'Bongsu rehearsal' : 'Bongsu'} <alerts.${domain}>`,
    'Auto-Submitted': 'auto-generated',
    Precedence: 'bulk',
  }
}

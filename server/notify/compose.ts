// Renders a message as it is sent: by what it is about, for one reader. Pure, but for the templates.
import type { MessagePart, RenderMessage } from '../../views/render.ts'
import { type MessageParts, messageContent, type ReaderLinks } from './message.ts'
import { digestContent } from './message-digest.ts'
import { maintenanceContent } from './message-maintenance.ts'
import type { Told } from './reconcile.ts'

export type Compose = (part: MessagePart) => string

/**
 * What renders the parts of one message. `detail`: what was measured, for operators. Throws when a template prints what is not there, and
 * for a digest as a text message, which there is none of.
 */
export function composed(
  { candidate: { subscriber, knowledge }, matter, kind }: Told,
  render: RenderMessage,
  parts: MessageParts,
  links: ReaderLinks,
  detail: string | false = false,
): Compose {
  const { language } = subscriber
  if (matter.about === 'maintenance') {
    const known = knowledge?.known_at == null ? null : knowledge.known_version
    const content = maintenanceContent(matter.maintenance, subscriber, known, parts, links)
    return (part) => render('maintenance', language, part, content)
  }
  if (matter.about === 'digest') {
    const content = digestContent(matter.digest, subscriber, parts, links)
    return (part) => {
      if (part === 'sms') throw new Error('A digest is longer than a text message.')
      return render('digest', language, part, content)
    }
  }
  if (kind === 'maintenance' || kind === 'digest') throw new Error(`An incident is not told as "${kind}".`)
  const content = messageContent(matter.incident, subscriber, kind, parts, links, detail)
  return (part) => render(kind, language, part, content)
}

/** Addresses of one reader alone, while a message is rendered for many. Letters and hyphens only: no template escapes them. */
const STAND_INS = {
  manage: 'link-by-which-it-is-managed',
  leave: 'link-by-which-one-leaves',
  staff: 'link-of-the-counter',
}

/**
 * Composes many messages of one batch: what is the same for many readers is rendered once, and each gets their own addresses put in.
 * For operators and summaries every message is its own.
 */
export function createComposer(
  render: RenderMessage,
  parts: MessageParts,
): (told: Told, links: ReaderLinks, detail: string | false) => Compose {
  const shared = new Map<string, Compose>()
  return (told, links, detail) => {
    const { subscriber, knowledge } = told.candidate
    const { role, language } = subscriber
    if (role === 'operator' || told.matter.about === 'digest') return composed(told, render, parts, links, detail)
    const given = (Object.keys(STAND_INS) as (keyof ReaderLinks)[]).filter((name) => links[name] !== false)
    const known = knowledge?.known_at && knowledge.known_version
    const key = [told.topic, told.version, told.kind, role, language, known, ...given].join(' ')
    const standIns = { ...links, ...Object.fromEntries(given.map((name) => [name, STAND_INS[name]])) }
    const compose = shared.get(key) ?? onceEach(composed(told, render, parts, standIns, detail))
    shared.set(key, compose)
    return (part) => given.reduce((own, name) => own.replaceAll(STAND_INS[name], String(links[name])), compose(part))
  }
}

/** Renders each part when it is first asked for. */
function onceEach(compose: Compose): Compose {
  const rendered = new Map<MessagePart, string>()
  return (part) => {
    const text = rendered.get(part) ?? compose(part)
    rendered.set(part, text)
    return text
  }
}

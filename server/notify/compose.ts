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

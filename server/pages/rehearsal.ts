// The switchboard and the caught messages, for people. Pure.
import { inLanguage, type Language, moment, words } from '../../views/format.ts'
import type { Site } from '../publish/snapshot.ts'
import type { Caught } from '../rehearsal/caught.ts'
import type { FaultList } from '../rehearsal/replicas.ts'
import { frame, SPOKEN } from './frame.ts'

export function rehearsalPage(
  site: Site,
  { targets, messages }: { targets: FaultList; messages: Caught[] },
  language: Language,
) {
  const w = words(language)
  return {
    ...frame(site, language, '/rehearsal', `${w.rehearsalTitle} · ${inLanguage(site.name, language)}`, SPOKEN),
    targets: targets.map(({ id, faults }) => ({
      id,
      faults: faults.map((fault) => ({
        id: fault.id,
        on: fault.on,
        stateWord: fault.on ? w.on : w.off,
        action: `/rehearsal/faults/${id}/${fault.id}`,
        wanted: fault.on ? 'false' : 'true',
        button: fault.on ? w.switchOff : w.switchOn,
      })),
    })),
    messages: messages.toReversed().map(({ channel, to, subject, text, html, at }) => ({
      channel,
      to,
      subject,
      text,
      html: html || false,
      at,
      when: moment(Date.parse(at), language),
    })),
  }
}

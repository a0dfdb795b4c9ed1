// What of an incident is public at an instant: nothing of an operators' one, and no text that still waits for a person. Pure.
import type { Text } from '../../data/catalogue.ts'
import type { IncidentRecord, UpdateRecord } from '../../data/queries/incidents.ts'
import { groupOfCause } from '../incidents/incident-networks.ts'

const ENGINE = 'bongsu'

const WAITING = {
  title: { ko: '장애 안내문 준비 중', en: 'A notice is being prepared' },
  body: {
    ko: '상태는 화면에 표시된 것과 같습니다. 안내문은 담당자가 확인하는 대로 게시합니다.',
    en: 'The state is as shown. The notice follows as soon as a person has looked at it.',
  },
}

/** `null`: it is for operators only. While texts are held, states stay and what the engine wrote is left out. */
export function publicView(incident: IncidentRecord, now: number): IncidentRecord | null {
  if (incident.audience !== 'everyone') return null
  const held = incident.updates.filter(({ publicAt }) => publicAt > now)
  const [first] = held
  // a text that went out by itself is news from then on
  if (!first) {
    const news = incident.updates.map(({ publicAt }) => publicAt)
    return { ...incident, updatedAt: Math.max(incident.updatedAt, incident.announcedAt, ...news) }
  }
  const since = Math.min(...held.map(({ at }) => at))
  const causes = incident.causes.filter(({ at, author }) => at < since || author !== ENGINE)
  const updates = incident.updates.filter(({ publicAt }) => publicAt <= now)
  if (updates.length > 0) return { ...incident, updates, causes }
  const components = incident.components.map((one) => ({ ...one, because: null }))
  // the state is public since then; the time at which the text will be lies ahead
  const announcedAt = Math.min(incident.announcedAt, since)
  return { ...incident, title: WAITING.title, root: null, announcedAt, components, causes, updates: [waiting(first)] }
}

function waiting(update: UpdateRecord): UpdateRecord {
  return { ...update, body: WAITING.body, evidence: [] }
}

/**
 * By component that one network alone sees failing: the name of that network; `null` when the place that looks is in trouble
 * itself, so that nothing is to be said of the component.
 */
export function lonelySights(open: IncidentRecord[], names: ReadonlyMap<string, Text>): Map<string, Text | null> {
  const found = new Map<string, Text | null>()
  for (const { audience, cause, components } of open) {
    const about = audience === 'operators' ? groupOfCause(cause) : null
    if (!about) continue
    const name = about.place ? null : (names.get(about.group) ?? { ko: about.group, en: about.group })
    for (const { id, recoveredAt } of components) if (recoveredAt === null) found.set(id, name)
  }
  return found
}

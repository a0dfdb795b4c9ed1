// What an incident is called. A title holds as long as it is true, because mails about it are known by it. Pure.
import type { Catalogue, Text } from '../../data/catalogue.ts'
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import type { Episode } from './episode.ts'
import { affectedTitle, sharedTitle, titleOf } from './wording.ts'

/**
 * A new title only for a new incident, a new root, slowness that has become an outage, or when it names less than hangs on a shared
 * root: one component, a service.
 */
export function titleFor(episode: Episode, incident: IncidentRecord, catalogue: Catalogue): Text {
  const { before, rerooted, stage } = episode
  if (!isShared(incident.root ?? incident.cause, catalogue)) {
    const service = serviceName(incident.service, catalogue)
    if (before && !rerooted && !hasStopped(incident, titleOf(service, 'speed'))) return incident.title
    return titleOf(service, stage)
  }
  const root = catalogue.components.get(incident.root ?? incident.cause)
  if (!root) return incident.title
  const affected = incident.components.filter(({ id }) => id !== root.id).map(({ id }) => id)
  const known = (before?.components ?? []).filter(({ id }) => id !== root.id).map(({ id }) => id)
  const services = known.map((id) => serviceOf(id, catalogue))
  const wider = affected.some((id) => !services.includes(serviceOf(id, catalogue)))
  const more = known.length === 1 && affected.length > 1
  if (before && !rerooted && !wider && !more) return incident.title
  return affected.length === 0 ? sharedTitle(root.name) : affectedTitle(whoOf(affected, catalogue), root.name)
}

/** It is called slow, and something of it does not work at all by now. */
function hasStopped({ title, components }: IncidentRecord, slow: Text): boolean {
  const out = components.some(({ state }) => state === 'major_outage' || state === 'partial_outage')
  return out && title.ko === slow.ko && title.en === slow.en
}

/** A component that stands for what several services need. */
export function isShared(id: string, { components }: Catalogue): boolean {
  return components.get(id)?.kind === 'dependency'
}

/** A component with its service before it: alone, "로그인" says nothing. A shared one and a standby need none. */
export function fullName(id: string, catalogue: Catalogue): Text {
  const component = catalogue.components.get(id)
  if (!component) return { ko: id, en: id }
  if (component.kind === 'dependency' || component.kind === 'standby') return component.name
  const service = serviceName(component.service, catalogue)
  return { ko: `${service.ko} ${component.name.ko}`, en: `${service.en} ${component.name.en}` }
}

/** One component by its name, several by those of their services. */
function whoOf(affected: string[], catalogue: Catalogue): Text {
  const [only] = affected
  if (affected.length === 1 && only !== undefined) return fullName(only, catalogue)
  const services = [...new Set(affected.map((id) => serviceOf(id, catalogue)))]
  const names = services.map((id) => serviceName(id, catalogue))
  return { ko: names.map(({ ko }) => ko).join('·'), en: names.map(({ en }) => en).join(', ') }
}

function serviceOf(id: string, { components }: Catalogue): string {
  return components.get(id)?.service ?? id
}

function serviceName(id: string, { services }: Catalogue): Text {
  return services.find((one) => one.id === id)?.name ?? { ko: id, en: id }
}

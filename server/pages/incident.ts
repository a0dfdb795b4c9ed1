// One incident: what, since when, what was seen, what to do instead. Pure.
import type { Language } from '../../data/tables.ts'
import { duration, machineTime, moment, statusWord, words } from '../../views/format.ts'
import type { PublicIncident, Snapshot } from '../publish/snapshot.ts'
import { fallbacksOfAll } from './fallbacks.ts'
import { frame, localised } from './frame.ts'
import { stateView } from './state.ts'

export function incidentPage(snapshot: Snapshot, incident: PublicIncident, language: Language) {
  const { site } = snapshot
  const title = incident.title[language]
  return {
    ...frame(site, language, `/incidents/${incident.id}`, `${title} · ${site.name[language]}`),
    at: snapshot.at,
    asOf: moment(snapshot.at, language),
    version: snapshot.version,
    incident: incidentView(incident, snapshot, language),
  }
}

/** An incident for the front page and for its own. */
export function incidentView(incident: PublicIncident, snapshot: Snapshot, language: Language) {
  const w = words(language)
  return {
    url: localised(`/incidents/${incident.id}`, language),
    title: incident.title[language],
    status: statusWord(incident.status, language),
    open: incident.resolvedAt === null,
    began: moment(incident.beganAt, language),
    beganMachine: machineTime(incident.beganAt),
    times: [
      time(
        `${w.began} (${incident.beganSays === 'probes' ? w.saysProbes : incident.beganSays})`,
        incident.beganAt,
        language,
      ),
      time(w.detected, incident.detectedAt, language),
      time(w.announced, incident.announcedAt, language),
      ...(incident.monitoringAt === null ? [] : [time(w.resumed, incident.monitoringAt, language)]),
      ...(incident.resolvedAt === null ? [] : [time(w.resolved, incident.resolvedAt, language)]),
    ],
    lasted: incident.resolvedAt === null ? false : duration(incident.resolvedAt - incident.beganAt, language),
    affected: incident.components.map(({ id, state, recoveredAt }) => ({
      name: fullName(id, snapshot, language),
      state: stateView(recoveredAt === null ? state : 'operational', language),
    })),
    causes: incident.causes.map((cause) => ({
      standing: w.standing[cause.standing],
      text: cause.text[language],
      at: moment(cause.at, language),
      atMachine: machineTime(cause.at),
    })),
    updates: incident.updates.map((update) => ({
      status: statusWord(update.status, language),
      body: update.body[language],
      at: moment(update.at, language),
      atMachine: machineTime(update.at),
    })),
    fallbacks: incident.resolvedAt === null ? fallbacksOfIncident(incident, snapshot, language) : [],
  }
}

function fallbacksOfIncident(incident: PublicIncident, snapshot: Snapshot, language: Language) {
  const components = snapshot.services.flatMap((service) => service.components)
  const own = incident.components.flatMap(({ id }) => components.find((one) => one.id === id) ?? [])
  return fallbacksOfAll(own, snapshot, language)
}

function time(label: string, at: number, language: Language) {
  return { label, at: moment(at, language), machine: machineTime(at) }
}

function fullName(id: string, { services }: Snapshot, language: Language): string {
  const service = services.find(({ components }) => components.some((component) => component.id === id))
  const component = service?.components.find((one) => one.id === id)
  return service && component ? `${service.name[language]} ${component.name[language]}` : id
}

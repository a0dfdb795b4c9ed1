// One incident: what, since when, what was seen, what to do instead. Pure.
import type { Language } from '../../data/tables.ts'
import { duration, machineTime, markWord, moment, statusWord, words } from '../../views/format.ts'
import type { PublicIncident, Snapshot } from '../publish/snapshot.ts'
import { causeView, updateEvidence } from './evidence.ts'
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
    incident: incidentView(incident, snapshot, language, true),
  }
}

/** An incident for the front page and, `detailed` with its evidence, for its own. */
export function incidentView(incident: PublicIncident, snapshot: Snapshot, language: Language, detailed = false) {
  const w = words(language)
  const nameOf = (id: string) => fullName(id, snapshot, language)
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
      ...(incident.reopenedAt === null ? [] : [time(w.reopened, incident.reopenedAt, language)]),
      ...(incident.unstableSince === null ? [] : [time(w.unstableSince, incident.unstableSince, language)]),
      ...(incident.resolvedAt === null ? [] : [time(w.resolved, incident.resolvedAt, language)]),
    ],
    lasted: lasted(incident, language),
    unstable: incident.unstableSince === null ? (false as const) : markWord('unstable', language),
    affected: incident.components.map(({ id, state, recoveredAt, because }) => ({
      name: nameOf(id),
      because: because === null ? (false as const) : w.effectOf.replace('{root}', nameOf(because)),
      indirect: isIndirect(id, snapshot) ? w.notDirect : (false as const),
      state: stateView(recoveredAt === null ? state : 'operational', language),
    })),
    causes: incident.causes.map((cause) => {
      const view = causeView(cause, language)
      return detailed ? view : { ...view, evidence: false as const }
    }),
    updates: incident.updates.map((update) => ({
      status: statusWord(update.status, language),
      body: update.body[language],
      at: moment(update.at, language),
      atMachine: machineTime(update.at),
      evidence: detailed && updateEvidence(update, nameOf, language),
    })),
    fallbacks: incident.resolvedAt === null ? fallbacksOfIncident(incident, snapshot, language) : [],
  }
}

/** Of one that had come back, the time in between would count: its last update says how long each took. */
function lasted({ beganAt, resolvedAt, reopenedAt }: PublicIncident, language: Language): string | false {
  return resolvedAt === null || reopenedAt !== null ? false : duration(resolvedAt - beganAt, language)
}

function isIndirect(id: string, { services }: Snapshot): boolean {
  return services.some(({ components }) => components.some((one) => one.id === id && one.indirect))
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
  if (!service || !component) return id
  return component.kind === 'dependency'
    ? component.name[language]
    : `${service.name[language]} ${component.name[language]}`
}

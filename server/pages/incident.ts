// One incident: what, since when, what was seen, what to do instead. Pure.
import type { State } from '../../data/tables.ts'
import {
  duration,
  inLanguage,
  joinNames,
  kstDay,
  type Language,
  machineTime,
  missingIn,
  moment,
  momentAgo,
  statusWord,
  words,
} from '../../views/format.ts'
import { calmView } from '../publish/calm-incident.ts'
import type { PublicIncident, PublicUpdate, Snapshot } from '../publish/snapshot.ts'
import { causeView, updateEvidence } from './evidence.ts'
import { fallbacksOfAll } from './fallbacks.ts'
import { frame } from './frame.ts'
import { incidentState } from './incident-state.ts'
import { markState } from './mark.ts'
import { measureViews, reportView } from './report.ts'
import { knownStandbys } from './standby.ts'
import { stateView } from './state.ts'

export function incidentPage(snapshot: Snapshot, incident: PublicIncident, language: Language) {
  const { site } = snapshot
  const title = inLanguage(incident.title, language)
  return {
    ...frame(site, language, `/incidents/${incident.id}`, `${title} · ${inLanguage(site.name, language)}`),
    at: snapshot.at,
    asOf: moment(snapshot.at, language),
    version: snapshot.version,
    incident: incidentView(incident, snapshot, language),
  }
}

function incidentView(incident: PublicIncident, snapshot: Snapshot, language: Language) {
  const w = words(language)
  const { updates, causes } = calmView(incident)
  const operatorsOnly = incident.audience === 'operators'
  const state = incidentState(incident, language)
  const status = statusWord(incident.status, language)
  const unstable = incident.unstableSince === null ? false : markState('unstable', language)
  const nameOf = (id: string) => fullName(id, snapshot, language)
  return {
    record: `/api/v1/incidents/${incident.id}`,
    title: inLanguage(incident.title, language),
    status: state.word !== status && status,
    state,
    operatorsOnly,
    open: incident.resolvedAt === null,
    instead: incident.resolvedAt === null && !operatorsOnly,
    standbys: incident.resolvedAt === null && !operatorsOnly && standbysOf(incident, snapshot, language),
    where: (incident.regions ?? []).join(', ') || false,
    began: momentAgo(incident.beganAt, snapshot.at, language),
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
    unstable: unstable && unstable.word !== state.word && unstable,
    affected: affectedGroups(incident, snapshot, language),
    causes: causes.toReversed().map((cause) => causeView(cause, snapshot.at, language)),
    updates: updates.map((update) => ({
      status: statusWord(update.status, language),
      body: inLanguage(update.body, language),
      missing: missingIn(update.body, language),
      at: momentAgo(update.at, snapshot.at, language),
      atMachine: machineTime(update.at),
      changes: changeLines(update, nameOf, language),
      evidence: updateEvidence(update, nameOf, language),
    })),
    report: reportView(incident.reports, language),
    measures: measureViews(incident.measures, kstDay(snapshot.at), language),
    fallbacks: incident.resolvedAt === null ? fallbacksOfIncident(incident, snapshot, language) : [],
  }
}

/** How the states of the components changed, alike ones together. */
function changeLines({ affected }: PublicUpdate, nameOf: (id: string) => string, language: Language) {
  const changed = affected.filter(({ from, to }) => from !== to)
  return [...Map.groupBy(changed, ({ from, to }) => `${from} ${to}`).values()].flatMap((alike) =>
    alike.slice(0, 1).map(({ from, to }) => ({
      names: joinNames(alike.map(({ component }) => nameOf(component))),
      from: stateView(from, language),
      to: stateView(to, language),
    })),
  )
}

/** First what has a trouble of its own, then what that affects, each group under the name of its root. */
function affectedGroups({ components, unstableSince }: PublicIncident, snapshot: Snapshot, language: Language) {
  const groups = Map.groupBy(components, ({ because }) => because)
  return [...groups]
    .sort(([a], [b]) => Number(a !== null) - Number(b !== null))
    .map(([because, members]) => ({
      because: because !== null && words(language).effectOf.replace('{root}', fullName(because, snapshot, language)),
      components: members.map(({ id, state, recoveredAt }) => ({
        name: fullName(id, snapshot, language),
        indirect: isIndirect(id, snapshot) && words(language).notDirect,
        state: memberState(
          recoveredAt === null ? state : 'operational',
          recoveredAt === null && unstableSince !== null,
          language,
        ),
      })),
    }))
}

/** What comes and goes is never shown as simply well. */
function memberState(state: State, comesAndGoes: boolean, language: Language) {
  return comesAndGoes && state === 'operational' ? markState('unstable', language) : stateView(state, language)
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

/** Of each service of which something is out. */
function standbysOf({ components }: PublicIncident, { services }: Snapshot, language: Language) {
  const out = components.filter(({ state, recoveredAt }) => recoveredAt === null && state !== 'degraded_performance')
  return services
    .filter((service) => service.components.some(({ id }) => out.some((one) => one.id === id)))
    .flatMap((service) => {
      const own = knownStandbys(service, language) || []
      return own.map((one) => ({ ...one, name: `${inLanguage(service.name, language)} ${one.name}` }))
    })
}

function time(label: string, at: number, language: Language) {
  return { label, at: moment(at, language), machine: machineTime(at) }
}

function fullName(id: string, { services }: Snapshot, language: Language): string {
  const all = services.flatMap((service) =>
    [...service.components, ...service.standbys].map((component) => ({ service, component })),
  )
  const { service, component } = all.find((one) => one.component.id === id) ?? {}
  if (!service || !component) return id
  return component.kind === 'dependency' || component.kind === 'standby'
    ? inLanguage(component.name, language)
    : `${inLanguage(service.name, language)} ${inLanguage(component.name, language)}`
}

// One component: how it stands, what to do instead, how fast it is, and what has been. Pure.
import {
  clockTime,
  duration,
  inLanguage,
  type Language,
  machineTime,
  moment,
  type Words,
  words,
} from '../../views/format.ts'
import { isStandby } from '../incidents/standby.ts'
import { changesOf, type ToldChange } from '../publish/component-changes.ts'
import type { PublicComponent, PublicIncident, PublicService, Snapshot, Speed } from '../publish/snapshot.ts'
import { bars } from './bars.ts'
import { calendar } from './calendar.ts'
import { chart, inSeconds } from './chart.ts'
import { fallbacksOf } from './fallbacks.ts'
import { frame, localised } from './frame.ts'
import { markView } from './mark.ts'
import { stateView } from './state.ts'

const MOST_INCIDENTS = 30
const MOST_CHANGES = 30

export function componentPage(
  snapshot: Snapshot,
  service: PublicService,
  component: PublicComponent,
  language: Language,
) {
  const { site, at } = snapshot
  const name = `${inLanguage(service.name, language)} ${inLanguage(component.name, language)}`
  const path = `/components/${component.id}`
  return {
    ...frame(site, language, path, `${name} · ${inLanguage(site.name, language)}`),
    at,
    asOf: moment(at, language),
    version: snapshot.version,
    sheet: 'tables.css',
    record: `/api/v1${path}`,
    component: componentView(snapshot, component, name, language),
    speed: speedView(snapshot, component, language),
  }
}

function componentView(snapshot: Snapshot, component: PublicComponent, name: string, language: Language) {
  const { at, history } = snapshot
  const { state, since, lastCheckedAt, watched, indirect } = component
  const days = [...(history.days.get(component.id) ?? []), ...component.days]
  return {
    name,
    description: component.description !== null && inLanguage(component.description, language),
    state: stateView(state, language),
    mark: markView(component, language),
    reason: watched ? reasonWord(component.reason, language) : words(language).unwatchedMeans,
    since: watched && clockTime(since, at, language),
    sinceMachine: machineTime(since),
    lasted: duration(at - since, language),
    checked: lastCheckedAt !== null && clockTime(lastCheckedAt, at, language),
    checkedMachine: machineTime(lastCheckedAt ?? 0),
    indirect: indirect && words(language).notDirect,
    instead: state !== 'operational' && !isStandby(component),
    fallbacks: fallbacksOf(component, snapshot, language),
    needs: linked(component.needs, snapshot, language),
    neededBy: linked(
      componentsOf(snapshot)
        .filter(({ needs }) => needs.includes(component.id))
        .map(({ id }) => id),
      snapshot,
      language,
    ),
    bars: bars(component.days, component.availability, language),
    year: calendar(days, language),
    changes: changesOf(snapshot, component.id)
      .slice(0, MOST_CHANGES)
      .map((change) => changeView(change, snapshot.at, language)),
    incidents: incidentsOf(component.id, snapshot)
      .slice(0, MOST_INCIDENTS)
      .map((incident) => pastView(incident, component.id, snapshot.at, language)),
  }
}

function componentsOf({ services }: Snapshot): PublicComponent[] {
  return services.flatMap(({ components, standbys }) => [...components, ...standbys])
}

/** Each with its own state, by its whole name. */
function linked(ids: string[], snapshot: Snapshot, language: Language) {
  return ids.flatMap((id) => {
    const component = componentsOf(snapshot).find((one) => one.id === id)
    const service = snapshot.services.find((one) => one.id === component?.service)
    if (!component || !service) return []
    const name = `${inLanguage(service.name, language)} ${inLanguage(component.name, language)}`
    return [{ name, url: localised(`/components/${id}`, language), state: stateView(component.state, language) }]
  })
}

function incidentsOf(component: string, { incidents, history }: Snapshot): PublicIncident[] {
  return [...incidents, ...history.incidents].filter(({ components }) => components.some(({ id }) => id === component))
}

function pastView(incident: PublicIncident, component: string, now: number, language: Language) {
  const own = incident.components.find(({ id }) => id === component)
  const from = own?.beganAt ?? incident.beganAt
  const until = own?.recoveredAt ?? incident.resolvedAt
  return {
    title: inLanguage(incident.title, language),
    url: localised(`/incidents/${incident.id}`, language),
    began: moment(from, language),
    beganMachine: machineTime(from),
    lasted: duration((until ?? now) - from, language),
    open: until === null && words(language).componentPage.goesOn,
  }
}

function changeView({ at, from, to, reason }: ToldChange, now: number, language: Language) {
  return {
    at: clockTime(at, now, language),
    machine: machineTime(at),
    from: stateView(from, language),
    to: stateView(to, language),
    reason: reason !== null && reasonWord(reason, language),
  }
}

function reasonWord(reason: string, language: Language): string | false {
  const all: Record<string, string> = words(language).reason
  return all[reason] ?? false
}

function speedView({ history, at }: Snapshot, { id }: PublicComponent, language: Language) {
  const speeds = history.speeds.get(id) ?? []
  const byPlace = history.locations.flatMap(({ id, name }) => {
    const own = speeds.find(({ location }) => location === id)
    return own ? [{ ...own, name: inLanguage(name, language) }] : []
  })
  const drawn = chart(byPlace, at, language)
  return {
    chart: drawn,
    label: byPlace.map((one) => `${one.name}: ${latest(one, words(language))}`).join('. '),
    places: byPlace.map((one, index) => ({ number: index + 1, name: one.name, ...lastFigures(one) })),
    hours: drawn === false ? [] : hoursOf(byPlace, at, language),
    steps: speeds.filter(({ step }) => step !== null).map((one) => ({ step: one.step ?? '', ...lastFigures(one) })),
  }
}

function latest(speed: Speed, w: Words): string {
  const { typical, slowest } = lastFigures(speed)
  return `${w.componentPage.typical} ${typical}, ${w.componentPage.slowest} ${slowest}`
}

/** Of the newest stretch in which anything worked; `-` where nothing did. */
function lastFigures({ points }: Speed) {
  const newest = points.findLast(({ typical }) => typical !== null)
  const text = (value: number | null | undefined) => (value === null || value === undefined ? '-' : inSeconds(value))
  return {
    typical: text(newest?.typical),
    slowest: text(newest?.slowest),
    runs: points.reduce((sum, { runs }) => sum + runs, 0),
    failed: points.reduce((sum, { failed }) => sum + failed, 0),
  }
}

const HOUR_MS = 3600_000

/** The table beside the drawing: the usual time at each full hour, newest first. */
function hoursOf(speeds: Speed[], now: number, language: Language) {
  const newest = Math.floor(now / HOUR_MS) * HOUR_MS
  return Array.from({ length: 24 }, (_, index) => newest - index * HOUR_MS).map((at) => ({
    at: clockTime(at, now, language),
    machine: machineTime(at),
    values: speeds.map(({ points }) => {
      const found = points.find((point) => point.at === at)
      return found?.typical === null || found?.typical === undefined ? '-' : inSeconds(found.typical)
    }),
  }))
}

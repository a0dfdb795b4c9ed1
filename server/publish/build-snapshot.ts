// Rows and catalogue → snapshot. Pure.
import type { Catalogue, Component, Fallback, Service, Text } from '../../data/catalogue.ts'
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import type { MaintenanceRecord } from '../../data/queries/maintenances.ts'
import type { ComponentStatesTable, Mark, State } from '../../data/tables.ts'
import { kstDay } from '../../views/format.ts'
import { availabilityOf, meanOf, sumOf } from '../incidents/availability.ts'
import { DAY } from '../incidents/availability-calendar.ts'
import type { DayFigures } from '../incidents/availability-days.ts'
import { maintenanceStatus } from '../incidents/maintenance.ts'
import { worstToName } from '../incidents/severity.ts'
import { isStandby } from '../incidents/standby.ts'
import { publicId } from './public-id.ts'
import { publicView } from './public-incident.ts'
import type {
  PublicComponent,
  PublicDay,
  PublicFallback,
  PublicHistory,
  PublicService,
  Site,
  Snapshot,
} from './snapshot.ts'
import { watchedIds } from './watched.ts'

export type SnapshotParts = {
  version: number
  now: number
  site: Site
  catalogue: Catalogue
  states: ComponentStatesTable[]
  /** By component. */
  days: Map<string, DayFigures[]>
  incidents: IncidentRecord[]
  /** By component that one network alone sees failing: its name, or `null` when that place is in trouble itself. */
  lonely?: ReadonlyMap<string, Text | null>
  maintenances: MaintenanceRecord[]
  history?: PublicHistory
}

/** While nothing was read yet. */
export const NO_HISTORY: PublicHistory = {
  incidents: [],
  days: new Map(),
  runs: new Map(),
  speeds: new Map(),
  changes: new Map(),
  locations: [],
}

export function buildSnapshot(parts: SnapshotParts): Snapshot {
  const watched = watchedIds(parts.catalogue, parts.states)
  const services = parts.catalogue.services.map((service) => buildService(service, watched, parts))
  const components = new Map(services.flatMap(({ components }) => components.map((one) => [one.id, one] as const)))
  return {
    version: parts.version,
    at: parts.now,
    site: parts.site,
    state: worstState(services.filter(({ components }) => components.some(isSaid)).map(({ state }) => state)),
    services,
    incidents: parts.incidents.flatMap((one) => {
      const view = publicView(one, parts.now)
      if (!view) return []
      const { kind: _, ...incident } = view
      return [incident]
    }),
    maintenances: parts.maintenances.map((one) => ({ ...one, status: maintenanceStatus(one, parts.now) })),
    fallbacks: [...parts.catalogue.fallbacks.values()].map((fallback) => liveFallback(fallback, components)),
    papers: parts.catalogue.papers,
    history: parts.history ?? NO_HISTORY,
  }
}

/** In the order in which a sentence names them, so that word and sentence never differ; of nothing, nothing is known. */
export function worstState(states: State[]): State {
  return states.length === 0 ? 'unknown' : worstToName(states)
}

/** A service is out as a whole only when all that is looked at of it is, and that is more than one thing of several. */
function serviceState(states: State[], offered: number): State {
  const worst = worstState(states)
  const whole = states.every((state) => state === 'major_outage') && (states.length > 1 || offered === 1)
  return worst === 'major_outage' && !whole ? 'partial_outage' : worst
}

function buildService({ components, ...service }: Service, watched: Set<string>, parts: SnapshotParts): PublicService {
  const built = components.map((component) => buildComponent(component, watched.has(component.id), parts))
  const offered = built.filter((one) => !isStandby(one))
  const looked = offered.filter((one) => one.watched)
  const said = offered.filter(isSaid)
  return {
    ...service,
    publicId: publicId(`service:${service.id}`),
    state: serviceState(
      (said.length > 0 ? said : offered).map(({ state }) => state),
      offered.length,
    ),
    availability: meanOf((looked.length > 0 ? looked : offered).map(({ availability }) => availability)),
    components: offered,
    standbys: built.filter(isStandby),
  }
}

function buildComponent(component: Component, watched: boolean, parts: SnapshotParts): PublicComponent {
  const row = parts.states.find((state) => state.component === component.id)
  const days = publicDays(component.id, parts)
  const figures = sumOf(days)
  const open = parts.incidents.find(
    ({ resolvedAt, components }) => resolvedAt === null && components.some(({ id }) => id === component.id),
  )
  return {
    ...component,
    publicId: publicId(`component:${component.id}`),
    state: row?.state ?? 'unknown',
    ...markOf(component.id, row?.mark ?? '', parts),
    indirect: component.kind === 'dependency' && (row?.last_checked_at ?? null) === null,
    watched,
    reason: row?.reason ?? 'never-checked',
    since: row?.since ?? parts.now,
    lastCheckedAt: row?.last_checked_at ?? null,
    createdAt: row?.created_at ?? parts.now,
    updatedAt: row?.updated_at ?? parts.now,
    days,
    availability: { ...availabilityOf(figures), down: figures.down, degraded: figures.degraded },
    incident: open?.id ?? null,
  }
}

/** Each day names the incidents that touch it. */
function publicDays(component: string, { days, incidents, now }: SnapshotParts): PublicDay[] {
  const own = incidents.flatMap(({ id, components }) =>
    components.filter((part) => part.id === component).map((part) => ({ ...part, id })),
  )
  return (days.get(component) ?? []).map(({ from, ...day }) => ({
    ...day,
    day: kstDay(from),
    incidents: own
      .filter(({ beganAt, recoveredAt }) => beganAt < from + DAY && (recoveredAt ?? now) >= from)
      .map(({ id }) => id),
  }))
}

/** What one network alone sees is said with the network's name, and not at all when the place itself is in trouble. */
function markOf(component: string, mark: Mark, { lonely }: SnapshotParts): Pick<PublicComponent, 'mark' | 'network'> {
  const network = lonely?.get(component) ?? null
  if (mark !== 'one-network') return { mark, network: null }
  return lonely?.has(component) && network === null ? { mark: '', network } : { mark, network }
}

/** What nobody looks at, or checks directly and knows anything of, says nothing about the whole. */
export function isSaid({ watched, indirect, state }: PublicComponent): boolean {
  return watched && (!indirect || state !== 'unknown')
}

/** What it needs and nobody looks at here takes nothing from what is known of the rest. */
function liveFallback(fallback: Fallback, components: Map<string, PublicComponent>): PublicFallback {
  const needed = fallback.needs.flatMap((id) => components.get(id) ?? [])
  const looked = needed.filter(({ watched }) => watched)
  return {
    ...fallback,
    state: fallback.needs.length === 0 ? 'operational' : worstState(looked.map(({ state }) => state)),
    brokenBy: needed.filter(({ state }) => state === 'major_outage' || state === 'partial_outage').map(({ id }) => id),
  }
}

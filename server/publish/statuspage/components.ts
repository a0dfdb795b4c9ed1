// Components and their groups, and the words for their states.
import type { State } from '../../../data/tables.ts'
import { isSaid } from '../build-snapshot.ts'
import type { PublicComponent, PublicService, Snapshot } from '../snapshot.ts'
import { page, time } from './page.ts'

type Words = (typeof WORDS)[number]
const WORDS = ['operational', 'degraded_performance', 'partial_outage', 'major_outage', 'under_maintenance'] as const

/**
 * Statuspage has no word for "we do not know". Saying `operational` would be a lie and an outage would be another, so it reads
 * `degraded_performance`: a client that acts on it looks here, where the page says 확인 불가.
 */
export function statuspageWord(state: State): Words {
  return state === 'unknown' ? 'degraded_performance' : state
}

/** What nobody looks at has no word here that would not mislead, and a backup that is not ready is no outage: both are left out. */
export function components(snapshot: Snapshot) {
  const services = snapshot.services.flatMap((service) => {
    const sayable = service.components.filter(isSaid)
    return sayable.length > 0 ? [{ ...service, components: sayable }] : []
  })
  return services.flatMap((service, index) => [
    group(service, index + 1, snapshot),
    ...service.components.map((component, position) => oneComponent(component, service, position + 1, snapshot)),
  ])
}

function group(service: PublicService, position: number, snapshot: Snapshot) {
  const oldest = Math.min(...service.components.map(({ createdAt }) => createdAt))
  const newest = Math.max(...service.components.map(({ updatedAt }) => updatedAt))
  return {
    id: service.publicId,
    name: service.name.ko,
    status: statuspageWord(service.state),
    created_at: time(oldest),
    updated_at: time(newest),
    position,
    description: service.description?.ko ?? null,
    showcase: false,
    start_date: null,
    group_id: null,
    page_id: page(snapshot).id,
    group: true,
    only_show_if_degraded: false,
    components: service.components.map(({ publicId }) => publicId),
  }
}

function oneComponent(component: PublicComponent, service: PublicService, position: number, snapshot: Snapshot) {
  return {
    id: component.publicId,
    name: component.name.ko,
    status: statuspageWord(component.state),
    created_at: time(component.createdAt),
    updated_at: time(component.updatedAt),
    position,
    description: component.description?.ko ?? null,
    showcase: true,
    start_date: time(component.createdAt).slice(0, 10),
    group_id: service.publicId,
    page_id: page(snapshot).id,
    group: false,
    only_show_if_degraded: false,
  }
}

/** Full components for ids of components or of whole services. */
export function componentsOf(ids: string[], snapshot: Snapshot) {
  return snapshot.services.flatMap((service) =>
    service.components.flatMap((component, index) =>
      isSaid(component) && (ids.includes(component.id) || ids.includes(service.id))
        ? [oneComponent(component, service, index + 1, snapshot)]
        : [],
    ),
  )
}

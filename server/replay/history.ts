// Opens what a replay or an export is asked about: configuration, catalogue, and the recorded history, which is only read.
import { type Catalogue, loadCatalogue, type Service } from '../../data/catalogue.ts'
import { type Database, openToRead } from '../../data/database.ts'
import { type Config, placesOf } from '../config.ts'
import { type Installation, isThere, mustExist } from '../installation.ts'
import type { Place } from './arguments.ts'
import type { Engine } from './engine-run.ts'

/** The recorded history; throws UsageError when there is none, DatabaseError when it cannot be read. */
export async function openHistory(installation: Installation): Promise<Database> {
  mustExist(installation)
  return openToRead(installation.database)
}

/** Whether there can be a history at all: an installation was named, and has one. */
export function hasHistory({ config, data }: Place, installation: Installation): boolean {
  return (config !== null || data !== null) && isThere(installation)
}

/** Locations as configured, or, without a configuration, those that runs are of: each for itself. */
export function locationsOf(config: Config | null, found: string[]): Engine['locations'] {
  if (config) return placesOf(config)
  return found.map((id) => ({ id, group: id }))
}

/** The catalogue; `found`: components that are taken into it when they are not there, named by their ids. Throws CatalogueError. */
export function catalogueWith(folder: string | undefined, found: string[]): Catalogue {
  const { services, papers, components, fallbacks } = loadCatalogue(folder)
  const added = found.filter((id) => !components.has(id)).map((id) => ({ id, service: id.split('/')[0] ?? id }))
  const all = new Map(services.map((service) => [service.id, { ...service, components: [...service.components] }]))
  for (const { id, service } of added) {
    const into = all.get(service) ?? foreignService(service)
    all.set(service, into)
    into.components.push({
      id,
      service,
      name: { ko: id, en: id },
      description: null,
      kind: 'function',
      needs: [],
      fallbacks: [],
      reportable: false,
    })
  }
  const complete = [...all.values()]
  const byId = new Map(complete.flatMap((service) => service.components.map((one) => [one.id, one] as const)))
  return { services: complete, papers, components: byId, fallbacks }
}

function foreignService(id: string): Service {
  const name = { ko: id, en: id }
  return { id, name, description: null, owner: name, components: [] }
}

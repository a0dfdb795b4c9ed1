// What a maintenance concerns, each part with its name and its own end. Pure.
import { inLanguage, type Language } from '../../views/format.ts'
import type { PublicMaintenance, Snapshot } from './snapshot.ts'

/** Ids of components or services, each with when it is ready (UTC milliseconds), in the order of the notice. */
export function partsOf({ components, ends, endsAt }: PublicMaintenance): { id: string; endsAt: number }[] {
  return components.map((id) => ({ id, endsAt: ends[id] ?? endsAt }))
}

/** The name of a service, or of a component after its service's; the id of one that the catalogue no longer has. */
export function partName(id: string, { services }: Snapshot, language: Language): string {
  const service = services.find((one) => id === one.id || id.startsWith(`${one.id}/`))
  const component = service?.components.find((one) => one.id === id)
  const standby = service?.standbys.find((one) => one.id === id)
  if (standby) return inLanguage(standby.name, language)
  if (service && component) return `${inLanguage(service.name, language)} ${inLanguage(component.name, language)}`
  return service?.id === id ? inLanguage(service.name, language) : id
}

// The backup (예비) of a service: the same site once more, on hosts of its own that are broken on their own.
import type { Target } from '../settings.ts'
import type { TargetId } from './faults.ts'
import type { Part, Place } from './part.ts'

/** Starts `part`, and its backup when it has one. */
export async function withStandby(part: Part, place: Place): Promise<Target> {
  const target = await part.start(place)
  return part.standby ? { ...target, standby: await part.start(standbyPlace(place, part.standby)) } : target
}

/** What others run (GPKI) is the same for both; what only the service itself has is there twice. */
function standbyPlace(place: Place, switches: TargetId): Place {
  return {
    ...place,
    faults: { ...place.faults, isOn: (_, fault) => place.faults.isOn(switches, fault) },
    host: (name) => place.host(standbyName(name)) ?? place.host(name),
    start: (name, rest) => place.start(standbyName(name), rest),
  }
}

/** `www.gov24.test` → `www.standby.gov24.test`, `saeol.test` → `standby.saeol.test`. */
function standbyName(name: string): string {
  const labels = name.split('.')
  return [...labels.slice(0, -2), 'standby', ...labels.slice(-2)].join('.')
}

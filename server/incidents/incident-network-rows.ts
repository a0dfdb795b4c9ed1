// The rows of an operators' incident on what one network alone sees. Pure.
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import type { View } from './attribute.ts'
import type { Board } from './board.ts'
import { type Ground, readSignals } from './signals.ts'

/** What every group sees of a component, where something is wrong. */
export function groundsOf({ standings, policy }: Board, { groups, now }: View, component: string): Ground[] {
  const memory = standings.get(component)?.memory
  return memory ? readSignals(memory, groups, policy, now).flatMap((one) => one.grounds) : []
}

/** Who no longer fails there alone has recovered in it; who has not yet joined does. */
export function membersOf(
  board: Board,
  open: IncidentRecord | null,
  components: string[],
  grounds: Ground[],
  resolved: boolean,
) {
  const known = open?.components ?? []
  const gone = known.map((one) =>
    one.recoveredAt === null && (resolved || !components.includes(one.id)) ? { ...one, recoveredAt: board.now } : one,
  )
  const joined = components.filter((id) => !gone.some((one) => one.id === id && one.recoveredAt === null))
  const fresh = joined.map((id) => ({
    id,
    state: board.standings.get(id)?.state ?? ('unknown' as const),
    beganAt: beganAt(grounds, board.now),
    recoveredAt: null,
    because: null,
  }))
  return [...gone.filter(({ id }) => !joined.includes(id)), ...fresh]
}

/** Of one that was not there before. */
export function firstOf(
  { now, catalogue }: Board,
  [first = '']: string[],
  grounds: Ground[],
): Pick<IncidentRecord, 'service' | 'beganAt'> {
  return { service: catalogue.components.get(first)?.service ?? first, beganAt: beganAt(grounds, now) }
}

/** The first failing run of those that go on. */
function beganAt(grounds: Ground[], now: number): number {
  return Math.min(now, ...grounds.flatMap(({ since }) => since ?? []))
}

// Whether the evidence against components is far above what telling needs. Reads only.
import type { Db } from '../../data/database.ts'
import { componentStates } from '../../data/queries/components.ts'
import { convictionOf } from './conviction.ts'
import { type FlowMemory, isTroubled, readMemory } from './memory.ts'
import type { Policy } from './policy.ts'

/** Nats above the threshold from which on nobody waits for another look. */
const FAR_ABOVE = 3

/** True when a flow of one of the components has that much evidence, or none has any trouble: then a person has spoken. */
export async function isSure(
  db: Db,
  components: string[],
  { tellAt }: Pick<Policy, 'tellAt'>,
  now: number,
): Promise<boolean> {
  const rows = (await componentStates(db)).filter(({ component }) => components.includes(component))
  const flows = rows.flatMap(({ memory }) => readMemory(memory).flows)
  const far = ({ groups }: FlowMemory) => convictionOf(groups, now).agreed >= tellAt + FAR_ABOVE
  return flows.some(far) || !flows.some(isTroubled)
}

// A decision, made: from when it holds, and what is said beside the state. Pure.
import type { Mark, State } from '../../data/tables.ts'
import type { Decision, Reason, Situation } from './decide.ts'
import { isTrouble } from './severity.ts'
import { isUnstable } from './unstable.ts'

/** The state stays; one that cannot stay (a maintenance that is over) becomes `unknown`. */
export function doubt(situation: Situation, reason: Reason): Decision {
  const { current, maintenance } = situation
  if (current.state === 'under_maintenance') return answer(situation, 'unknown', reason, maintenance.since)
  return answer(situation, current.state, reason, current.since)
}

export function answer(situation: Situation, state: State, reason: Reason, at: number): Decision {
  const { current, maintenance, now } = situation
  const floor = current.state === 'under_maintenance' ? Math.max(current.since, maintenance.since) : current.since
  const from = state === current.state ? current.since : Math.max(floor, Math.min(at, now))
  const share = state === 'major_outage' ? 1 : 0
  const mark = markOf(situation, '', state)
  return { state, mark, share, reason, at: from, beganAt: null, fault: null, grounds: [] }
}

/**
 * Coming and going is said before everything else. It is called that when it fails once more, never while it is well: the end
 * of the time before has been told. The turn that `state` makes counts already.
 */
export function markOf({ memory, current, policy, now }: Situation, mark: Mark, state = current.state): Mark {
  const was = current.mark === 'unstable'
  const turned = isTrouble(state) !== isTrouble(current.state)
  if (!was && !(turned && isTrouble(state))) return mark
  const turns = turned ? [...memory.turns, now] : memory.turns
  return isUnstable(turns, was, policy, now) ? 'unstable' : mark
}

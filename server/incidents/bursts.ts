// Which flows every location should run once more, now: after a first failure, until it is told or dismissed. Pure.
import type { Burst } from '../../probes/result.ts'
import { burstEnd, isTroubled, type Memory } from './memory.ts'

/** Bursts under way, as the agent at `location` is to hear of them; the one that failed first need not run at once. */
export function burstsFor(memories: Iterable<Memory>, location: string, now: number): Burst[] {
  const found: Burst[] = []
  for (const { flows } of memories) {
    for (const flow of flows) {
      const { burst } = flow
      if (burst === null || flow.condition === 'failing' || !isTroubled(flow)) continue
      if (now > burstEnd(burst)) continue
      const rounds = burst.rounds.filter((round) => round > 0 || burst.location !== location)
      found.push({ id: `${flow.flow}@${burst.at}`, flow: flow.flow, rounds })
    }
  }
  return found
}

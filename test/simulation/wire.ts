// What lies between agents and the server: reports arrive late, twice, after newer ones, and answers get lost.
import type { Report } from '../../probes/result.ts'
import type { SimulatedAgent } from './agent.ts'
import type { Machine } from './machine.ts'
import type { Chance } from './random.ts'
import { during, type Script } from './script.ts'

/** `acknowledged`: agent, boot and sequence of what agents may have forgotten since. */
export function openWire(machine: Machine, script: Script, dice: Chance) {
  const acknowledged = new Set<string>()
  const copies: { at: number; place: string; report: Report }[] = []
  return { acknowledged, deliver }

  /** Whether anything changed that people may have to be told. */
  async function deliver(agent: SimulatedAgent, now: number): Promise<boolean> {
    const { place } = agent
    if ([...during(script.cutOff, now), ...during(script.delayed, now)].some((one) => one.place === place)) return false
    const old = copies.findIndex((one) => one.place === place && one.at <= now)
    const copy = old < 0 ? undefined : copies.splice(old, 1)[0]
    if (copy) await machine.record(place, copy.report)
    const report = agent.pending()
    if (!report) return false
    const { acknowledged: known, bursts, changed } = await machine.record(place, report)
    if (dice.happens(script.duplicated)) copies.push({ at: now + 5_000, place, report })
    if (dice.happens(script.reordered)) copies.push({ at: now + dice.between(20_000, 100_000), place, report })
    if (dice.happens(script.lostAnswers)) return changed
    for (const { sequence } of report.results) acknowledged.add(`${place} 1 ${sequence}`)
    agent.acknowledge(known.sequence)
    agent.hear(bursts, now)
    return changed
  }
}

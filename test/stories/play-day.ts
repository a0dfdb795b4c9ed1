// Plays a scripted day: three agents with the real schedule, whose runs find what the script says.
import { REFUSED } from '../server/incidents/play.ts'
import { type Found, type SimulatedAgent, simulatedAgent } from '../simulation/agent.ts'
import { type Chance, chance } from '../simulation/random.ts'
import { type Day, EXERCISED } from './days.ts'

export const DAY_PLACES = ['daejeon', 'sejong', 'seoul']
const MINUTE = 60_000
/** How often agents look whether anything is due (ms): seldom where hours pass in which nothing changes. */
const TICK_MS = { close: MINUTE / 2, far: 5 * MINUTE }
const LOGGED_IN_SECONDS = 300
const PUBLIC_SECONDS = 180
const WITHOUT_LOGIN = ['front', 'login-page', 'service-information', 'verification']

export function agentsOf(day: Day): SimulatedAgent[] {
  const dice = chance(Math.round(day.from / 60_000))
  return DAY_PLACES.map((place, index) => {
    const own = dice.fork(index)
    return simulatedAgent({ place, from: day.from, flows: flows(), look: lookInto(day, own), dice: own })
  })
}

function flows() {
  return EXERCISED.map((component) => ({
    component,
    everySeconds: WITHOUT_LOGIN.some((one) => component.endsWith(one)) ? PUBLIC_SECONDS : LOGGED_IN_SECONDS,
  }))
}

function lookInto({ acts }: Day, dice: Chance) {
  return (component: string, now: number): Found => {
    const act = acts.find((one) => now >= one.from && now < one.until && one.components.includes(component))
    if (!act || !dice.happens(act.share)) return {}
    if (act.fault === 'slow') return { verdict: 'slow', durationMs: 12_000, reason: 'longer than 5 s' }
    return { verdict: 'failed', fault: { ...REFUSED, ...act.fault } }
  }
}

/** When the agents look next. */
export function nextTick({ acts, from }: Day, now: number): number {
  const turns = [from, ...acts.flatMap((one) => [one.from, one.until])]
  const close = turns.some((at) => now >= at - 10 * MINUTE && now < at + 50 * MINUTE)
  return now + (close ? TICK_MS.close : TICK_MS.far)
}

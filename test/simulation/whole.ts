// The whole path through the world of one seed: agents, reports, deciding, sweeping, telling, publishing, and being killed.
import { transitionsSince } from '../../data/queries/components.ts'
import { saveMaintenances } from '../../data/queries/maintenances.ts'
import { saveConfiguredSubscribers } from '../../data/queries/subscribers.ts'
import { readSnapshot } from '../../server/publish/read-snapshot.ts'
import { BOOK } from '../support/address-book.ts'
import { SITE } from '../support/snapshots.ts'
import { type SimulatedAgent, simulatedAgent } from './agent.ts'
import { checkLetters, checkWrittenDown } from './check-letters.ts'
import { checkTruth } from './check-truth.ts'
import { checkPage, checkRecords, type Finding } from './checks.ts'
import { CATALOGUE, Killed, type Machine, openMachine } from './machine.ts'
import { type Letter, openPost } from './post.ts'
import { type Chance, chance } from './random.ts'
import { READERS, removeReader } from './readers.ts'
import { COMPONENTS, PLACES, type Script, writeScript } from './script.ts'
import { weatherAt } from './weather.ts'
import { openWire } from './wire.ts'

export type Outcome = {
  findings: Finding[]
  lost: number
  duplicates: number
  letters: Letter[]
  crashes: number
  acknowledged: number
  /** Every change of state, in order. */
  turns: string[]
}

export const START = Date.UTC(2026, 10, 22, 21)
const TICK_MS = 5_000
/** Of what a sweep or a pass finds, nothing gets lost by looking later; the server looks every second. */
const SWEEP_EVERY_MS = 10_000
const TELL_EVERY_MS = 30_000
const PAGE_EVERY_MS = 600_000

/** `file`: where the database is made; `other`: what is to be otherwise than the seed has it. */
export async function simulateWhole(seed: number, file: string, other: Partial<Script> = {}): Promise<Outcome> {
  const dice = chance(seed)
  const script = { ...writeScript(dice.fork(1), START), ...other }
  let now = script.from
  const clock = () => now
  const findings: Finding[] = []
  const post = openPost(script, clock, async (told) => {
    findings.push(...(await checkWrittenDown(machine.db(), told)))
  })
  const machine: Machine = await openMachine(file, clock, post.channel)
  await saveConfiguredSubscribers(machine.db(), BOOK, READERS, now)
  await saveMaintenances(machine.db(), script.maintenances.map(planned), now)
  const agents = PLACES.map((place, index) => agentAt(place, script, dice.fork(10 + index)))
  const wire = openWire(machine, script, dice.fork(2))
  const crashes = [...script.crashes].sort((a, b) => a.at - b.at)
  let killed = 0
  let left = false
  /** Something changed that people may have to be told. */
  let stale = true
  let page = { version: 0, at: 0 }

  async function sweepOnce(): Promise<void> {
    if (await machine.sweep()) stale = true
  }

  /** What the server was doing when it died is simply not done; what depends on it is tried again later. */
  async function survive(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      killed += 1
      await machine.restart()
      findings.push(...(await checkRecords(machine.db(), wire.acknowledged)))
    }
  }

  for (let tick = script.from; tick < script.until; tick += TICK_MS) {
    now = tick
    const crash = crashes[0]
    if (crash && crash.at <= now) {
      crashes.shift()
      if (crash.where === 'statement') machine.dieAfter(crash.after)
      else post.dieAtCall(0)
    }
    for (const agent of agents) {
      now += 1
      agent.work(now)
      await survive(async () => {
        if (await wire.deliver(agent, now)) stale = true
      })
    }
    if (tick % SWEEP_EVERY_MS === 0) await survive(sweepOnce)
    if (stale || tick % TELL_EVERY_MS === 0) {
      stale = false
      await survive(machine.tell)
    }
    if (!left && script.leaving.at <= now) {
      left = true
      await removeReader(machine.db(), script, now)
    }
    if (now - page.at >= PAGE_EVERY_MS) {
      const snapshot = await readSnapshot(machine.db(), SITE, CATALOGUE, now)
      findings.push(...(await checkPage(machine.db(), snapshot, page.version)))
      page = { version: snapshot.version, at: now }
    }
  }
  findings.push(...(await checkRecords(machine.db(), wire.acknowledged)))
  const { findings: ofLetters, duplicates, untold } = await checkLetters(machine.db(), script, post)
  findings.push(...ofLetters, ...(await checkTruth(machine.db(), script, post.letters)))
  const turns = (await transitionsSince(machine.db(), 0)).map(
    ({ component, to_state, at, reason }) => `${component} ${to_state} ${at} ${reason}`,
  )
  await machine.close()
  const lost = untold + findings.filter(({ invariant }) => invariant === 'I1').length
  return {
    findings,
    lost,
    duplicates,
    letters: post.letters,
    crashes: killed,
    acknowledged: wire.acknowledged.size,
    turns,
  }
}

function planned({ from, until, component, course }: Script['maintenances'][number], index: number) {
  const text = { ko: '정기 점검', en: 'Maintenance' }
  const times = { startsAt: from, endsAt: until, publishedAt: START - 3 * 86_400_000 }
  return { id: `${course}-${index}`, title: text, body: text, components: [component], source: null, ...times }
}

function agentAt(place: string, script: Script, dice: Chance): SimulatedAgent {
  const flows = COMPONENTS.map((component) => ({ component, everySeconds: 60 }))
  return simulatedAgent({ place, from: script.from, flows, look: weatherAt(script, place, dice), dice })
}

// A scripted day through recording, deciding and telling on a virtual clock, and what came of it as a timeline.
import { type IncidentRecord, publicIncidents } from '../../data/queries/incidents.ts'
import { saveConfiguredSubscribers } from '../../data/queries/subscribers.ts'
import { openMachine } from '../simulation/machine.ts'
import { type Letter, openPost } from '../simulation/post.ts'
import { BOOK } from '../support/address-book.ts'
import type { Day } from './days.ts'
import { agentsOf, DAY_PLACES, nextTick } from './play-day.ts'

export type Told = { incidents: IncidentRecord[]; letters: Letter[]; timeline: string[] }

const MINUTE = 60_000
/** Who is told: everybody is one reader of mails. */
export const AUDIENCE = {
  'citizen@example.kr': { role: 'public', scope: [] },
  'gov24-user@example.kr': { role: 'public', scope: ['government24'] },
  'jongno@center.example.kr': { role: 'center', scope: ['saeol'] },
  'operator@example.kr': { role: 'operator', scope: [] },
} as const

export async function tellDay(day: Day): Promise<Told> {
  let now = day.from
  const clock = () => now
  const post = openPost({ providerOut: [] }, clock)
  const machine = await openMachine(':memory:', clock, post.channel, DAY_PLACES)
  const person = { channel: 'email' as const, language: 'ko' as const, name: '' }
  const readers = Object.entries(AUDIENCE).map(([address, { role, scope }]) => ({
    ...person,
    address,
    role,
    scope: [...scope],
  }))
  await saveConfiguredSubscribers(machine.db(), BOOK, readers, now)
  const agents = agentsOf(day)
  for (; now < day.until; now = nextTick(day, now)) {
    let changed = false
    for (const agent of agents) {
      now += 1
      agent.work(now)
      const report = agent.pending()
      if (!report) continue
      const answer = await machine.record(agent.place, report)
      agent.acknowledge(answer.acknowledged.sequence)
      agent.hear(answer.bursts, now)
      changed ||= answer.changed
    }
    now -= agents.length
    if ((now - day.from) % MINUTE === 0) changed = (await machine.sweep()) || changed
    if (changed || (now - day.from) % (5 * MINUTE) === 0) await machine.tell()
  }
  const incidents = (await publicIncidents(machine.db(), 100)).toSorted((a, b) => a.detectedAt - b.detectedAt)
  await machine.close()
  return { incidents, letters: post.letters, timeline: timelineOf(incidents, post.letters) }
}

function timelineOf(incidents: IncidentRecord[], letters: Letter[]): string[] {
  const lines = incidents.flatMap(({ id, title, beganAt, detectedAt, resolvedAt, updates, causes, audience }) => [
    {
      at: detectedAt,
      text: `[${id.slice(0, 4)}] detected: ${title.ko}, began ${clockOf(beganAt)}${audience === 'operators' ? ' (operators only)' : ''}`,
    },
    ...updates.map(({ at, version, status, body }) => ({
      at,
      text: `[${id.slice(0, 4)}] v${version} ${status}: ${body.ko}`,
    })),
    ...causes.map(({ at, standing, text, confidence }) => ({
      at,
      text: `[${id.slice(0, 4)}] cause (${standing}, ${confidence ?? '-'}): ${text.ko}`,
    })),
    ...(resolvedAt === null ? [] : [{ at: resolvedAt, text: `[${id.slice(0, 4)}] over: ${title.ko}` }]),
  ])
  const posts = Map.groupBy(letters, ({ at, incident, kind, version }) => `${at} ${incident} ${kind} v${version}`)
  const told = [...posts.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const whom = group.map(({ subscriber }) => subscriber.split('@')[0]).join(', ')
    return [{ at: first.at, text: `[${first.incident.slice(0, 4)}] told (${first.kind} v${first.version}): ${whom}` }]
  })
  return [...lines, ...told].toSorted((a, b) => a.at - b.at).map(({ at, text }) => `${clockOf(at)}  ${text}`)
}

/** `11-17 08:43:15` in Korea. */
export function clockOf(at: number): string {
  return new Date(at + 9 * 3_600_000).toISOString().slice(5, 19).replace('T', ' ')
}

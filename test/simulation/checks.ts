// What must hold of the records and of the page at any moment: I1 to I4.
import type { Db } from '../../data/database.ts'
import { componentStates, transitionsSince } from '../../data/queries/components.ts'
import { publicIncidents } from '../../data/queries/incidents.ts'
import type { Snapshot } from '../../server/publish/snapshot.ts'

/** `invariant`: its number; `text`: what broke it. */
export type Finding = { invariant: string; text: string }

/** I1: what was acknowledged is stored. I2: nothing is stored twice. I3: records only go forward. */
export async function checkRecords(db: Db, acknowledged: ReadonlySet<string>): Promise<Finding[]> {
  const rows = await db.selectFrom('results').select(['agent', 'boot', 'sequence']).execute()
  const keys = rows.map(({ agent, boot, sequence }) => `${agent} ${boot} ${sequence}`)
  const stored = new Set(keys)
  const findings: Finding[] = []
  for (const key of acknowledged)
    if (!stored.has(key)) findings.push({ invariant: 'I1', text: `${key} was acknowledged and is gone` })
  if (stored.size < keys.length)
    findings.push({ invariant: 'I2', text: `${keys.length - stored.size} results are stored twice` })
  return [...findings, ...(await checkTimeline(db))]
}

async function checkTimeline(db: Db): Promise<Finding[]> {
  const findings: Finding[] = []
  const last = new Map<string, { state: string; at: number }>()
  for (const { component, from_state, to_state, at } of await transitionsSince(db, 0)) {
    const before = last.get(component)
    if (before && before.state !== from_state)
      findings.push(broken(`${component} goes from ${from_state}, but was ${before.state}`))
    const turned = from_state !== to_state
    if (before && turned && at < before.at)
      findings.push(broken(`${component} turns ${to_state} before it turned ${before.state}`))
    last.set(component, { state: to_state, at: turned ? at : (before?.at ?? 0) })
  }
  for (const { component, state } of await componentStates(db)) {
    const before = last.get(component)
    if (before && before.state !== state)
      findings.push(broken(`${component} is ${state}, but last turned ${before.state}`))
  }
  for (const { id, version, updates, detectedAt, beganAt, status, resolvedAt } of await publicIncidents(db, 1000)) {
    const versions = updates.map((one) => one.version).sort((a, b) => a - b)
    if (versions.some((one, index) => one !== index + 1) || versions.length !== version) {
      findings.push(broken(`incident ${id} is at version ${version}, but tells of ${versions.join(', ')}`))
    }
    if (detectedAt < beganAt) findings.push(broken(`incident ${id} was detected before it began`))
    if ((status === 'resolved') !== (resolvedAt !== null))
      findings.push(broken(`incident ${id} is ${status} with end ${resolvedAt}`))
  }
  return findings
}

/** I4: the page says what is recorded, and its version only grows. */
export async function checkPage(db: Db, snapshot: Snapshot, earlier: number): Promise<Finding[]> {
  const findings: Finding[] = []
  if (snapshot.version <= earlier)
    findings.push({ invariant: 'I4', text: `page ${snapshot.version} came after ${earlier}` })
  const shown = new Map(
    snapshot.services.flatMap(({ components, standbys }) =>
      [...components, ...standbys].map(({ id, state }) => [id, state]),
    ),
  )
  for (const { component, state } of await componentStates(db)) {
    if (shown.get(component) !== state) {
      findings.push({
        invariant: 'I4',
        text: `page ${snapshot.version} shows ${component} as ${shown.get(component)}, it is ${state}`,
      })
    }
  }
  return findings
}

function broken(text: string): Finding {
  return { invariant: 'I3', text }
}

// What a page tells of an incident: what was said again within its first minute, and suspected anew, once. Pure.
import type { CauseRecord, IncidentRecord, UpdateRecord } from '../../data/queries/incidents.ts'
import { GATHERING_MS } from '../incidents/incident-news.ts'
import { compareTrouble } from '../incidents/severity.ts'

const ENGINE = 'bongsu'

type Told = 'audience' | 'detectedAt' | 'updates'

/**
 * Of the updates that tell a growing trouble as a whole only the newest, with the evidence and the changes of all of them; of
 * the causes that the engine suspected only the newest. What persons wrote, and every confirmed cause, stays. `/api/v1` has all.
 */
export function calmView<Incident extends Pick<IncidentRecord, Told | 'causes'>>(incident: Incident): Incident {
  return { ...incident, updates: calmUpdates(incident), causes: calmCauses(incident.causes) }
}

/** Newest first, as they came. */
function calmUpdates({ updates, detectedAt, audience }: Pick<IncidentRecord, Told>): UpdateRecord[] {
  const oldestFirst = updates.toReversed()
  const end = oldestFirst.findIndex((update) => !isGathering(update, detectedAt))
  const gathering = end < 0 ? oldestFirst : oldestFirst.slice(0, end)
  // operators are told each time all that one network sees
  const newest = gathering.findLastIndex((update) => audience === 'operators' || tellsTheWhole(update))
  const [last, ...before] = gathering.slice(0, newest + 1).toReversed()
  if (!last || before.length === 0) return updates
  return [...updates.slice(0, -newest - 1), merged([...before.toReversed(), last], last)]
}

function isGathering({ author, status, at, affected }: UpdateRecord, detectedAt: number): boolean {
  const nothingBetter = affected.every(({ from, to }) => compareTrouble(to, from) >= 0)
  return author === ENGINE && status === 'investigating' && at - detectedAt < GATHERING_MS && nothingBetter
}

/** Where nothing got worse only what is new is told, as that it is put down to something else. */
function tellsTheWhole({ affected }: UpdateRecord): boolean {
  return affected.some(({ from, to }) => compareTrouble(to, from) > 0)
}

/** The last one, with what all of them (oldest first) rest on; a component that changed twice is told from first to last. */
function merged(updates: UpdateRecord[], last: UpdateRecord): UpdateRecord {
  const affected = new Map<string, UpdateRecord['affected'][number]>()
  for (const change of updates.flatMap((one) => one.affected)) {
    affected.set(change.component, { ...change, from: affected.get(change.component)?.from ?? change.from })
  }
  const evidence = new Map(updates.flatMap((one) => one.evidence).map((one) => [`${one.ko}\n${one.en}`, one]))
  return { ...last, affected: [...affected.values()], evidence: [...evidence.values()] }
}

/** An incident has one root: what the engine suspects later stands in place of what it suspected before. */
function calmCauses(causes: CauseRecord[]): CauseRecord[] {
  const newest = causes.findLast(isAutomatic)
  return causes.filter((one) => one === newest || !isAutomatic(one))
}

function isAutomatic({ author, standing }: CauseRecord): boolean {
  return author === ENGINE && standing === 'suspected'
}

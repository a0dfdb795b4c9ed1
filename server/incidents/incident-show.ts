// An incident as an operator looks at it: what it is, what was said of its cause, what pauses, and what each place saw. Shell.
import type { Db } from '../../data/database.ts'
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import { pausedFlows } from '../../data/queries/pauses.ts'
import { machineTime } from '../../views/format.ts'
import { matricesOf } from './incident-matrix.ts'
import type { Outlook } from './surroundings.ts'

/** `outlook`: what the configuration says of the places, where one was given. */
export async function showIncident(
  db: Db,
  incident: IncidentRecord,
  now: number,
  outlook: Outlook | null,
): Promise<string> {
  const { id, title, status, impact, beganAt, beganSays, resolvedAt, components, causes } = incident
  const ids = components.map((one) => one.id)
  const paused = (await pausedFlows(db, now)).filter(({ component }) => ids.includes(component))
  const began = `began ${machineTime(beganAt)} (${beganSays})`
  return [
    `${id}  ${title.en}`,
    `${status}, impact ${impact}, ${began}${resolvedAt === null ? '' : `, over ${machineTime(resolvedAt)}`}`,
    ...causes.map(({ standing, text, confidence, at }) => {
      const fits = confidence === null ? '' : `, ${Math.round(confidence * 100)} % fits`
      return `${standing} ${machineTime(at)}${fits}: ${text.en}`
    }),
    ...paused.map(
      ({ flow, location, until, reason }) => `paused ${flow} at ${location} until ${machineTime(until)}: ${reason}`,
    ),
    '',
    await matricesOf(db, incident, now, outlook),
  ].join('\n')
}

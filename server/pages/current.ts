// The open incidents on the front page: of each what is newest, with a link to the whole. Pure.
import {
  inLanguage,
  type Language,
  machineTime,
  missingIn,
  momentAgo,
  statusWord,
  whereBehind,
} from '../../views/format.ts'
import { calmView } from '../publish/calm-incident.ts'
import type { PublicIncident, Snapshot } from '../publish/snapshot.ts'
import { causeView } from './evidence.ts'
import { localised } from './frame.ts'
import { incidentState } from './incident-state.ts'
import { markState } from './mark.ts'

/** Each with its newest update and its newest cause statement, `false` where nothing has been said yet. */
export function currentIncidents({ incidents, at }: Snapshot, language: Language) {
  return incidents.filter(({ resolvedAt }) => resolvedAt === null).map((one) => currentView(one, at, language))
}

function currentView(incident: PublicIncident, now: number, language: Language) {
  const { updates, causes } = calmView(incident)
  const [update] = updates
  const cause = causes.at(-1)
  const state = incidentState(incident, language)
  const unstable = incident.unstableSince === null ? false : markState('unstable', language)
  return {
    url: localised(`/incidents/${incident.id}`, language),
    title: inLanguage(incident.title, language) + whereBehind(incident.regions),
    state,
    unstable: unstable && unstable.word !== state.word && unstable,
    began: momentAgo(incident.beganAt, now, language),
    beganMachine: machineTime(incident.beganAt),
    update: update !== undefined && {
      status: statusWord(update.status, language),
      body: inLanguage(update.body, language),
      missing: missingIn(update.body, language),
      at: momentAgo(update.at, now, language),
      atMachine: machineTime(update.at),
    },
    cause: cause !== undefined && causeView(cause, now, language),
  }
}

// How an incident stands at one glance: colour, icon and word, never colour alone. Pure.
import { type Language, statusWord } from '../../views/format.ts'
import { worstToName } from '../incidents/severity.ts'
import type { PublicIncident } from '../publish/snapshot.ts'
import { markState } from './mark.ts'
import { type StateView, stateView } from './state.ts'

type Standing = Pick<PublicIncident, 'status' | 'resolvedAt' | 'unstableSince' | 'components'>

/** The worst state of what has not recovered; where all of that works for now its status, or that it comes and goes. */
export function incidentState(incident: Standing, language: Language): StateView {
  const good = stateView('operational', language)
  if (incident.resolvedAt !== null) return { ...good, word: statusWord('resolved', language) }
  const open = incident.components.filter(({ recoveredAt }) => recoveredAt === null)
  const worst = worstToName(open.map(({ state }) => state))
  if (worst !== 'operational') return stateView(worst, language)
  if (incident.unstableSince !== null) return markState('unstable', language)
  return { ...markState('checking', language), word: statusWord(incident.status, language) }
}

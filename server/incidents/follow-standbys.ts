// A standby that is not ready is told to operators: one incident for each. Shell.
import type { Db } from '../../data/database.ts'
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import type { Board, Change } from './board.ts'
import { evidenceOf } from './incident-evidence.ts'
import { tellOperators } from './operators-incident.ts'
import { isStandby, notReadyText, readinessOf, readyAgainText, standbyCause, standbyTitle } from './standby.ts'

/** `true` when there was something to write. */
export async function followStandbys(db: Db, board: Board): Promise<boolean> {
  let changed = false
  const last = new Map(board.changes.map((change) => [change.component, change]))
  for (const change of last.values()) {
    if (isStandby(board.catalogue.components.get(change.component))) {
      changed = (await follow(db, board, change)) || changed
    }
  }
  return changed
}

async function follow(db: Db, board: Board, change: Change): Promise<boolean> {
  const { component: id, decision } = change
  const component = board.catalogue.components.get(id)
  const cause = standbyCause(id)
  const open = board.open.find((one) => one.cause === cause)
  const out = readinessOf(decision.state) === 'not-ready'
  // what comes and goes cannot be relied on yet
  const ready = decision.state === 'operational' && decision.mark !== 'unstable'
  if (!component || (open ? !ready : !out)) return false
  const beganAt = open?.beganAt ?? decision.beganAt ?? decision.at
  const member: IncidentRecord['components'][number] = {
    id,
    state: decision.state,
    beganAt,
    recoveredAt: ready ? Math.max(decision.at, beganAt) : null,
    because: null,
  }
  change.incident = await tellOperators(db, board, {
    cause,
    service: component.service,
    beganAt,
    title: standbyTitle(component.name),
    body: ready ? readyAgainText(component.name) : notReadyText(component.name),
    resolved: ready,
    members: [member],
    evidence: evidenceOf(board, change),
  })
  return true
}

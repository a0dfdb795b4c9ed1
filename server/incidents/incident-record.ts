// An incident as it begins: seen by probes, open, nothing told yet. Pure but for the id.
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import { newId } from './ids.ts'

type Beginning = Pick<IncidentRecord, 'cause' | 'service' | 'impact' | 'audience' | 'beganAt' | 'announcedAt'>

/** `now`: when it was detected (UTC ms). The title comes with its first version. */
export function firstRecord(beginning: Beginning, now: number): IncidentRecord {
  return {
    ...beginning,
    id: newId(),
    status: 'investigating',
    title: { ko: '', en: '' },
    beganSays: 'probes',
    detectedAt: now,
    monitoringAt: null,
    resolvedAt: null,
    version: 1,
    kind: 'opened',
    updatedAt: now,
    root: null,
    unstableSince: null,
    reopenedAt: null,
    components: [],
    updates: [],
    causes: [],
  }
}

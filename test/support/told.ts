// What a channel is handed, as tests look at it.
import assert from 'node:assert/strict'
import type { Told } from '../../server/notify/reconcile.ts'
import type { PublicIncident } from '../../server/publish/snapshot.ts'

/** The incident that a message is about. */
export function incidentIn({ matter }: Pick<Told, 'matter'>): PublicIncident {
  assert.equal(matter.about, 'incident')
  return (matter as Extract<typeof matter, { about: 'incident' }>).incident
}

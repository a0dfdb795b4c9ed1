// Two clients that were written for Statuspage read our documents over a real socket, and nothing of them is changed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Statuspage as StatuspageIo } from 'statuspage.io'
import { Statuspage, StatuspageUpdates } from 'statuspage.js'
import type { PublicIncident, Snapshot } from '../../../server/publish/snapshot.ts'
import { servePublicly } from '../../support/public-server.ts'
import { snapshotOf } from '../../support/snapshots.ts'

const DOWN = snapshotOf('document-down')
const OPEN = DOWN.incidents[0] as PublicIncident

test('statuspage.io reads summary, components, status, incidents and maintenance', async (context) => {
  const client = new StatuspageIo('ours')
  client.setApiUrl(await servePublicly(context, DOWN))
  const { api } = client
  const summary = await api.getSummary()
  assert.deepEqual(summary.status, { indicator: 'major', description: 'Partial System Outage' })
  assert.deepEqual(
    summary.incidents.map(({ id }) => id),
    [OPEN.id],
  )
  const { components } = await api.getComponents()
  assert.equal(components.filter(({ status }) => status === 'major_outage').length, 1)
  assert.deepEqual((await api.getStatus()).status, summary.status)
  assert.equal((await api.incidents.getAll()).incidents.length, DOWN.incidents.length)
  assert.equal((await api.incidents.getUnresolved()).incidents.length, 1)
})

test('statuspage.io reads planned maintenance', async (context) => {
  const client = new StatuspageIo('ours')
  client.setApiUrl(await servePublicly(context, snapshotOf('maintenance')))
  const { scheduled_maintenances: planned } = await client.api.scheduledMaintenances.getUpcoming()
  assert.deepEqual(
    planned.map(({ status, impact }) => [status, impact]),
    [['scheduled', 'maintenance']],
  )
})

test('statuspage.js reads every document, and takes our times as times', async (context) => {
  const client = at(await servePublicly(context, snapshotOf('maintenance')))
  assert.equal((await client.status()).status.indicator, 'maintenance')
  assert.ok((await client.components()).components.some(({ group }) => group))
  assert.equal((await client.allIncidents()).incidents.length, 1)
  assert.equal((await client.unresolvedIncidents()).incidents.length, 0)
  assert.equal((await client.allScheduledMaintenances()).scheduled_maintenances.length, 2)
  assert.equal((await client.activeScheduledMaintenances()).scheduled_maintenances.length, 1)
  assert.equal((await client.upcomingScheduledMaintenances()).scheduled_maintenances.length, 1)
  const { page, scheduled_maintenances: coming } = await client.summary()
  const updated: unknown = page.updated_at
  assert.ok(updated instanceof Date && updated.getTime() === DOWN.at)
  assert.equal(coming?.length, 2)
})

test('the poller of statuspage.js notices a new update of an incident', async (context) => {
  let base = await servePublicly(context, withoutItsNewestUpdate(DOWN))
  const asked: Promise<unknown>[] = []
  class Poller extends StatuspageUpdates {
    /** It asks once while it is made, so the address must be ours by then. */
    override fetch() {
      pointTo(this.statuspage, base)
      const answer = super.fetch()
      asked.push(answer)
      return answer
    }
  }
  const poller = new Poller('ours')
  const noticed: string[] = []
  poller.on('incident_update', ({ id }) => noticed.push(id))
  await Promise.all(asked)
  base = await servePublicly(context, DOWN)
  await poller.fetch()
  assert.equal(poller.checkUpdate(), true)
  assert.deepEqual(noticed, [OPEN.id])
})

function at(base: string): Statuspage {
  const client = new Statuspage('ours')
  pointTo(client, base)
  return client
}

/** The client keeps its HTTP client to itself and offers no other way to choose an address. */
function pointTo(client: object, base: string): void {
  const { axios } = client as { axios: { defaults: { baseURL: string } } }
  axios.defaults.baseURL = `${base}/api/v2`
}

function withoutItsNewestUpdate(snapshot: Snapshot): Snapshot {
  const [newest, ...others] = snapshot.incidents
  assert.ok(newest)
  return { ...snapshot, incidents: [{ ...newest, updates: newest.updates.slice(1) }, ...others] }
}

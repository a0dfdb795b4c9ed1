// What counters report reaches the board: read only while there is something to read, noticed when it comes and when it lapses.
import assert from 'node:assert/strict'
import type { Db } from '../../../data/database.ts'
import { componentStates, decisionsCount } from '../../../data/queries/components.ts'
import { publicIncidents } from '../../../data/queries/incidents.ts'
import { recordStaffReport } from '../../../data/queries/staff-reports.ts'
import { type NewSubscriber, saveConfiguredSubscribers } from '../../../data/queries/subscribers.ts'
import type { StaffAnswer } from '../../../data/tables.ts'
import { BOOK } from '../../support/address-book.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { fails, LOGIN, openTown, START, VERIFICATION, works } from './town.ts'

const DISTRICTS = ['종로구', '중구', '용산구', '종로구', '중구']
const CENTERS = DISTRICTS.map(
  (district, index): NewSubscriber => ({
    channel: 'email',
    address: `counter${index}@center.example.kr`,
    language: 'ko',
    role: 'center',
    name: `센터 ${index}`,
    scope: [],
    region: '서울특별시',
    district,
  }),
)

async function tapAll(db: Db, component: string, answer: StaffAnswer, at: number): Promise<void> {
  for (const [index, { channel, address }] of CENTERS.entries()) {
    const report = { id: `${component}${at}${index}`, center: BOOK.idOf(channel, address), component, answer, at }
    assert.ok(await recordStaffReport(db, report, { most: 10, withinMs: 1000 }))
  }
}

async function rowOf(db: Db, component: string) {
  const row = (await componentStates(db)).find((one) => one.component === component)
  return row && [row.state, row.mark, row.reason]
}

onBothDatabases('of what no probe reaches, a sweep notices that counters report and that they stopped', async (db) => {
  await saveConfiguredSubscribers(db, BOOK, CENTERS, START)
  const town = openTown(db)
  await town.sweep()
  town.wait(60)
  await tapAll(db, VERIFICATION, 'fails', town.now())
  town.wait(1)
  assert.equal((await town.sweep()).changed, true)
  assert.deepEqual(await rowOf(db, VERIFICATION), ['major_outage', '', 'reported-by-centers'])
  assert.equal((await publicIncidents(db, 10))[0]?.beganAt, START + 60_000)
  const count = await decisionsCount(db)
  town.wait(300)
  assert.equal((await town.sweep()).changed, false)
  assert.equal(await decisionsCount(db), count)
  town.wait(300)
  assert.equal((await town.sweep()).changed, true)
  assert.deepEqual(await rowOf(db, VERIFICATION), ['unknown', '', 'no-fresh-results'])
})

onBothDatabases(
  'where probes are fine, counters only make it be looked at, until they say that it works',
  async (db) => {
    await saveConfiguredSubscribers(db, BOOK, CENTERS, START)
    const town = openTown(db)
    await town.run([works(LOGIN)])
    await town.run([works(LOGIN)])
    town.wait(30)
    await tapAll(db, LOGIN, 'fails', town.now())
    await town.run([works(LOGIN)])
    assert.deepEqual(await rowOf(db, LOGIN), ['operational', 'checking', 'reported-by-centers'])
    town.wait(30)
    await tapAll(db, LOGIN, 'works', town.now())
    await town.run([works(LOGIN)])
    assert.deepEqual((await rowOf(db, LOGIN))?.slice(0, 2), ['operational', ''])
    assert.deepEqual(await publicIncidents(db, 10), [])
  },
)

onBothDatabases('when counters are believed is the policy of the installation', async (db) => {
  await saveConfiguredSubscribers(db, BOOK, CENTERS, START)
  const town = openTown(db)
  Object.assign(town.context, { staff: { centers: 6, districts: 3, withinSeconds: 600, outweigh: 2 } })
  await town.sweep()
  await tapAll(db, VERIFICATION, 'fails', town.now())
  await town.run([fails(LOGIN)])
  town.wait(1)
  await town.sweep()
  assert.deepEqual((await rowOf(db, VERIFICATION))?.slice(0, 1), ['unknown'])
})

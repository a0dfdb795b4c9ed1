import assert from 'node:assert/strict'
import type { Db } from '../../../data/database.ts'
import {
  activeCenter,
  deleteOldStaffReports,
  latestAnswers,
  recordStaffReport,
  staffReportsOf,
} from '../../../data/queries/staff-reports.ts'
import { leave, type NewSubscriber, saveConfiguredSubscribers } from '../../../data/queries/subscribers.ts'
import type { StaffAnswer } from '../../../data/tables.ts'
import { BOOK } from '../../support/address-book.ts'
import { onBothDatabases } from '../../support/databases.ts'

const LIMIT = { most: 3, withinMs: 100 }
const JONGNO: NewSubscriber = {
  channel: 'email',
  address: 'counter@jongno.example.kr',
  language: 'ko',
  role: 'center',
  name: '종로 센터',
  scope: ['saeol'],
  region: '서울특별시',
  district: '종로구',
}
const JONGNO_PHONE: NewSubscriber = { ...JONGNO, channel: 'sms', address: '+821020000000' }
const NOWHERE: NewSubscriber = {
  ...JONGNO,
  address: 'counter@nowhere.example.kr',
  name: '센터',
  region: '',
  district: '',
}
const CITIZEN: NewSubscriber = { ...JONGNO, address: 'citizen@example.kr', role: 'public' }
const ALL = [JONGNO, JONGNO_PHONE, NOWHERE, CITIZEN]

const idOf = ({ channel, address }: NewSubscriber) => BOOK.idOf(channel, address)
let taps = 0

function tap(db: Db, center: NewSubscriber, component: string, answer: StaffAnswer, at: number) {
  taps += 1
  return recordStaffReport(db, { id: `tap${taps}`, center: idOf(center), component, answer, at }, LIMIT)
}

onBothDatabases('only an active subscriber of role center is a center', async (db) => {
  await saveConfiguredSubscribers(db, BOOK, ALL, 1)
  assert.deepEqual(await activeCenter(db, idOf(JONGNO)), {
    id: idOf(JONGNO),
    name: '종로 센터',
    language: 'ko',
    scope: ['saeol'],
  })
  assert.equal(await activeCenter(db, idOf(CITIZEN)), null)
  assert.equal(await activeCenter(db, 'nobody'), null)
  await leave(db, idOf(JONGNO), 2)
  assert.equal(await activeCenter(db, idOf(JONGNO)), null)
  assert.doesNotMatch(
    JSON.stringify(await db.selectFrom('subscribers').selectAll().where('id', '=', idOf(JONGNO)).execute()),
    /종로/,
  )
})

onBothDatabases('a center may tap so often and not more, until time has passed; others are not held up', async (db) => {
  await saveConfiguredSubscribers(db, BOOK, ALL, 1)
  for (const at of [1000, 1001, 1002]) assert.equal(await tap(db, JONGNO, 'saeol/login', 'fails', at), true)
  assert.equal(await tap(db, JONGNO, 'saeol/login', 'works', 1003), false)
  assert.equal(await tap(db, NOWHERE, 'saeol/login', 'works', 1003), true)
  assert.equal(await tap(db, JONGNO, 'saeol/login', 'works', 1100), true)
})

onBothDatabases('the newest answer of a center to each component is shown to it', async (db) => {
  await saveConfiguredSubscribers(db, BOOK, ALL, 1)
  await tap(db, JONGNO, 'saeol/login', 'fails', 1000)
  await tap(db, JONGNO, 'saeol/login', 'works', 1200)
  await tap(db, JONGNO, 'saeol/counter-issue', 'slow', 900)
  await tap(db, NOWHERE, 'saeol/login', 'slow', 1300)
  const answers = await latestAnswers(db, idOf(JONGNO), 1000)
  assert.deepEqual(
    [...answers].map(([component, { answer, at }]) => [component, answer, at]),
    [['saeol/login', 'works', 1200]],
  )
})

onBothDatabases('the engine reads by component, oldest first, who said what from which district', async (db) => {
  await saveConfiguredSubscribers(db, BOOK, ALL, 1)
  await tap(db, JONGNO, 'saeol/login', 'fails', 1100)
  await tap(db, NOWHERE, 'saeol/login', 'slow', 1000)
  await tap(db, JONGNO, 'saeol/counter-issue', 'works', 1000)
  await tap(db, JONGNO, 'saeol/login', 'fails', 999)
  const reports = await staffReportsOf(db, 1000)
  assert.deepEqual([...reports.keys()].sort(), ['saeol/counter-issue', 'saeol/login'])
  assert.deepEqual(reports.get('saeol/login'), [
    { center: idOf(NOWHERE), district: '', component: 'saeol/login', answer: 'slow', at: 1000 },
    { center: idOf(JONGNO), district: '서울특별시 종로구', component: 'saeol/login', answer: 'fails', at: 1100 },
  ])
})

onBothDatabases('an office that is told at two addresses is one center', async (db) => {
  await saveConfiguredSubscribers(db, BOOK, ALL, 1)
  await tap(db, JONGNO, 'saeol/login', 'fails', 1000)
  await tap(db, JONGNO_PHONE, 'saeol/login', 'fails', 1001)
  const centers = (await staffReportsOf(db, 0)).get('saeol/login')?.map(({ center }) => center)
  assert.equal(centers?.length, 2)
  assert.equal(new Set(centers).size, 1)
})

onBothDatabases('what a center said that has left counts no more', async (db) => {
  await saveConfiguredSubscribers(db, BOOK, ALL, 1)
  await tap(db, JONGNO, 'saeol/login', 'fails', 1000)
  await leave(db, idOf(JONGNO), 1001)
  assert.equal((await staffReportsOf(db, 0)).size, 0)
})

onBothDatabases('old reports are deleted a batch at a time, oldest first, and newer ones stay', async (db) => {
  await saveConfiguredSubscribers(db, BOOK, ALL, 1)
  for (const at of [3000, 1000, 2000, 4000]) await tap(db, JONGNO, 'saeol/login', 'fails', at)
  assert.equal(await deleteOldStaffReports(db, 4000, 2), 2)
  const left = await db.selectFrom('staff_reports').select('at').orderBy('at').execute()
  assert.deepEqual(
    left.map(({ at }) => at),
    [3000, 4000],
  )
  assert.equal(await deleteOldStaffReports(db, 4000, 2), 1)
  assert.equal(await deleteOldStaffReports(db, 4000, 2), 0)
})

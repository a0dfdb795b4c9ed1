import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openDatabase } from '../../../data/database.ts'
import { saveMaintenances } from '../../../data/queries/maintenances.ts'
import { addSurroundings, addTaps } from '../../../data/queries/surroundings.ts'
import { differences } from '../../../server/replay/compare.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { LOGIN, REGISTER, SAEOL_LOGIN, START } from '../incidents/town.ts'
import { decided, record, replayed, said } from './story.ts'

const MINUTE = 60_000
/** Good, an outage, good again, silence, good again. */
const STORY = '....xxxxxx........      ....'

onBothDatabases('the present policy says again what was said', async (db) => {
  const recording = await record(db, STORY)
  const then = await said(db, recording)
  assert.equal(then.incidents.length, 1)
  assert.ok((then.minutes[LOGIN]?.unknown ?? 0) > 0, 'the silence was noticed')
  assert.deepEqual(await replayed(db, recording), then)
})

test('a policy that wants more evidence tells later, by whole runs', async () => {
  const { db, close } = await openDatabase(':memory:')
  const recording = await record(db, STORY)
  const then = await said(db, recording)
  const now = await replayed(db, recording, { tellAt: 17, driftTellAt: 17 })
  const [difference] = differences(then.incidents, now.incidents, recording.span.until)
  assert.equal(difference?.kind, 'changed')
  const changes = difference?.kind === 'changed' ? difference.changes : []
  assert.deepEqual(
    changes.map(({ what }) => what),
    ['told'],
  )
  const [told] = changes
  assert.ok(told?.what === 'told' && told.seconds > 0 && told.seconds % 10 === 0, JSON.stringify(told))
  await close()
})

test('a policy that holds texts tells later by just that time', async () => {
  const { db, close } = await openDatabase(':memory:')
  const recording = await record(db, STORY)
  const then = await said(db, recording)
  const now = await replayed(db, recording, { holdTextSeconds: 100 })
  assert.deepEqual(
    differences(then.incidents, now.incidents, recording.span.until).map(
      (one) => one.kind === 'changed' && one.changes,
    ),
    [[{ what: 'told', seconds: 100 }]],
  )
  await close()
})

test('a policy that believes nothing of it opens no incident', async () => {
  const { db, close } = await openDatabase(':memory:')
  const recording = await record(db, STORY)
  const then = await said(db, recording)
  const now = await replayed(db, recording, { tellAt: 500, driftTellAt: 500 })
  assert.deepEqual(
    differences(then.incidents, now.incidents, recording.span.until).map(({ kind }) => kind),
    ['only-then'],
  )
  assert.equal(now.minutes[LOGIN]?.major_outage, undefined)
  await close()
})

test('maintenance is taken along', async () => {
  const { db, close } = await openDatabase(':memory:')
  const planned = {
    id: 'work',
    title: { ko: '점검', en: 'Work' },
    body: { ko: '점검', en: 'Work' },
    components: [REGISTER],
    startsAt: START + 2 * MINUTE,
    endsAt: START + 5 * MINUTE,
    publishedAt: START - MINUTE,
    source: null,
  }
  await saveMaintenances(db, [planned], START)
  const recording = await record(db, '................')
  const then = await said(db, recording)
  assert.equal(then.minutes[REGISTER]?.under_maintenance, 3)
  assert.deepEqual(await replayed(db, recording), then)
  await close()
})

test('what counters reported decides again, and not before they reported it', async () => {
  const { db, close } = await openDatabase(':memory:')
  const offices = ['a', 'b', 'c', 'd', 'e', 'f']
  await addSurroundings(db, {
    maintenances: [],
    centers: offices.map((id) => ({ id, region: '서울특별시', district: id, office: id })),
    taps: [],
  })
  const at = START + 3 * MINUTE
  await addTaps(
    db,
    offices.map((center) => ({ id: center, center, component: SAEOL_LOGIN, answer: 'fails', at })),
  )
  const recording = { span: { from: START, until: START + 8 * MINUTE }, engine: (await record(db, '.')).engine }
  const now = await replayed(db, recording)
  assert.deepEqual(
    now.incidents.map(({ cause, detectedAt }) => [cause.split('/')[0], detectedAt >= at]),
    [['saeol', true]],
  )
  assert.ok(now.incidents[0] && now.incidents[0].detectedAt <= at + 1000)
  assert.deepEqual(now.minutes[SAEOL_LOGIN], { major_outage: 5, unknown: 3 })
  await close()
})

test('jumping over time in which nothing can happen says the same as looking every second', async () => {
  const round = fc.constantFrom('..', 'x', 'xx', ' ', '     ')
  const story = fc.array(round, { minLength: 8, maxLength: 16 }).map((rounds) => rounds.join(''))
  const property = fc.asyncProperty(story, async (rounds) => {
    const { db, close } = await openDatabase(':memory:')
    const recording = await record(db, `${rounds}${' '.repeat(8)}`, ['seoul', 'busan'])
    assert.deepEqual(await decided(db, recording, false), await decided(db, recording, true))
    await close()
  })
  // two minutes after a good run that came on a whole second something is due at that very second
  await fc.assert(property, { numRuns: 4, examples: [['..    xx....']] })
})

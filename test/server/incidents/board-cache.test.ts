// The board in memory is only ever the board in the database.
import assert from 'node:assert/strict'
import { type Database, type Db, inTransaction, openDatabase } from '../../../data/database.ts'
import { componentStates, decisionsCount, lockDeciding, transitionsSince } from '../../../data/queries/components.ts'
import { publicIncidents } from '../../../data/queries/incidents.ts'
import { saveMaintenances } from '../../../data/queries/maintenances.ts'
import { onBoard } from '../../../server/incidents/board-cache.ts'
import { carryOut } from '../../../server/incidents/incident-actions.ts'
import { recordReport } from '../../../server/incidents/record-result.ts'
import { randomFrom } from '../../bench/ingest-reports.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { fails, LOGIN, openTown, REGISTER, SAEOL_LOGIN, START, type Town, VERIFICATION, works } from './town.ts'

const COMPONENTS = [LOGIN, REGISTER, VERIFICATION, SAEOL_LOGIN]
const LOCATIONS = ['seoul', 'busan', 'daejeon']

/** Two hours of a town, the same for the same seed: outages, silence, maintenance, sweeps; `townOf` says who records each. */
async function live(db: Db, seed: number, townOf: (step: number) => Town, towns: Town[]): Promise<void> {
  const random = randomFrom(seed)
  const text = { ko: '점검', en: 'Maintenance' }
  for (let step = 0; step < 240; step += 1) {
    const town = townOf(step)
    const location = LOCATIONS[step % LOCATIONS.length] ?? ''
    const broken = step > 60 && step < 110
    const silent = step > 150 && step < 175
    const results = COMPONENTS.filter(() => !silent && random() < 0.8).map((component) =>
      random() < (broken && component !== SAEOL_LOGIN ? 0.9 : 0.02) ? fails(component) : works(component),
    )
    // one agent a location, whichever server it reports to
    const [{ report } = town] = towns
    await town.send(report(results, location), location)
    if (step === 190) {
      const window = { startsAt: town.now() + 60_000, endsAt: town.now() + 600_000, publishedAt: START }
      const planned = { id: 'm', title: text, body: text, components: ['saeol'], source: null, ...window }
      await saveMaintenances(db, [planned], town.now())
    }
    if (step % 3 === 0) await town.sweep()
    for (const one of towns) one.wait(30)
  }
}

/** All that was decided, without the ids that are drawn by chance. */
async function decided(db: Db) {
  const states = (await componentStates(db)).map(({ memory, ...row }) => [
    row,
    JSON.parse(memory, (key, value) => (key === 'results' ? value.length : value)),
  ])
  const transitions = (await transitionsSince(db, 0)).map(({ id: _, incident, evidence: __, ...row }) => [
    row,
    incident !== null,
  ])
  const incidents = (await publicIncidents(db, 50)).map((one) => [one.cause, one.version, one.beganAt, one.resolvedAt])
  return { states, transitions, incidents }
}

onBothDatabases('two servers that decide in turns decide what one does that reads everything anew', async (db) => {
  const random = randomFrom(7)
  const servers = [openTown(db, {}, LOCATIONS), openTown(db, {}, LOCATIONS)]
  // both of them take some reports in a row, so that each uses its memory and finds it old
  await live(db, 1, () => servers[random() < 0.5 ? 0 : 1] as Town, servers)
  const plain = await openDatabase(':memory:')
  const town = openTown(plain.db, {}, LOCATIONS)
  Object.assign(town.context, { cache: undefined })
  await live(plain.db, 1, () => town, [town])
  const [ours, theirs] = [await decided(db), await decided(plain.db)]
  await plain.close()
  assert.ok(theirs.incidents.length > 0 && theirs.transitions.length > 10)
  assert.deepEqual(ours, theirs)
})

onBothDatabases('two servers that decide at the same time forget nothing of each other', async (db) => {
  const [one, other] = [openTown(db, {}, ['seoul', 'busan']), openTown(db, {}, ['seoul', 'busan'])]
  for (let round = 0; round < 20; round += 1) {
    await Promise.all([
      one.run([works(LOGIN)], 'seoul'),
      other.run([works(LOGIN)], 'busan'),
      one.sweep(),
      other.sweep(),
    ])
    for (const town of [one, other]) town.wait(30)
  }
  const memory = JSON.parse((await componentStates(db)).find((row) => row.component === LOGIN)?.memory ?? '')
  const runs = memory.flows[0].groups.map((group: { healthy: { runs: number } }) => group.healthy.runs)
  assert.deepEqual(runs, [20, 20])
})

onBothDatabases('the board is read once, then kept until somebody else decides', async (db) => {
  const town = openTown(db)
  const board = async () => {
    let seen: unknown
    await onBoard(db, town.context, async (_, { standings }) => {
      seen = standings
      return { keep: true }
    })
    return seen
  }
  const first = await board()
  assert.equal(await board(), first)
  await inTransaction(db, (db) => lockDeciding(db))
  const second = await board()
  assert.notEqual(second, first)
  assert.equal(await board(), second)
})

onBothDatabases('after a transaction that failed the board is read anew', async (db) => {
  const town = openTown(db)
  for (let run = 0; run < 2; run += 1) {
    await town.run([works(LOGIN)])
    town.wait(60)
  }
  assert.ok(town.context.cache.kept)
  const broken = new Error('the disk is full')
  await assert.rejects(
    onBoard(db, town.context, async (_, board) => {
      board.standings.clear()
      throw broken
    }),
    broken,
  )
  await town.run([works(LOGIN)])
  const [row] = await componentStates(db)
  assert.equal(JSON.parse(row?.memory ?? '').flows[0].groups[0].healthy.runs, 3)
})

onBothDatabases('what an outer transaction rolls back is not remembered', async (db) => {
  const town = openTown(db)
  await town.run([works(LOGIN)])
  town.wait(60)
  const undone = new Error('undone')
  await assert.rejects(
    inTransaction(db, async (db) => {
      await recordReport(db, town.context, 'seoul', town.report([fails(LOGIN)]))
      throw undone
    }),
    undone,
  )
  // another server takes the number that was rolled back
  await inTransaction(db, (db) => lockDeciding(db))
  await town.run([fails(LOGIN)])
  const [row] = await componentStates(db)
  assert.equal(JSON.parse(row?.memory ?? '').flows[0].groups[0].failed.count, 1)
})

onBothDatabases('what a person says of an open incident is noticed by the next report', async (db) => {
  const town = openTown(db)
  await town.run([works(LOGIN)])
  for (let run = 0; run < 5; run += 1) {
    town.wait(60)
    await town.run([fails(LOGIN)])
  }
  assert.equal(town.context.cache.kept?.board.open.length, 1)
  const [open] = await publicIncidents(db, 1)
  const text = { ko: '인증서 만료', en: 'An expired certificate' }
  await carryOut(db, { do: 'confirm', incident: open?.id ?? '', text, by: 'operator' }, town.now())
  for (const component of [REGISTER, REGISTER, REGISTER]) {
    town.wait(60)
    await town.run([fails(LOGIN), fails(component)])
  }
  const [incident] = await publicIncidents(db, 1)
  assert.deepEqual(
    [incident?.status, incident?.version, incident?.components.length, incident?.updates.length],
    ['identified', 3, 2, 3],
  )
})

onBothDatabases('a maintenance that is planned later is noticed, and begins in time', async (db) => {
  const town = openTown(db)
  await town.run([works(LOGIN)])
  const text = { ko: '점검', en: 'Maintenance' }
  const window = { startsAt: START + 60_000, endsAt: START + 120_000, publishedAt: START }
  const planned = { id: 'm', title: text, body: text, components: [LOGIN], source: null, ...window }
  await saveMaintenances(db, [planned], START)
  await town.run([works(LOGIN)])
  assert.equal((await componentStates(db))[0]?.state, 'operational')
  const count = await decisionsCount(db)
  await saveMaintenances(db, [planned], START)
  assert.equal(await decisionsCount(db), count, 'nothing was planned anew')
  town.wait(60)
  await town.run([works(LOGIN)])
  assert.equal((await componentStates(db))[0]?.state, 'under_maintenance')
})

onBothDatabases(
  'a sweep of a hundred components that finds nothing writes nothing',
  async (db, { dialect }: Database) => {
    const town = openTown(db)
    const [some] = town.context.catalogue.components.values()
    assert.ok(some)
    for (let index = 0; index < 100; index += 1) {
      const id = `government24/more-${index}`
      town.context.catalogue.components.set(id, { ...some, id })
    }
    const ids = [...town.context.catalogue.components.keys()]
    await town.sweep()
    for (let index = 0; index < 3; index += 1) {
      await town.run(ids.map(works))
      town.wait(30)
    }
    const count = await decisionsCount(db)
    const times: number[] = []
    for (let index = 0; index < 20; index += 1) {
      const begun = performance.now()
      assert.deepEqual(await town.sweep(), { changed: false })
      times.push(performance.now() - begun)
    }
    assert.equal(await decisionsCount(db), count)
    const [fastest = Infinity] = times.sort((a, b) => a - b)
    assert.ok(dialect === 'postgres' || fastest < 5, `${fastest} ms`)
  },
)

import assert from 'node:assert/strict'
import type { Db } from '../../../data/database.ts'
import { componentStates, transitionsSince } from '../../../data/queries/components.ts'
import { publicIncidents } from '../../../data/queries/incidents.ts'
import { saveMaintenances } from '../../../data/queries/maintenances.ts'
import { latestResults } from '../../../data/queries/results.ts'
import { recordReport } from '../../../server/incidents/record-result.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { fails, LOGIN, openTown, REGISTER, SAEOL_LOGIN, START, type Town, VERIFICATION, works } from './town.ts'

async function stateOf(db: Db, component: string) {
  return (await componentStates(db)).find((row) => row.component === component)?.state
}

/** Three runs fail: with one location that is an outage. */
async function breakDown(town: Town, ...components: string[]) {
  for (let run = 0; run < 3; run += 1) {
    await town.run(components.map((component) => fails(component)))
    town.wait(60)
  }
}

async function recover(town: Town, ...components: string[]) {
  for (let run = 0; run < 5; run += 1) {
    await town.run(components.map(works))
    if (run < 4) town.wait(60)
  }
}

/** The same three runs in one report: a minute apart, the last one now. */
function outageReport(town: Town, component: string, location = 'seoul') {
  const runs = [120, 60, 0].map((ago) => ({ ...fails(component), startedAt: town.now() - ago * 1000 }))
  return town.report(runs, location)
}

onBothDatabases('failing runs open an incident that says what, since when and what was seen', async (db) => {
  const town = openTown(db)
  const states: [boolean, string | undefined, string | undefined][] = []
  for (const run of [works(LOGIN), fails(LOGIN), fails(LOGIN), fails(LOGIN)]) {
    const { changed } = await town.run([run])
    const row = (await componentStates(db)).find(({ component }) => component === LOGIN)
    states.push([changed, row?.state, row?.mark])
    town.wait(60)
  }
  assert.deepEqual(states, [
    [true, 'operational', ''],
    [false, 'operational', ''],
    [true, 'operational', 'checking'],
    [true, 'major_outage', ''],
  ])
  const [incident] = await publicIncidents(db, 10)
  assert.equal(incident?.cause, 'government24/connection')
  assert.deepEqual(incident?.title, {
    ko: '정부24 접속 장애',
    en: 'Government 24: access disrupted',
    easy: '정부24: 접속이 안 돼요',
  })
  assert.deepEqual(
    [
      incident?.beganAt,
      incident?.detectedAt,
      incident?.announcedAt,
      incident?.kind,
      incident?.version,
      incident?.impact,
    ],
    [START + 60_000, START + 180_000, START + 180_000, 'opened', 1, 'major'],
  )
  assert.match(incident?.id ?? '', /^[a-z0-9]{12}$/)
  assert.equal(
    incident?.updates[0]?.body.ko,
    '11월 24일 14:01부터 로그인 이용이 제한되고 있습니다. 서버 접속이 거부되는 것이 확인되었습니다. 원인은 확인 중입니다.',
  )
  assert.deepEqual(incident?.updates[0]?.affected, [
    { component: LOGIN, from: 'operational', to: 'major_outage', reason: 'all-flows-failing' },
  ])
  assert.equal(incident?.causes[0]?.standing, 'suspected')
  const transitions = await transitionsSince(db, 0)
  assert.deepEqual(
    transitions.map((one) => [one.to_state, one.mark, one.incident]),
    [
      ['operational', '', null],
      ['operational', 'checking', null],
      ['major_outage', '', incident?.id],
    ],
  )
})

onBothDatabases('two components failing for one cause are one incident; another service is another', async (db) => {
  const town = openTown(db)
  await breakDown(town, LOGIN)
  await breakDown(town, REGISTER, SAEOL_LOGIN)
  const incidents = await publicIncidents(db, 10)
  assert.deepEqual(incidents.map(({ service }) => service).sort(), ['government24', 'saeol'])
  const joint = incidents.find(({ service }) => service === 'government24')
  assert.deepEqual(
    joint?.components.map(({ id }) => id),
    [LOGIN, REGISTER],
  )
  assert.deepEqual([joint?.kind, joint?.version, joint?.impact], ['changed', 2, 'critical'])
})

onBothDatabases('slowness that becomes an outage is called one', async (db) => {
  const town = openTown(db)
  for (let run = 0; run < 12; run += 1) {
    await town.run([run === 0 ? works(LOGIN) : { ...works(LOGIN), verdict: 'slow' as const, durationMs: 9000 }])
    town.wait(60)
  }
  const [slow] = await publicIncidents(db, 10)
  assert.equal(slow?.title.ko, '정부24 처리 지연')
  await breakDown(town, LOGIN)
  const [out] = await publicIncidents(db, 10)
  assert.deepEqual([out?.id, out?.title.ko], [slow?.id, '정부24 접속 장애'])
})

onBothDatabases('components failing in one report make one version', async (db) => {
  const town = openTown(db)
  await breakDown(town, LOGIN, REGISTER)
  const [incident] = await publicIncidents(db, 10)
  assert.deepEqual([incident?.version, incident?.kind, incident?.components.length], [1, 'opened', 2])
})

onBothDatabases('an incident is watched, then resolved with the first good run of the closing streak', async (db) => {
  const town = openTown(db)
  await breakDown(town, LOGIN)
  const firstGood = town.now()
  await recover(town, LOGIN)
  const [incident] = await publicIncidents(db, 10)
  assert.deepEqual(
    incident?.updates.map(({ status }) => status),
    ['resolved', 'monitoring', 'investigating'],
  )
  assert.deepEqual([incident?.resolvedAt, incident?.kind, incident?.version], [firstGood, 'resolved', 3])
  assert.equal(incident?.components[0]?.recoveredAt, firstGood)
  assert.match(
    incident?.updates[0]?.body.ko ?? '',
    /^로그인이 정상화되었습니다\. 11월 24일 14:00부터 11월 24일 14:03까지\(3분\)/,
  )
})

onBothDatabases('an incident stays open until its last component has recovered', async (db) => {
  const town = openTown(db)
  await breakDown(town, LOGIN, REGISTER)
  for (let run = 0; run < 5; run += 1) {
    await town.run([works(LOGIN), fails(REGISTER)])
    town.wait(60)
  }
  const [incident] = await publicIncidents(db, 10)
  assert.equal(incident?.resolvedAt, null)
  assert.deepEqual(incident?.components.map(({ recoveredAt }) => recoveredAt !== null).sort(), [false, true])
  await recover(town, LOGIN, REGISTER)
  assert.notEqual((await publicIncidents(db, 10))[0]?.resolvedAt, null)
})

onBothDatabases(
  'the same cause within half an hour goes on as the same incident, later it is a new one',
  async (db) => {
    const town = openTown(db)
    await breakDown(town, LOGIN)
    await recover(town, LOGIN)
    town.wait(600)
    await breakDown(town, LOGIN)
    const [again, ...others] = await publicIncidents(db, 10)
    assert.equal(others.length, 0)
    assert.deepEqual(
      [again?.resolvedAt, again?.kind, again?.version, again?.status],
      [null, 'changed', 4, 'investigating'],
    )
    assert.match(again?.updates[0]?.body.ko ?? '', /^정상화된 뒤 다시/)
    await recover(town, LOGIN)
    town.wait(3600)
    await breakDown(town, LOGIN)
    assert.equal((await publicIncidents(db, 10)).length, 2)
  },
)

onBothDatabases('a report sent twice changes nothing the second time', async (db) => {
  const town = openTown(db)
  town.wait(120)
  const report = outageReport(town, LOGIN)
  const first = await town.send(report)
  const second = await town.send(report)
  assert.deepEqual([first.acknowledged, first.changed], [{ boot: '1', sequence: 3 }, true])
  assert.deepEqual(second, { acknowledged: { boot: '1', sequence: 3 }, changed: false, refused: [], bursts: [] })
  assert.equal((await latestResults(db, LOGIN, 10)).length, 3)
  assert.equal((await publicIncidents(db, 10)).length, 1)
})

onBothDatabases('the same report twice at the same time is decided once', async (db) => {
  const town = openTown(db)
  town.wait(120)
  const [report, other] = [outageReport(town, LOGIN), outageReport(town, REGISTER, 'busan')]
  await Promise.all([town.send(report), town.send(report), town.send(other, 'busan')])
  assert.equal((await latestResults(db, LOGIN, 10)).length, 3)
  assert.equal((await publicIncidents(db, 10)).filter(({ cause }) => cause === 'government24/connection').length, 1)
})

onBothDatabases('a first failure is answered with a burst for every location, until it is over', async (db) => {
  const town = openTown(db, {}, ['seoul', 'busan'])
  await town.run([works(LOGIN)])
  await town.run([works(LOGIN)], 'busan')
  town.wait(30)
  const first = await town.run([fails(LOGIN)])
  const others = await town.run([works(REGISTER)], 'busan')
  const id = `${LOGIN}-flow@${town.now()}`
  assert.deepEqual(
    [...first.bursts, ...others.bursts].map((burst) => [burst.id, burst.flow]),
    [
      [id, `${LOGIN}-flow`],
      [id, `${LOGIN}-flow`],
    ],
  )
  assert.ok(!first.bursts[0]?.rounds.includes(0), 'the location that failed has just run it')
  town.wait(600)
  assert.deepEqual((await town.run([works(LOGIN)])).bursts, [])
})

onBothDatabases(
  'a run reported while it stands still is stored as such, and its end counts as the same run',
  async (db) => {
    const town = openTown(db)
    await town.run([works(LOGIN)])
    town.wait(60)
    const stands = { ...fails(LOGIN), startedAt: town.now() }
    await town.run([{ ...stands, provisional: true }])
    town.wait(10)
    await town.run([{ ...stands, durationMs: 10_000 }])
    assert.deepEqual((await latestResults(db, LOGIN, 10)).map(({ provisional }) => provisional).sort(), [0, 0, 1])
    const [row] = await componentStates(db)
    assert.deepEqual([row?.state, row?.mark], ['operational', ''])
    assert.equal(JSON.parse(row?.memory ?? '').flows[0].groups[0].failed.count, 1)
  },
)

onBothDatabases('late results and results older than the last are history only', async (db) => {
  const town = openTown(db)
  const late = town.report([fails(LOGIN), fails(LOGIN)])
  town.wait(300)
  await town.run([works(LOGIN)])
  assert.equal((await town.send(late)).changed, false)
  await town.run([
    { ...fails(LOGIN), startedAt: town.now() - 10_000 },
    { ...fails(LOGIN), startedAt: town.now() - 5_000 },
  ])
  assert.equal(await stateOf(db, LOGIN), 'operational')
  assert.equal((await latestResults(db, LOGIN, 10)).length, 5)
})

onBothDatabases(
  'a component that the catalogue does not know is stored, refused by name and not decided',
  async (db) => {
    const town = openTown(db)
    const { refused, acknowledged } = await town.run([works('nowhere/nothing'), works(LOGIN)])
    assert.deepEqual(
      refused.map(({ sequence }) => sequence),
      [1],
    )
    assert.match(refused[0]?.why ?? '', /unknown-component/)
    assert.equal(acknowledged.sequence, 2)
    assert.equal((await latestResults(db, 'nowhere/nothing', 10)).length, 1)
    assert.equal(await stateOf(db, LOGIN), 'operational')
  },
)

onBothDatabases(
  'a flow that nobody here knows counts for its component: agents may have flows of their own',
  async (db) => {
    const town = openTown(db)
    const { refused } = await town.run([{ ...works(LOGIN), flow: 'our-own/login' }])
    assert.deepEqual([refused, await stateOf(db, LOGIN)], [[], 'operational'])
  },
)

onBothDatabases('a sweep after the deadline makes a silent component unknown from the deadline on', async (db) => {
  const town = openTown(db)
  await town.sweep()
  await town.run([works(LOGIN)])
  town.wait(200)
  assert.equal((await town.sweep()).changed, false)
  town.wait(20)
  assert.equal((await town.sweep()).changed, true)
  const [, silence] = await transitionsSince(db, 0)
  assert.deepEqual([silence?.to_state, silence?.at, silence?.reason], ['unknown', START + 200_000, 'no-fresh-results'])
})

onBothDatabases('a gap is recorded even when nobody swept before the next result', async (db) => {
  const town = openTown(db)
  await town.run([works(LOGIN)])
  town.wait(600)
  await town.run([works(LOGIN)])
  const transitions = await transitionsSince(db, 0)
  assert.deepEqual(
    transitions.map(({ to_state, at }) => [to_state, at - START]),
    [
      ['operational', 0],
      ['unknown', 200_000],
      ['operational', 600_000],
    ],
  )
})

onBothDatabases('silence leaves an open incident open, and new failures go on in it', async (db) => {
  const town = openTown(db)
  await breakDown(town, LOGIN)
  town.wait(600)
  await town.sweep()
  assert.equal(await stateOf(db, LOGIN), 'unknown')
  await breakDown(town, LOGIN)
  const incidents = await publicIncidents(db, 10)
  assert.equal(incidents.length, 1)
  assert.deepEqual([incidents[0]?.resolvedAt, incidents[0]?.version], [null, 1])
})

onBothDatabases('a sweep turns components to maintenance and back', async (db) => {
  const town = openTown(db)
  await town.run([works(LOGIN)])
  const text = { ko: '점검', en: 'Maintenance' }
  const window = { startsAt: START + 60_000, endsAt: START + 120_000, publishedAt: START }
  await saveMaintenances(
    db,
    [{ id: 'm', title: text, body: text, components: ['government24'], source: null, ...window }],
    START,
  )
  town.wait(61)
  await town.sweep()
  assert.equal(await stateOf(db, LOGIN), 'under_maintenance')
  assert.equal(await stateOf(db, VERIFICATION), 'under_maintenance')
  town.wait(60)
  await town.sweep()
  assert.equal(await stateOf(db, LOGIN), 'operational')
  assert.equal(await stateOf(db, VERIFICATION), 'unknown')
})

onBothDatabases('good runs at once do not end an outage; the first one after long enough does', async (db) => {
  const town = openTown(db)
  await breakDown(town, LOGIN)
  for (let run = 0; run < 6; run += 1) await town.run([works(LOGIN)])
  const firstGood = town.now()
  assert.equal(await stateOf(db, LOGIN), 'major_outage')
  town.wait(120)
  await town.run([works(LOGIN)])
  assert.equal((await publicIncidents(db, 10))[0]?.resolvedAt, firstGood)
})

onBothDatabases(
  'a crash before the commit loses nothing: sent again, the report is decided as if for the first time',
  async (db) => {
    const town = openTown(db)
    town.wait(120)
    const report = outageReport(town, LOGIN)
    const crash = new Error('the machine stopped')
    await assert.rejects(
      db.transaction().execute(async (transaction) => {
        await recordReport(transaction as Db, town.context, 'seoul', report)
        throw crash
      }),
      crash,
    )
    assert.deepEqual(
      [await componentStates(db), await publicIncidents(db, 10), await latestResults(db, LOGIN, 10)],
      [[], [], []],
    )
    assert.equal((await town.send(report)).changed, true)
    assert.equal((await publicIncidents(db, 10)).length, 1)
  },
)

onBothDatabases('a character that a database cannot hold does not hold up what comes after it', async (db) => {
  const town = openTown(db)
  await town.run([{ ...works(LOGIN), verdict: 'inconclusive', reason: 'blocked: \0' }, works(LOGIN)])
  assert.equal(await stateOf(db, LOGIN), 'operational')
  assert.equal(
    (await latestResults(db, LOGIN, 10)).find(({ verdict }) => verdict === 'inconclusive')?.reason,
    'blocked: ',
  )
})

onBothDatabases('an incident that gets worse, eases and falls back says each of it once', async (db) => {
  const town = openTown(db)
  const minute = async (page: 'ok' | 'failed', login: 'ok' | 'failed') => {
    const run = (flow: string, verdict: 'ok' | 'failed') => ({
      ...(verdict === 'ok' ? works(LOGIN) : fails(LOGIN)),
      flow,
    })
    await town.run([run('page', page), run('login', login)])
    town.wait(60)
  }
  const minutes = async (count: number, page: 'ok' | 'failed', login: 'ok' | 'failed') => {
    for (let index = 0; index < count; index += 1) await minute(page, login)
  }
  await minutes(3, 'ok', 'failed')
  await minutes(3, 'failed', 'failed')
  await minutes(3, 'ok', 'failed')
  await minutes(2, 'ok', 'ok')
  await minutes(2, 'ok', 'failed')
  await minutes(8, 'ok', 'ok')
  const [incident, ...others] = await publicIncidents(db, 10)
  assert.equal(others.length, 0)
  assert.deepEqual(
    incident?.updates.map(({ status, body }) => `${status}: ${body.ko.split(/(?<=다)\.|부터/)[0]}`).reverse(),
    [
      'investigating: 11월 24일 14:00',
      'investigating: 로그인의 이용 제한이 커졌습니다',
      'investigating: 로그인의 이용 제한이 줄었습니다',
      'monitoring: 로그인은 다시 정상으로 확인되고 있습니다',
      'investigating: 복구되는 듯하였으나 다시 문제가 확인되었습니다',
      'monitoring: 로그인은 다시 정상으로 확인되고 있습니다',
      'resolved: 로그인이 정상화되었습니다',
    ],
  )
  assert.deepEqual(incident?.updates.at(-2)?.affected, [
    { component: LOGIN, from: 'partial_outage', to: 'major_outage', reason: 'all-flows-failing' },
  ])
})

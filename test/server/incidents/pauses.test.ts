import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Db } from '../../../data/database.ts'
import { componentStates } from '../../../data/queries/components.ts'
import { incidentById, openIncidents, publicIncidents } from '../../../data/queries/incidents.ts'
import { pausedFlows } from '../../../data/queries/pauses.ts'
import { createBoardCache } from '../../../server/incidents/board-cache.ts'
import { PAUSE_CODES, pauseText } from '../../../server/incidents/pause-words.ts'
import { reasonCode } from '../../../server/incidents/pauses.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { LOGIN, openTown, REGISTER, START, works } from './town.ts'

const HOUR = 3_600_000

function turnedAway(component: string, reason: string, until: number) {
  return { component, verdict: 'inconclusive' as const, reason, pausedUntil: until }
}

async function pauses(db: Db) {
  return (await openIncidents(db)).filter(({ cause }) => cause.startsWith('paused/'))
}

onBothDatabases('operators are told once that a flow pauses, in words, and citizens are not', async (db) => {
  const town = openTown(db)
  await town.run([works(LOGIN)])
  const locked = turnedAway(LOGIN, 'account-locked: the login does not let the test identity in', START + 6 * HOUR)
  for (let run = 0; run < 4; run += 1) {
    town.wait(60)
    await town.run([locked])
    // as after a restart of the server
    if (run === 1) town.context.cache = createBoardCache()
  }
  const [incident, ...others] = await pauses(db)
  assert.deepEqual([others.length, incident?.cause, incident?.version], [0, 'paused/seoul/government24', 1])
  assert.deepEqual([incident?.audience, incident?.title.ko], ['operators', '확인 멈춤: seoul, 정부24'])
  assert.equal(
    incident?.updates[0]?.body.ko,
    'seoul에서 정부24 로그인 확인(government24/login-flow)을 멈췄습니다: 시험 계정이 잠겼습니다. 11월 24일 20:00까지 다시 시도하지 않습니다. 같은 시험 계정을 쓰는 다른 확인도 함께 멈춥니다. 할 일: 서비스에서 시험 계정의 잠금을 풀고 설정의 비밀번호가 맞는지 확인하십시오. 그동안 새 결과가 없으면 ‘확인 불가’로 보이며, 장애로 알리지 않습니다.',
  )
  assert.match(incident?.updates[0]?.body.en ?? '', /the test account is locked\. It is not tried again before 24 Nov/)
  assert.deepEqual(await publicIncidents(db, 10), [])
})

onBothDatabases('they are told once more when it runs again, and a good run is believed at once', async (db) => {
  const town = openTown(db)
  await town.run([turnedAway(LOGIN, 'captcha: it asks for a human', START + HOUR), works(REGISTER)])
  const [before] = await pauses(db)
  town.wait(60)
  await town.run([works(REGISTER)])
  assert.equal((await pauses(db)).length, 1)
  town.wait(3600)
  await town.run([works(LOGIN)])
  const after = await incidentById(db, before?.id ?? '')
  assert.deepEqual([after?.status, after?.version, after?.kind], ['resolved', 2, 'resolved'])
  assert.equal(after?.updates[0]?.body.ko, 'seoul에서 다시 확인하고 있습니다: 정부24 로그인.')
  const login = (await componentStates(db)).find(({ component }) => component === LOGIN)
  assert.equal(login?.state, 'operational')
})

onBothDatabases('flows of one target are one incident, which ends when all of them run again', async (db) => {
  const town = openTown(db)
  await town.run([turnedAway(LOGIN, 'blocked: 403', START + HOUR), turnedAway(REGISTER, 'blocked: 403', START + HOUR)])
  town.wait(3700)
  await town.run([works(LOGIN)])
  const [half] = await pauses(db)
  assert.deepEqual([half?.version, half?.components.filter(({ recoveredAt }) => recoveredAt === null).length], [1, 1])
  town.wait(60)
  await town.run([works(REGISTER)])
  assert.deepEqual(await pauses(db), [])
})

onBothDatabases(
  'of two flows of one component each is told, at once or one after the other, and each once',
  async (db) => {
    const town = openTown(db)
    const flow = (name: string, reason: string) => ({ ...turnedAway(LOGIN, reason, START + 6 * HOUR), flow: name })
    const told = async () =>
      (await pauses(db)).map(({ version, updates }) => [version, updates[0]?.body.en ?? ''] as const)
    await town.run([flow('by-password', 'credentials-refused: twice'), flow('by-card', 'captcha: asks for a human')])
    const [[version, both] = [0, '']] = await told()
    assert.equal(version, 1)
    assert.match(
      both,
      /\(by-password\) has paused: this login is rejected.*\(by-card\) has paused: a CAPTCHA was shown/,
    )
    town.wait(60)
    await town.run([flow('by-phone', 'blocked: 403'), flow('by-card', 'captcha: still')])
    const [[next, third] = [0, '']] = await told()
    assert.equal(next, 2)
    assert.match(third, /\(by-phone\) has paused: the service does not let the checks in/)
    assert.doesNotMatch(third, /by-card|by-password/)
    town.wait(60)
    await town.run([flow('by-phone', 'blocked: 403'), flow('by-password', 'credentials-refused: twice')])
    assert.equal((await told())[0]?.[0], 2)
    town.wait(60)
    await town.run([{ ...works(LOGIN), flow: 'by-card' }])
    town.wait(60)
    await town.run([flow('by-card', 'captcha: once more')])
    assert.deepEqual([(await told())[0]?.[0], /by-card/.test((await told())[0]?.[1] ?? '')], [3, true])
  },
)

onBothDatabases('another flow of the same component that runs does not end the pause', async (db) => {
  const town = openTown(db)
  await town.run([turnedAway(LOGIN, 'blocked: 403', START + HOUR)])
  town.wait(60)
  await town.run([{ ...works(LOGIN), flow: 'another' }])
  assert.equal((await pauses(db)).length, 1)
  assert.deepEqual(
    (await pausedFlows(db, town.now())).map(({ flow, location, until }) => [flow, location, until]),
    [[`${LOGIN}-flow`, 'seoul', START + HOUR]],
  )
  assert.deepEqual(await pausedFlows(db, START + HOUR), [])
})

onBothDatabases('a pause that is over when it is heard of is not told, and each place has its own', async (db) => {
  const town = openTown(db, {}, ['seoul', 'busan'])
  await town.run([turnedAway(LOGIN, 'blocked: 403', START - 1)])
  assert.deepEqual(await pauses(db), [])
  await town.run([turnedAway(LOGIN, 'blocked: 403', START + HOUR)], 'busan')
  town.wait(1)
  await town.run([works(LOGIN)])
  assert.deepEqual(
    (await pauses(db)).map(({ cause }) => cause),
    ['paused/busan/government24'],
  )
})

onBothDatabases('what pauses becomes unknown by silence: inconclusive runs keep nothing fresh', async (db) => {
  const town = openTown(db)
  await town.run([works(LOGIN)])
  for (let minute = 0; minute < 6; minute += 1) {
    town.wait(60)
    await town.run([turnedAway(LOGIN, 'rate-limited: 429', START + HOUR)])
    await town.sweep()
  }
  const login = (await componentStates(db)).find(({ component }) => component === LOGIN)
  assert.deepEqual([login?.state, login?.reason], ['unknown', 'no-fresh-results'])
})

test('each reason is told in words with what to do, an unknown one as it came', () => {
  const where = { ko: '서울', en: 'Seoul' }
  const turn = { location: 'seoul', component: LOGIN, flow: 'f', startedAt: START, until: START + HOUR, name: where }
  for (const code of PAUSE_CODES) {
    const text = pauseText(where, [{ ...turn, reason: `${code}: x` }])
    assert.ok(!text.ko.includes(code) && !text.en.includes(`${code}:`), code)
  }
  const odd = pauseText(where, [{ ...turn, reason: 'moon-phase: full' }])
  assert.match(odd.ko, /moon-phase: full/)
  assert.deepEqual(['a-b: c', 'stopped', 'No code', ''].map(reasonCode), ['a-b', 'stopped', '', ''])
})

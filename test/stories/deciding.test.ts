// Whole days of trouble, from agents' reports to what the public is told.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '../../data/database.ts'
import { transitionsSince } from '../../data/queries/components.ts'
import { publicIncidents } from '../../data/queries/incidents.ts'
import type { Fault } from '../../probes/result.ts'
import { readDays } from '../../server/incidents/availability-days.ts'
import {
  fails,
  LOGIN,
  openTown,
  REGISTER,
  SAEOL_LOGIN,
  START,
  type Town,
  VERIFICATION,
  works,
} from '../server/incidents/town.ts'
import { onBothDatabases } from '../support/databases.ts'

const ALL = [LOGIN, REGISTER, VERIFICATION, SAEOL_LOGIN]

/** One minute a turn: everything runs; the components named fail with their fault. */
async function minutes(town: Town, count: number, broken: Record<string, Partial<Fault>> = {}): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    await town.run(ALL.map((one) => (broken[one] ? fails(one, broken[one]) : works(one))))
    await town.sweep()
    town.wait(60)
  }
}

const GPKI = { layer: 'auth', code: 'certificate-verification-unavailable' } as const
const REFUSED = { layer: 'tcp', code: 'refused' } as const
const EMPTY = { layer: 'document', code: 'empty' } as const

onBothDatabases(
  'a day like 17 November 2023 is told as two incidents, each from its first minute to its end',
  async (db) => {
    const town = openTown(db)
    await minutes(town, 10)
    const saeolBegan = town.now()
    await minutes(town, 30, { [SAEOL_LOGIN]: GPKI })
    const governmentBegan = town.now()
    await minutes(town, 30, { [SAEOL_LOGIN]: GPKI, [LOGIN]: REFUSED, [REGISTER]: REFUSED, [VERIFICATION]: REFUSED })
    const governmentEnded = town.now()
    await minutes(town, 10, { [SAEOL_LOGIN]: GPKI })
    const saeolEnded = town.now()
    await minutes(town, 10)

    const incidents = await publicIncidents(db, 10)
    assert.deepEqual(
      incidents.map(({ cause, beganAt, resolvedAt, impact }) => ({ cause, beganAt, resolvedAt, impact })),
      [
        { cause: 'government24/connection', beganAt: governmentBegan, resolvedAt: governmentEnded, impact: 'critical' },
        { cause: 'saeol/authentication', beganAt: saeolBegan, resolvedAt: saeolEnded, impact: 'major' },
      ],
    )
    const [government, saeol] = incidents
    assert.deepEqual(
      government?.updates.map(({ status }) => status),
      ['resolved', 'monitoring', 'investigating'],
    )
    assert.equal((saeol?.detectedAt ?? 0) - saeolBegan, 120_000, 'one location needs three runs a minute apart')
    assert.match(saeol?.updates.at(-1)?.body.ko ?? '', /인증서 검증 서버\(GPKI\)/)
    assert.match(saeol?.causes[0]?.text.ko ?? '', /추정/)
  },
)

onBothDatabases('the bars of the day add up to what happened', async (db) => {
  const town = openTown(db)
  await minutes(town, 60)
  await minutes(town, 20, { [REGISTER]: EMPTY })
  await minutes(town, 40)
  const now = town.now()
  const today = (await readDays(db, [REGISTER], 24, now)).get(REGISTER)?.at(-1)
  assert.equal(today?.milliseconds.major_outage, 20 * 60_000)
  assert.equal(today?.milliseconds.operational, 100 * 60_000)
})

onBothDatabases(
  'while the agent is away nothing is up, and what it spooled decides nothing when it comes late',
  async (db) => {
    const town = openTown(db)
    await minutes(town, 5)
    const spooled = []
    for (let minute = 0; minute < 10; minute += 1) {
      spooled.push(town.report([fails(LOGIN)]))
      town.wait(60)
      await town.sweep()
    }
    const silent = await transitionsSince(db, 0)
    assert.deepEqual(
      silent.filter(({ component }) => component === LOGIN).map(({ to_state }) => to_state),
      ['operational', 'unknown'],
    )
    for (const report of spooled.slice(0, 7)) assert.equal((await town.send(report)).changed, false)
    await minutes(town, 1)
    assert.deepEqual(await publicIncidents(db, 10), [])
  },
)

onBothDatabases('a component in an open incident stays in it when its fault changes', async (db) => {
  const town = openTown(db)
  await minutes(town, 5, { [LOGIN]: REFUSED })
  await minutes(town, 5, { [LOGIN]: { layer: 'auth', code: 'login-rejected' } })
  const incidents = await publicIncidents(db, 10)
  assert.deepEqual(
    incidents.map(({ cause, version }) => [cause, version]),
    [['government24/connection', 1]],
  )
})

const SWITCHBOARD: [fault: Partial<Fault>, cause: string, ko: RegExp][] = [
  [{ layer: 'tcp', code: 'refused' }, 'connection', /접속이 거부/],
  [{ layer: 'tls', code: 'stalled' }, 'connection', /응답이 오지 않는/],
  [{ layer: 'tls', code: 'expired' }, 'connection', /인증서의 유효기간/],
  [{ layer: 'http', code: 'status-503' }, 'connection', /오류 응답/],
  [{ layer: 'auth', code: 'login-rejected' }, 'authentication', /로그인되지 않는/],
  [{ layer: 'auth', code: 'certificate-verification-unavailable' }, 'authentication', /GPKI/],
  [{ layer: 'http', code: 'queue-page' }, 'connection', /접속 대기/],
  [{ layer: 'http', code: 'notice-page' }, 'connection', /이용 제한 안내/],
  [{ layer: 'document', code: 'empty' }, 'document', /내용이 없는/],
  [{ layer: 'document', code: 'wrong-document' }, 'document', /신청과 다른/],
  [{ layer: 'document', code: 'number-not-verifiable' }, 'document', /진위확인/],
  [{ layer: 'path', code: 'large-packets-lost' }, 'connection', /큰 자료/],
  [{ layer: 'dns', code: 'nxdomain' }, 'connection', /인터넷 주소/],
]

for (const [fault, stage, ko] of SWITCHBOARD) {
  test(`${fault.layer}/${fault.code} becomes an incident of ${stage} that says so after two minutes`, async () => {
    const { db, close } = await openDatabase(':memory:')
    const town = openTown(db)
    await minutes(town, 1)
    await minutes(town, 3, { [LOGIN]: fault })
    const [incident] = await publicIncidents(db, 10)
    assert.equal(incident?.cause, `government24/${stage}`)
    assert.match(incident?.updates[0]?.body.ko ?? '', ko)
    assert.equal(incident?.beganAt, START + 60_000)
    await close()
  })
}

test('a slow service becomes an incident of speed, and ends as one', async () => {
  const { db, close } = await openDatabase(':memory:')
  const town = openTown(db)
  for (let minute = 0; minute < 10; minute += 1) {
    await town.run([{ ...works(LOGIN), verdict: 'slow' }])
    town.wait(60)
  }
  const [slow] = await publicIncidents(db, 10)
  assert.deepEqual([slow?.cause, slow?.impact, slow?.title.ko], ['government24/speed', 'minor', '정부24 처리 지연'])
  assert.match(slow?.updates[0]?.body.ko ?? '', /로그인 처리가 늦어지고 있습니다/)
  await minutes(town, 6)
  assert.equal((await publicIncidents(db, 10))[0]?.status, 'resolved')
  await close()
})

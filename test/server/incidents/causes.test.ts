// Stories of shared causes: one incident on what is shared, the others visibly down because of it.
import assert from 'node:assert/strict'
import { loadCatalogue } from '../../../data/catalogue.ts'
import type { Db } from '../../../data/database.ts'
import { componentStates } from '../../../data/queries/components.ts'
import { publicIncidents } from '../../../data/queries/incidents.ts'
import { onBothDatabases } from '../../support/databases.ts'
import {
  COUNTER,
  fault,
  GOV_LOGIN,
  GOV_PAGE,
  GPKI,
  LOGIN,
  NO_GPKI,
  openCapital,
  REJECTED,
  VERIFICATION,
} from './capital.ts'

const VERIFY = 'government24/verification'
const INFORMATION = 'government24/service-information'

async function statesOf(db: Db): Promise<Map<string, string>> {
  return new Map((await componentStates(db)).map(({ component, state }) => [component, state]))
}

async function becauseOf(db: Db): Promise<[string, string | null][]> {
  const incidents = await publicIncidents(db, 10)
  return incidents
    .flatMap(({ components }) => components.map(({ id, because }): [string, string | null] => [id, because]))
    .sort()
}

onBothDatabases('a fault that names GPKI makes one incident on it, with the logins that hang on it', async (db) => {
  const capital = openCapital(db)
  await capital.rounds(3, { [LOGIN]: null, [COUNTER]: null, [GOV_LOGIN]: null })
  await capital.rounds(4, { [LOGIN]: NO_GPKI, [COUNTER]: NO_GPKI, [GOV_LOGIN]: null })
  const states = await statesOf(db)
  assert.deepEqual(
    [LOGIN, COUNTER, GOV_LOGIN, GPKI, VERIFICATION].map((id) => states.get(id)),
    ['major_outage', 'major_outage', 'operational', 'major_outage', 'operational'],
  )
  const [incident, ...others] = await publicIncidents(db, 10)
  assert.equal(others.length, 0)
  assert.deepEqual([incident?.cause, incident?.root], [GPKI, GPKI])
  assert.match(incident?.title.ko ?? '', /^새올.*: 행정전자서명 인증\(GPKI\) 장애의 영향$/)
  assert.deepEqual(await becauseOf(db), [
    [COUNTER, GPKI],
    [LOGIN, GPKI],
    [GPKI, null],
  ])
  const [cause] = incident?.causes ?? []
  assert.match(cause?.text.ko ?? '', /행정전자서명 인증\(GPKI\).*추정/)
  assert.equal(cause?.confidence, 1)
  assert.match(
    cause?.evidence[0]?.ko ?? '',
    /^새올 로그인\(행정전자서명\): 관측 지점 3곳 중 3곳\(서울·대전 등\)의 로그인 단계에서 .*\(\d\d:\d\d:\d\d–\d\d:\d\d:\d\d, \d+회 중 \d+회 실패\)\.$/,
  )
  assert.match(
    incident?.updates[0]?.evidence[0]?.en ?? '',
    /^Saeol .*: At 3 of 3 places \(Seoul, Daejeon …\), step “login”/,
  )
})

onBothDatabases('everything that hung on a root recovers with it, as one', async (db) => {
  const capital = openCapital(db)
  await capital.rounds(3, { [LOGIN]: null, [COUNTER]: null })
  await capital.rounds(4, { [LOGIN]: NO_GPKI, [COUNTER]: NO_GPKI })
  const firstGood = capital.now() - 1000
  await capital.rounds(8, { [LOGIN]: null, [COUNTER]: null })
  const [incident] = await publicIncidents(db, 10)
  assert.deepEqual([incident?.status, incident?.resolvedAt], ['resolved', firstGood])
  assert.ok(incident?.updates.some(({ status }) => status === 'monitoring'))
  assert.equal((await statesOf(db)).get(GPKI), 'operational')
  assert.match(incident?.updates[0]?.evidence[0]?.ko ?? '', /회 연속 정상으로 확인/)
})

onBothDatabases(
  'two services failing alike at once are put down to what they share, though nobody names it',
  async (db) => {
    const capital = openCapital(db)
    await capital.rounds(3, { [LOGIN]: null, [GOV_LOGIN]: null })
    await capital.rounds(2, { [LOGIN]: REJECTED, [GOV_LOGIN]: null })
    await capital.rounds(1, { [LOGIN]: REJECTED, [GOV_LOGIN]: REJECTED })
    const [told] = await publicIncidents(db, 10)
    assert.deepEqual([told?.cause, told?.title.ko], ['saeol/authentication', '새올 로그인·인증 장애'])
    await capital.rounds(4, { [LOGIN]: REJECTED, [GOV_LOGIN]: REJECTED })
    const [incident, ...others] = await publicIncidents(db, 10)
    assert.equal(others.length, 0)
    assert.deepEqual([incident?.id, incident?.cause, incident?.root], [told?.id, VERIFICATION, VERIFICATION])
    assert.equal(incident?.title.ko, '새올·정부24: 통합검증 장애의 영향')
    assert.match(incident?.updates[0]?.body.ko ?? '', /통합검증 장애의 영향으로 추정됩니다/)
    assert.ok((incident?.causes.length ?? 0) >= 2)
    assert.equal(incident?.causes[0]?.text.ko.includes('통합검증'), false)
  },
)

onBothDatabases('troubles in different steps are not put down to one thing', async (db) => {
  const capital = openCapital(db)
  await capital.rounds(3, { [LOGIN]: null, [GOV_LOGIN]: null })
  await capital.rounds(5, { [LOGIN]: REJECTED, [GOV_LOGIN]: fault('tcp', 'login', 'refused') })
  const incidents = await publicIncidents(db, 10)
  assert.deepEqual(incidents.map(({ cause }) => cause).sort(), ['government24/connection', 'saeol/authentication'])
  assert.equal((await statesOf(db)).get(VERIFICATION), 'unknown')
})

onBothDatabases('a parent that is unknown suppresses nothing; one that is down explains', async (db) => {
  const capital = openCapital(db)
  await capital.rounds(3, { [GOV_PAGE]: null, [GOV_LOGIN]: null })
  const down = fault('http', 'login_page', 'status-503')
  await capital.rounds(5, { [GOV_PAGE]: down, [GOV_LOGIN]: down })
  assert.deepEqual(await becauseOf(db), [
    [GOV_LOGIN, GOV_PAGE],
    [GOV_PAGE, null],
  ])
  const [incident] = await publicIncidents(db, 10)
  assert.deepEqual([incident?.root, incident?.title.ko], [GOV_PAGE, '정부24 접속 장애'])
  assert.ok(incident?.components.every(({ state }) => state === 'major_outage'))
  await capital.rounds(20, { [GOV_PAGE]: null, [GOV_LOGIN]: null })
  const [over] = await publicIncidents(db, 10)
  assert.equal(over?.status, 'resolved')
  // people use the parent themselves, so that its end is told as well
  assert.match(over?.updates[0]?.body.ko ?? '', /로그인 화면.*정상화되었습니다/)
})

onBothDatabases('two told incidents with a root found later stay two, and what follows joins the root', async (db) => {
  const catalogue = loadCatalogue()
  for (const id of [VERIFY, INFORMATION]) catalogue.components.get(id)?.needs.push(GOV_PAGE)
  const capital = openCapital(db, {}, catalogue)
  const bad = { [GOV_LOGIN]: REJECTED, [VERIFY]: fault('document', 'verify', 'empty') }
  const good = { [GOV_PAGE]: null, [INFORMATION]: null }
  await capital.rounds(3, { [GOV_LOGIN]: null, [VERIFY]: null, ...good })
  await capital.rounds(4, { ...bad, ...good })
  assert.equal((await publicIncidents(db, 10)).length, 2)
  const down = fault('http', 'login_page', 'status-503')
  await capital.rounds(4, { ...bad, [GOV_PAGE]: down, [INFORMATION]: null })
  await capital.rounds(4, { ...bad, [GOV_PAGE]: down, [INFORMATION]: fault('app', 'search', 'deadline') })
  const incidents = await publicIncidents(db, 10)
  assert.deepEqual(incidents.map(({ cause, components }) => [cause, components.length]).sort(), [
    ['government24/connection', 3],
    ['government24/document', 1],
  ])
  assert.deepEqual(await becauseOf(db), [
    [GOV_LOGIN, GOV_PAGE],
    [GOV_PAGE, null],
    [INFORMATION, GOV_PAGE],
    [VERIFY, GOV_PAGE],
  ])
})

onBothDatabases('another diagnosis is said beside the first one, and each only once', async (db) => {
  const capital = openCapital(db)
  await capital.rounds(3, { [GOV_PAGE]: null })
  await capital.rounds(5, { [GOV_PAGE]: fault('http', 'login_page', 'status-503') })
  await capital.rounds(4, { [GOV_PAGE]: fault('path', 'login_page', 'large-packets-lost') })
  await capital.rounds(4, { [GOV_PAGE]: fault('http', 'login_page', 'status-503') })
  const [incident] = await publicIncidents(db, 10)
  assert.deepEqual(
    incident?.causes.map(({ text }) => /큰 패킷/.test(text.ko)),
    [false, true],
  )
})

onBothDatabases('a cascade within a minute is told as one whole', async (db) => {
  const capital = openCapital(db)
  await capital.rounds(3, { [GOV_PAGE]: null, 'government24/front': null })
  const down = fault('tcp', 'main', 'refused')
  await capital.rounds(1, { [GOV_PAGE]: down, 'government24/front': null })
  await capital.rounds(4, { [GOV_PAGE]: down, 'government24/front': down })
  const [incident] = await publicIncidents(db, 10)
  assert.match(incident?.updates[0]?.body.ko ?? '', /로그인 화면, 홈페이지 이용이 제한되고 있습니다/)
})

onBothDatabases('two services failing at once, each in its own way, are two incidents', async (db) => {
  const capital = openCapital(db)
  const waits = fault('http', 'login_page', 'queue-page')
  await capital.rounds(3, { [GOV_PAGE]: null, [GOV_LOGIN]: null, [LOGIN]: null })
  await capital.rounds(5, {
    [GOV_PAGE]: waits,
    [GOV_LOGIN]: waits,
    [LOGIN]: fault('path', 'login', 'large-packets-lost'),
  })
  const incidents = await publicIncidents(db, 10)
  assert.deepEqual(incidents.map(({ cause }) => cause).sort(), ['government24/connection', 'saeol/connection'])
  assert.equal((await statesOf(db)).get(VERIFICATION), 'unknown')
})

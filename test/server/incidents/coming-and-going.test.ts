// Stories of trouble that comes back, of what one network alone sees, and of texts that wait for a person.
import assert from 'node:assert/strict'
import { loadCatalogue } from '../../../data/catalogue.ts'
import type { Db } from '../../../data/database.ts'
import { componentStates } from '../../../data/queries/components.ts'
import { openIncidents, publicIncidents } from '../../../data/queries/incidents.ts'
import { readSnapshot } from '../../../server/publish/read-snapshot.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { SITE } from '../../support/snapshots.ts'
import { fault, GOV_LOGIN, GOV_PAGE, LOGIN, openCapital, PLACES } from './capital.ts'

const DOWN = fault('tcp', 'login_page', 'refused')
const NAMES = new Map(PLACES.map(({ group, name }) => [group, name]))

async function markOf(db: Db, component: string) {
  return (await componentStates(db)).find((row) => row.component === component)?.mark
}

onBothDatabases(
  'trouble that comes back soon goes on as the same incident, and its end does not count the gap',
  async (db) => {
    const capital = openCapital(db)
    await capital.rounds(3, { [GOV_PAGE]: null })
    await capital.rounds(5, { [GOV_PAGE]: DOWN })
    await capital.rounds(20, { [GOV_PAGE]: null })
    const [first] = await publicIncidents(db, 10)
    assert.equal(first?.status, 'resolved')
    const again = capital.now() - 1000
    await capital.rounds(5, { [GOV_PAGE]: DOWN })
    const [open, ...others] = await publicIncidents(db, 10)
    assert.equal(others.length, 0)
    assert.deepEqual([open?.id, open?.status, open?.reopenedAt], [first?.id, 'investigating', again])
    assert.match(open?.updates[0]?.body.ko ?? '', /^정상화된 뒤 다시/)
    await capital.rounds(20, { [GOV_PAGE]: null })
    const [over] = await publicIncidents(db, 10)
    assert.equal(over?.status, 'resolved')
    assert.match(over?.updates[0]?.body.ko ?? '', /처음 시작된 뒤 한때 정상화되었다가, 다시 .*\(2분\)/)
  },
)

onBothDatabases('coming and going is told as one word an hour, and ends when it is steady and good', async (db) => {
  const capital = openCapital(db)
  await capital.rounds(3, { [GOV_PAGE]: null })
  for (let turn = 0; turn < 3; turn += 1) {
    await capital.rounds(4, { [GOV_PAGE]: DOWN })
    await capital.rounds(6, { [GOV_PAGE]: null })
  }
  assert.equal(await markOf(db, GOV_PAGE), 'unstable')
  const [unstable] = await publicIncidents(db, 10)
  assert.equal(unstable?.resolvedAt, null)
  assert.notEqual(unstable?.unstableSince, null)
  assert.match(unstable?.updates[0]?.body.ko ?? '', /되풀이하고 있어 불안정합니다/)
  const told = unstable?.version ?? 0
  for (let turn = 0; turn < 6; turn += 1) {
    await capital.rounds(4, { [GOV_PAGE]: DOWN })
    await capital.rounds(6, { [GOV_PAGE]: null })
  }
  assert.equal((await publicIncidents(db, 10))[0]?.version, told)
  for (let turn = 0; turn < 9; turn += 1) {
    await capital.rounds(4, { [GOV_PAGE]: DOWN })
    await capital.rounds(6, { [GOV_PAGE]: null })
  }
  const [hourly] = await publicIncidents(db, 10)
  assert.equal(hourly?.version, told + 1)
  assert.match(hourly?.updates[0]?.body.ko ?? '', /지난 1시간 동안 \d+번/)
  const firstGood = capital.now() - 6 * 30_000 - 1000
  await capital.rounds(140, { [GOV_PAGE]: null })
  const [over] = await publicIncidents(db, 10)
  assert.deepEqual([over?.status, over?.resolvedAt, over?.unstableSince], ['resolved', firstGood, null])
})

onBothDatabases('what came and went and then fails for good is told as that', async (db) => {
  const capital = openCapital(db)
  await capital.rounds(3, { [GOV_PAGE]: null })
  for (let turn = 0; turn < 3; turn += 1) {
    await capital.rounds(4, { [GOV_PAGE]: DOWN })
    await capital.rounds(6, { [GOV_PAGE]: null })
  }
  const [unstable] = await publicIncidents(db, 10)
  assert.match(unstable?.updates[0]?.body.ko ?? '', /되풀이하고 있어 불안정합니다/)
  await capital.rounds(140, { [GOV_PAGE]: DOWN })
  const [failing] = await publicIncidents(db, 10)
  assert.deepEqual([failing?.unstableSince, failing?.version], [null, (unstable?.version ?? 0) + 1])
  assert.match(failing?.updates[0]?.body.ko ?? '', /이용이 제한되고 있습니다/)
})

onBothDatabases('what one network alone sees is an incident for operators and a mark for everybody', async (db) => {
  const capital = openCapital(db)
  await capital.rounds(3, { [GOV_PAGE]: null })
  const began = capital.now() - 1000
  await capital.rounds(12, { [GOV_PAGE]: (place) => (place === 'seoul' ? DOWN : null) })
  assert.equal(await markOf(db, GOV_PAGE), 'one-network')
  assert.deepEqual(await publicIncidents(db, 10), [])
  const [incident, ...others] = await openIncidents(db)
  assert.equal(others.length, 0)
  assert.deepEqual([incident?.audience, incident?.cause], ['operators', 'network/kt'])
  assert.equal(incident?.title.ko, '일부 통신망에서만 문제: 서울')
  assert.equal(incident?.beganAt, began)
  assert.match(incident?.updates[0]?.evidence[0]?.ko ?? '', /관측 지점 3곳 중 1곳\(서울\)/)
  const snapshot = await readSnapshot(db, SITE, capital.context.catalogue, capital.now(), undefined, NAMES)
  const page = snapshot.services.flatMap(({ components }) => components).find(({ id }) => id === GOV_PAGE)
  assert.deepEqual(
    [page?.state, page?.mark, page?.network?.ko, page?.incident],
    ['operational', 'one-network', '서울', null],
  )
  assert.deepEqual(snapshot.incidents, [])
  await capital.rounds(12, { [GOV_PAGE]: null })
  assert.deepEqual(await openIncidents(db), [])
})

onBothDatabases('many services failing at one place alone are the place, and nothing is said of them', async (db) => {
  const catalogue = loadCatalogue()
  const capital = openCapital(db, { agentTroubleTargets: 2 }, catalogue)
  await capital.rounds(3, { [GOV_PAGE]: null, [GOV_LOGIN]: null, [LOGIN]: null })
  const sight = (place: string) => (place === 'busan' ? DOWN : null)
  await capital.rounds(12, { [GOV_PAGE]: sight, [GOV_LOGIN]: sight, [LOGIN]: sight })
  const [incident, ...others] = await openIncidents(db)
  assert.equal(others.length, 0)
  assert.deepEqual([incident?.cause, incident?.title.ko], ['place/skb', '관측 지점 이상: 부산'])
  const snapshot = await readSnapshot(db, SITE, catalogue, capital.now(), undefined, NAMES)
  assert.deepEqual(
    snapshot.services.flatMap(({ components }) => components).filter(({ mark }) => mark !== ''),
    [],
  )
})

onBothDatabases(
  'a held text waits, the state does not, and a second text waits no longer than the first',
  async (db) => {
    const capital = openCapital(db, { holdTextSeconds: 300 })
    await capital.rounds(3, { [GOV_PAGE]: null, [GOV_LOGIN]: null })
    await capital.rounds(3, { [GOV_PAGE]: DOWN, [GOV_LOGIN]: null })
    const [held] = await publicIncidents(db, 10)
    const until = held?.updates[0]?.publicAt ?? 0
    assert.equal(until, (held?.detectedAt ?? 0) + 300_000)
    assert.equal(held?.announcedAt, until)
    const snapshot = await readSnapshot(db, SITE, capital.context.catalogue, capital.now())
    assert.equal(snapshot.state, 'partial_outage')
    const [shown] = snapshot.incidents
    assert.equal(shown?.title.ko, '장애 안내문 준비 중')
    assert.ok(shown.announcedAt <= capital.now())
    assert.deepEqual([shown?.updates.length, shown?.updates[0]?.evidence, shown?.causes], [1, [], []])
    assert.equal(shown?.components[0]?.state, 'major_outage')
    await capital.rounds(4, { [GOV_PAGE]: DOWN, [GOV_LOGIN]: DOWN })
    assert.ok((await publicIncidents(db, 10))[0]?.updates.every(({ publicAt }) => publicAt === until))
    const later = await readSnapshot(db, SITE, capital.context.catalogue, until)
    assert.equal(later.incidents[0]?.title.ko, '정부24 접속 장애')
    assert.equal(later.incidents[0]?.updatedAt, until)
  },
)

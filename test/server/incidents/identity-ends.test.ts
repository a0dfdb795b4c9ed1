import assert from 'node:assert/strict'
import type { Db } from '../../../data/database.ts'
import { incidentById, openIncidents, publicIncidents } from '../../../data/queries/incidents.ts'
import { createBoardCache } from '../../../server/incidents/board-cache.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { LOGIN, openTown, REGISTER, START, works } from './town.ts'

const DAY = 86_400_000

const signedUntil = (component: string, until: number) => ({
  ...works(component),
  evidence: { names: [], ends: [], sizes: [], identityUntil: until },
})

async function told(db: Db) {
  return (await openIncidents(db)).filter(({ cause }) => cause.startsWith('identity/'))
}

onBothDatabases(
  'two weeks before a certificate ends operators are told, once for a place and service, and nobody else',
  async (db) => {
    const town = openTown(db)
    const until = START + 14 * DAY + 60_000
    await town.run([signedUntil(LOGIN, until), works(REGISTER)])
    assert.deepEqual(await told(db), [], 'it is early yet')
    for (let run = 0; run < 3; run += 1) {
      town.wait(120)
      await town.run([signedUntil(LOGIN, until), signedUntil(REGISTER, until)])
      // as after a restart of the server
      if (run === 1) town.context.cache = createBoardCache()
    }
    const [incident, ...others] = await told(db)
    assert.deepEqual(
      [others.length, incident?.cause, incident?.version],
      [0, 'identity/seoul/agent-seoul/government24', 1],
    )
    assert.deepEqual([incident?.audience, incident?.title.ko], ['operators', '시험용 인증서 만료 임박: seoul, 정부24'])
    assert.match(incident?.updates[0]?.body.ko ?? '', /2026-12-08에 끝납니다\..*할 일: 인증서를 갱신해/)
    assert.deepEqual(await publicIncidents(db, 10), [])
  },
)

onBothDatabases('once it is renewed they are told so, and a run that did not sign says nothing of it', async (db) => {
  const town = openTown(db)
  await town.run([signedUntil(LOGIN, START + DAY)])
  const [before] = await told(db)
  town.wait(60)
  await town.run([works(LOGIN)])
  assert.equal((await told(db)).length, 1)
  town.wait(60)
  await town.run([signedUntil(LOGIN, START + 400 * DAY)])
  const after = await incidentById(db, before?.id ?? '')
  assert.deepEqual([after?.status, after?.version, after?.kind], ['resolved', 2, 'resolved'])
  assert.match(after?.updates[0]?.body.en ?? '', /Checked with a new certificate/)
})

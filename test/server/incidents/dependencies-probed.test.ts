// A dependency with probes of its own, and what needs it: one cause, one incident, told in the words of what people meet.
import assert from 'node:assert/strict'
import type { Catalogue } from '../../../data/catalogue.ts'
import { openIncidents } from '../../../data/queries/incidents.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { NO_GPKI } from './capital.ts'
import { fails, openTown, works } from './town.ts'
import { catalogueOf } from './views.ts'

const GPKI = 'shared/gpki'
const LOGIN = 'saeol/login'
const COUNTER = 'saeol/counter-issue'
const CATALOGUE: Catalogue = catalogueOf(
  { [GPKI]: [], [LOGIN]: [GPKI], [COUNTER]: [LOGIN] },
  { [GPKI]: ['auth/certificate-verification*'] },
)
const DOWN = { [GPKI]: {}, [LOGIN]: NO_GPKI, [COUNTER]: NO_GPKI }

async function play(db: Parameters<typeof openTown>[0], order: (keyof typeof DOWN)[][]) {
  const town = openTown(db)
  town.context.catalogue = CATALOGUE
  await town.run([works(GPKI), works(LOGIN), works(COUNTER)])
  for (const failing of order) {
    town.wait(5)
    await town.run(failing.map((id) => fails(id, DOWN[id])))
  }
  return openIncidents(db)
}

const ALL: (keyof typeof DOWN)[] = [GPKI, LOGIN, COUNTER]

onBothDatabases(
  'whichever is found failing first, it is one incident that is put down to the dependency',
  async (db) => {
    const first = Array.from({ length: 20 }, () => [COUNTER] as (keyof typeof DOWN)[])
    const open = await play(db, [[LOGIN, GPKI, COUNTER], ...first, ...Array.from({ length: 30 }, () => ALL)])
    assert.deepEqual(
      open.map(({ root, components }) => [root, components.map(({ id }) => id).toSorted()]),
      [[GPKI, ALL.toSorted()]],
    )
    for (const { body } of open[0]?.updates ?? []) assert.doesNotMatch(body.ko, /평소보다/)
  },
)

onBothDatabases('alone it is told by what its own runs saw', async (db) => {
  const open = await play(
    db,
    Array.from({ length: 30 }, () => [GPKI]),
  )
  assert.equal(open.length, 1)
  assert.doesNotMatch(open[0]?.updates[0]?.body.ko ?? '평소보다', /평소보다/)
})

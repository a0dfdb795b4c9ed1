// What the places show of themselves reaches the incident: one story a class, from the results to what is said of the cause.
import assert from 'node:assert/strict'
import type { Db } from '../../../data/database.ts'
import { openIncidents, publicIncidents } from '../../../data/queries/incidents.ts'
import { placesOf } from '../../../server/config.ts'
import { carryOut } from '../../../server/incidents/incident-actions.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { fault, GOV_LOGIN, LOGIN, openCapital, PLACES } from './capital.ts'
import { fails, openTown, LOGIN as TOWN_LOGIN } from './town.ts'

const AWAY = fault('tcp', 'front-page', 'timeout')
const DISPATCH = 'emergency-rescue/dispatch-login'
const onlyAt = (place: string) => (location: string) => (location === place ? AWAY : null)
const WELL = { [GOV_LOGIN]: null, [LOGIN]: null, [DISPATCH]: null }

async function shown(db: Db, capital: Pick<ReturnType<typeof openCapital>, 'context' | 'now'>) {
  const [incident, ...others] = await openIncidents(db)
  assert.ok(incident && others.length === 0)
  const order = { do: 'show', incident: incident.id } as const
  return { incident, text: await carryOut(db, order, capital.now(), capital.context) }
}

onBothDatabases('what can only not be reached from abroad is put down to a block, and is no outage', async (db) => {
  const capital = openCapital(db)
  capital.context.locations = PLACES.map((one) => (one.id === 'busan' ? { ...one, abroad: true } : one))
  await capital.rounds(3, WELL)
  await capital.rounds(14, { ...WELL, [GOV_LOGIN]: onlyAt('busan') })
  const { incident, text } = await shown(db, capital)
  assert.deepEqual([incident.cause, incident.audience], ['network/skb', 'operators'])
  assert.match(incident.causes[0]?.text.en ?? '', /from abroad/)
  assert.equal(incident.causes.length, 1)
  assert.match(text, /together: geo-block \(tcp\), some-places: busan; 100 %/)
  assert.match(text, /^suspected .*: It cannot be reached from abroad/m)
  assert.deepEqual(await publicIncidents(db, 10), [])
})

onBothDatabases('several places abroad that are kept out are one word together, and no outage either', async (db) => {
  const capital = openCapital(db)
  const key = 'k'.repeat(16)
  const locations = PLACES.map(({ id, name, group }) => ({ id, name, key, network: group, abroad: id !== 'seoul' }))
  capital.context.locations = placesOf({ locations })
  const fromAbroad = (location: string) => (location === 'seoul' ? null : AWAY)
  await capital.rounds(3, WELL)
  await capital.rounds(14, { ...WELL, [GOV_LOGIN]: fromAbroad })
  const { incident, text } = await shown(db, capital)
  assert.deepEqual([incident.audience, incident.title.en], ['operators', 'Seen by one network only: Busan, Daejeon'])
  assert.match(text, /together: geo-block \(tcp\), some-places: busan, daejeon; 100 %/)
  assert.deepEqual(await publicIncidents(db, 10), [])
})

onBothDatabases('the same at home is one path, and nothing is suspected of it', async (db) => {
  const capital = openCapital(db)
  await capital.rounds(3, WELL)
  await capital.rounds(14, { ...WELL, [GOV_LOGIN]: onlyAt('busan') })
  const { incident, text } = await shown(db, capital)
  assert.deepEqual([incident.cause, incident.causes], ['network/skb', []])
  assert.match(text, /together: one-path \(tcp\), some-places: busan/)
})

onBothDatabases('a place at which unrelated services fail alone has lost its own network', async (db) => {
  const capital = openCapital(db)
  await capital.rounds(3, WELL)
  const alone = onlyAt('daejeon')
  await capital.rounds(8, { [GOV_LOGIN]: alone, [LOGIN]: alone, [DISPATCH]: alone })
  const { incident, text } = await shown(db, capital)
  assert.deepEqual([incident.cause, incident.audience], ['place/lgu', 'operators'])
  assert.equal(text.match(/together: own-network \(tcp\), some-places: daejeon/g)?.length, 3)
  const without = await carryOut(db, { do: 'show', incident: incident.id }, capital.now())
  assert.match(without, /together: one-path/)
})

onBothDatabases(
  'a place that says in the end that it is unwell itself makes its failures void for operators',
  async (db) => {
    const town = openTown(db)
    for (let run = 0; run < 4; run += 1) {
      await town.run([fails(TOWN_LOGIN)])
      town.wait(60)
    }
    assert.doesNotMatch((await shown(db, town)).text, /void/)
    await town.run([{ component: TOWN_LOGIN, verdict: 'inconclusive', reason: 'own-network: none of 4 hosts answers' }])
    assert.match((await shown(db, town)).text, /together: void \(tcp\), some-places: seoul; 100 %/)
  },
)

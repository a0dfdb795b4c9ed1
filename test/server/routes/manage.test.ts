import assert from 'node:assert/strict'
import type { FastifyInstance } from 'fastify'
import { isKnown, loadCatalogue } from '../../../data/catalogue.ts'
import type { Db } from '../../../data/database.ts'
import { insertIncident } from '../../../data/queries/incidents.ts'
import { leave, saveConfiguredSubscribers, subscriberById } from '../../../data/queries/subscribers.ts'
import { manageToken } from '../../../server/notify/unsubscribe.ts'
import { managePage } from '../../../server/pages/manage.ts'
import { renderPage } from '../../../views/render.ts'
import { BOOK } from '../../support/address-book.ts'
import { idleApp } from '../../support/app.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { SITE } from '../../support/snapshots.ts'
import { incident, reader, START, world } from '../notify/world.ts'

const SECRET = 'only-for-this-test'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const ID = BOOK.idOf('email', 'reader@b.kr')
const PATH = `/manage/${manageToken(SECRET, ID)}`

async function withReader(db: Db, body: (app: FastifyInstance) => Promise<void>): Promise<void> {
  const catalogue = loadCatalogue()
  await saveConfiguredSubscribers(db, BOOK, [{ ...reader, scope: ['saeol'], address: 'reader@b.kr' }], START)
  const app = await idleApp({
    manage: {
      db,
      secret: SECRET,
      book: BOOK,
      known: (id) => isKnown(catalogue, id),
      pages: {
        manage: (state, language) => renderPage('manage', managePage(SITE, catalogue, state, language)),
        badLink: (language) => `bad link ${language}`,
      },
    },
  })
  await body(app)
  await app.close()
}

onBothDatabases('the page shows what is chosen and not the whole address, and looking changes nothing', async (db) => {
  await withReader(db, async (app) => {
    const before = await subscriberById(db, ID)
    const { statusCode, body, headers } = await app.inject(PATH)
    assert.equal(statusCode, 200)
    assert.match(body, /re…@b\.kr/)
    assert.doesNotMatch(body, /reader@b\.kr/)
    assert.match(body, /value="saeol" checked/)
    assert.equal(body.match(/name="kinds" value="\w+" checked/g)?.length, 5)
    assert.deepEqual(
      [headers['cache-control'], headers['referrer-policy'], headers['x-robots-tag']],
      ['no-store', 'no-referrer', 'noindex'],
    )
    assert.deepEqual(await subscriberById(db, ID), before)
  })
})

onBothDatabases(
  'what is chosen is kept, unknown ids are left out, and the page says so in the chosen language',
  async (db) => {
    await withReader(db, async (app) => {
      const payload =
        'choices=yes&scope=government24/login&scope=nonsense&kinds=opened&kinds=resolved&quiet=night&digest=weekly&language=en&regions=부산광역시&regions=nowhere'
      const { statusCode, headers } = await app.inject({ method: 'POST', url: PATH, headers: FORM, payload })
      assert.deepEqual([statusCode, headers.location], [303, `/en${PATH}?saved=1`])
      const { language, scope, preferences } = (await subscriberById(db, ID)) ?? { preferences: '' }
      assert.deepEqual([language, scope], ['en', ['government24/login']])
      assert.deepEqual(JSON.parse(preferences), {
        kinds: ['opened', 'resolved'],
        quiet: { from: '21:00', until: '08:00' },
        regions: ['부산광역시'],
        digest: 'weekly',
      })
      assert.match((await app.inject(`/en${PATH}?saved=1`)).body, /role="status">Saved/)
    })
  },
)

onBothDatabases('choosing no kind at all is asked again', async (db) => {
  await withReader(db, async (app) => {
    const { statusCode, body } = await app.inject({ method: 'POST', url: PATH, headers: FORM, payload: 'choices=yes' })
    assert.equal(statusCode, 422)
    assert.match(body, /하나 이상 골라/)
    assert.deepEqual((await subscriberById(db, ID))?.scope, ['saeol'])
  })
})

onBothDatabases('whoever wants no more of an outage is told nothing more of it, not even its end', async (db) => {
  await withReader(db, async (app) => {
    const { sent, state, pass } = world(db)
    await saveConfiguredSubscribers(db, BOOK, [{ ...reader, scope: [], address: 'reader@b.kr' }], START)
    await insertIncident(db, incident)
    await pass()
    assert.match((await app.inject(PATH)).body, /정부24 장애/)
    const payload = `incident=${incident.id}`
    assert.equal((await app.inject({ method: 'POST', url: `${PATH}/mute`, headers: FORM, payload })).statusCode, 303)
    assert.doesNotMatch((await app.inject(PATH)).body, /정부24 장애/)
    state.now += 3_600_000
    await pass()
    assert.deepEqual(sent, ['reader@b.kr opened v1'])
  })
})

onBothDatabases(
  'all that is kept of somebody can be had, and a link that is not ours or of somebody who left shows nothing',
  async (db) => {
    await withReader(db, async (app) => {
      const kept = await app.inject(`${PATH}/data.json`)
      assert.equal(kept.json().subscriber.address, 'reader@b.kr')
      const forged = `/manage/${manageToken('another secret', ID)}`
      await leave(db, ID, START)
      for (const url of [forged, PATH, `${PATH}/data.json`]) {
        const { statusCode, body } = await app.inject(url)
        assert.deepEqual([statusCode, body], [404, 'bad link ko'])
      }
      assert.equal(
        (await app.inject({ method: 'POST', url: PATH, headers: FORM, payload: 'kinds=opened' })).statusCode,
        404,
      )
    })
  },
)

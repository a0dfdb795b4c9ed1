import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { loadCatalogue } from '../../../data/catalogue.ts'
import type { Db } from '../../../data/database.ts'
import { auditEntries } from '../../../data/queries/audit.ts'
import { countOpenCenters } from '../../../data/queries/centers.ts'
import { incidentById, insertIncident } from '../../../data/queries/incidents.ts'
import { leave, saveConfiguredSubscribers } from '../../../data/queries/subscribers.ts'
import { tellingStopped } from '../../../data/queries/telling-switch.ts'
import { loadRegions } from '../../../data/regions.ts'
import { signInToken } from '../../../server/console/session.ts'
import { signInMail } from '../../../server/console/sign-in-mail.ts'
import { DEFAULT_POLICY } from '../../../server/incidents/policy.ts'
import type { Mail } from '../../../server/notify/email.ts'
import { deskPage, signInPage } from '../../../server/pages/console.ts'
import { consoleCentersPage } from '../../../server/pages/console-centers.ts'
import { consoleIncidentPage } from '../../../server/pages/console-incident.ts'
import { renderMessage, renderPage } from '../../../views/render.ts'
import { BOOK } from '../../support/address-book.ts'
import { idleApp } from '../../support/app.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { SITE } from '../../support/snapshots.ts'
import { incident, reader, START } from '../notify/world.ts'

const SECRET = 'only-for-this-test'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const SAMPLE = readFileSync(join(import.meta.dirname, '../../../data/samples/centers.csv'))
const OPERATOR = { ...reader, role: 'operator' as const, name: '당직', address: 'op@b.kr', scope: [] }

type World = { app: FastifyInstance; mails: Mail[]; state: { now: number; changed: number } }

async function withConsole(db: Db, body: (world: World) => Promise<void>): Promise<void> {
  await saveConfiguredSubscribers(db, BOOK, [OPERATOR, { ...reader, address: 'reader@b.kr' }], START)
  const mails: Mail[] = []
  const state = { now: START, changed: 0 }
  const needs = { site: SITE, secret: SECRET, render: renderMessage, from: 'status@b.kr' }
  const app = await idleApp({
    console: {
      db,
      now: () => state.now,
      secret: SECRET,
      book: BOOK,
      secure: true,
      sendLink: async (operator) =>
        void mails.push(signInMail(operator, BOOK.open(operator.address), needs, state.now)),
      changed: () => {
        state.changed += 1
      },
      outlook: { catalogue: loadCatalogue(), policy: DEFAULT_POLICY, locations: [] },
      regions: loadRegions(),
      reportPage: (id) => `https://status.example.org/staff/${id}`,
      pages: {
        signIn: (state, language) => renderPage('console-sign-in', signInPage(SITE, state, language)),
        desk: (state, language) => renderPage('console', deskPage(SITE, state, language)),
        incident: (state, language) => renderPage('console-incident', consoleIncidentPage(SITE, state, language)),
        centers: (state, language) => renderPage('console-centers', consoleCentersPage(SITE, state, language)),
      },
    },
  })
  await body({ app, mails, state })
  await app.close()
}

function post(app: FastifyInstance, url: string, payload = '', headers: Record<string, string> = {}) {
  return app.inject({ method: 'POST', url, headers: { ...FORM, ...headers }, payload })
}

/** Asks for a link, opens it, and gives the cookie as a browser sends it back. */
async function signedIn({ app, mails }: World): Promise<Record<string, string>> {
  await post(app, '/console/sign-in', 'address=op@b.kr')
  const { headers } = await post(app, linkIn(mails.at(-1)))
  return { cookie: String(headers['set-cookie']).split(';')[0] ?? '' }
}

function linkIn(mail: Mail | undefined): string {
  return new URL(/https:\S+/.exec(mail?.text ?? '')?.[0] ?? '').pathname
}

onBothDatabases(
  'an operator signs in by a mailed link that works once, and is signed out after twelve hours',
  async (db) => {
    await withConsole(db, async (world) => {
      const { app, mails, state } = world
      const asked = await post(app, '/console/sign-in', 'address=op@b.kr')
      assert.deepEqual([mails.length, mails[0]?.to], [1, 'op@b.kr'])
      for (const other of ['reader@b.kr', 'nobody@b.kr', 'nonsense']) {
        assert.equal(
          (await post(app, '/console/sign-in', `address=${other}`)).body,
          asked.body,
          'nobody learns who operates',
        )
      }
      assert.equal(mails.length, 1)
      const link = linkIn(mails[0])
      assert.match((await app.inject(link)).body, /<button type="submit">로그인/, 'a GET signs nobody in')
      const opened = await post(app, link)
      assert.match(
        String(opened.headers['set-cookie']),
        /^__Host-bongsu-console=.+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      )
      assert.equal((await post(app, link)).statusCode, 410, 'once')
      const cookie = String(opened.headers['set-cookie']).split(';')[0] ?? ''
      assert.match((await app.inject({ url: '/console', headers: { cookie } })).body, /당직/)
      state.now += 12 * 3_600_000
      assert.equal((await app.inject({ url: '/console', headers: { cookie } })).headers.location, '/console/sign-in')
    })
  },
)

onBothDatabases(
  'an old link, a forged cookie, another site, and whoever is no operator any more stay outside',
  async (db) => {
    await withConsole(db, async (world) => {
      const { app, mails, state } = world
      await post(app, '/console/sign-in', 'address=op@b.kr')
      state.now += 15 * 60_000
      assert.equal((await post(app, linkIn(mails[0]))).statusCode, 410)
      const token = signInToken('another secret', { name: 'x', subscriber: null }, state.now)
      assert.equal((await post(app, `/console/sign-in/${token}`)).statusCode, 410)
      const headers = await signedIn(world)
      const stop = (more: Record<string, string>) => post(app, '/console/telling/stop', 'why=x', more)
      assert.equal((await stop({ ...headers, 'sec-fetch-site': 'cross-site' })).statusCode, 403)
      assert.equal((await stop({ cookie: `${headers.cookie}x` })).headers.location, '/console')
      // a link to sign in is no session
      assert.equal(
        (await stop({ cookie: `__Host-bongsu-console=${linkIn(mails.at(-1)).split('/').at(-1)}` })).headers.location,
        '/console',
      )
      await leave(db, BOOK.idOf('email', 'op@b.kr'), state.now)
      await stop(headers)
      assert.equal(await tellingStopped(db), null)
    })
  },
)

onBothDatabases('links are asked for five times an hour at most', async (db) => {
  await withConsole(db, async ({ app, mails }) => {
    for (let time = 0; time < 8; time += 1) await post(app, '/console/sign-in', 'address=op@b.kr')
    assert.equal(mails.length, 5)
  })
})

onBothDatabases('telling is stopped and goes on, with the name of whoever ordered it', async (db) => {
  await withConsole(db, async (world) => {
    const headers = await signedIn(world)
    await post(world.app, '/console/telling/stop', 'why=연습', headers)
    assert.deepEqual(await tellingStopped(db), { by: '당직', at: START, why: '연습' })
    assert.match((await world.app.inject({ url: '/en/console', headers })).body, /Telling is stopped\.<\/strong> 당직/)
    await post(world.app, '/console/telling/start', '', headers)
    assert.equal(await tellingStopped(db), null)
    const actions = (await auditEntries(db, 9)).map(({ action }) => action).sort()
    assert.deepEqual(actions, ['console-signed-in', 'telling-started', 'telling-stopped'])
  })
})

onBothDatabases(
  'an update is added under the name of whoever is signed in, and the page is made anew; a field that is missing is named',
  async (db) => {
    await withConsole(db, async (world) => {
      await insertIncident(db, incident)
      const headers = await signedIn(world)
      const path = `/console/incidents/${incident.id}`
      const added = await post(world.app, path, 'order=note&ko=복구 중입니다.&en=Being mended.&by=somebody', headers)
      assert.deepEqual([added.statusCode, added.headers.location], [303, `${path}?done=note`])
      const [update] = (await incidentById(db, incident.id))?.updates ?? []
      assert.deepEqual([update?.author, update?.body], ['당직', { ko: '복구 중입니다.', en: 'Being mended.' }])
      assert.equal(world.state.changed, 1)
      const missing = await post(world.app, path, 'order=confirm&ko=원인', headers)
      assert.equal(missing.statusCode, 422)
      assert.match(missing.body, /role="alert".*en is missing/)
      assert.match(missing.body, /<textarea id="confirm-ko"[^>]*>원인<\/textarea>/, 'what was written is still there')
      const future = await post(world.app, path, 'order=began&at=2027-01-01T00:00&says=x', headers)
      assert.match(future.body, /cannot have begun then/)
      // a browser sends what is left blank as well
      const blank = await post(world.app, path, 'order=note&ko=또&en=Again&easy=', headers)
      assert.equal(blank.statusCode, 303)
      assert.equal((await post(world.app, path, 'order=release&ko=&en=', headers)).statusCode, 303)
      await post(world.app, path, 'order=take', headers)
      assert.match((await world.app.inject({ url: '/en/console', headers })).body, /taken by 당직/)
      assert.equal((await world.app.inject({ url: '/console/incidents/none', headers })).headers.location, '/console')
    })
  },
)

onBothDatabases(
  'somebody is found by their address with what they were sent, and that it was looked at is written down',
  async (db) => {
    await withConsole(db, async (world) => {
      const headers = await signedIn(world)
      const found = await post(world.app, '/en/console/reader', 'address=reader@b.kr', headers)
      assert.match(found.body, /mail · citizen · active/)
      assert.doesNotMatch(found.body, /reader@b\.kr/)
      assert.match(
        (await post(world.app, '/en/console/reader', 'address=other@b.kr', headers)).body,
        /Nobody is subscribed/,
      )
      assert.equal((await post(world.app, '/console/reader', 'address=12', headers)).statusCode, 422)
      const entry = (await auditEntries(db, 9)).find(({ action }) => action === 'reader-looked-up')
      assert.deepEqual(
        [entry?.by_whom, entry?.action, entry?.detail],
        ['당직', 'reader-looked-up', BOOK.idOf('email', 'reader@b.kr')],
      )
    })
  },
)

onBothDatabases('a list of centers is looked at first, then applied, and taken out again with a record', async (db) => {
  await withConsole(db, async (world) => {
    const { app } = world
    const headers = await signedIn(world)
    const upload = (bytes: Buffer) => {
      const form = new FormData()
      form.set('file', new Blob([new Uint8Array(bytes)]), 'centers.csv')
      return app.inject({ method: 'POST', url: '/console/centers', headers, payload: form })
    }
    const looked = await upload(SAMPLE)
    assert.match(looked.body, /32 new, 0 changed, 0 closed/)
    assert.equal(await countOpenCenters(db), 0, 'nothing is changed by looking')
    const file = /name="file" value="([^"]+)"/.exec(looked.body)?.[1] ?? ''
    const payload = `file=${encodeURIComponent(file.replaceAll('&#x3D;', '='))}`
    assert.equal(
      (await post(app, '/console/centers/apply', payload, headers)).headers.location,
      '/console/centers?done=imported',
    )
    assert.equal(await countOpenCenters(db), 32)
    assert.equal((await upload(Buffer.alloc(9 * 1024 * 1024, 'a'))).statusCode, 413)
    const wrong = await upload(Buffer.from('no list at all'))
    assert.equal(wrong.statusCode, 422)
    assert.match(wrong.body, /role="alert"/)
    const taken = await post(app, '/console/centers/export', '', headers)
    assert.match(String(taken.headers['content-disposition']), /centers\.csv/)
    assert.equal(taken.body.trim().split('\n').length, 33)
    const actions = (await auditEntries(db, 9)).map(({ action }) => action).sort()
    assert.deepEqual(actions, ['centers-exported', 'centers-imported', 'console-signed-in'])
    assert.equal((await post(app, '/console/centers/export', '')).headers.location, '/console', 'for operators only')
  })
})

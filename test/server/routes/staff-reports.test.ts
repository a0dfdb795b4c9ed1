// Centers reporting over real HTTP, with the real pages, on both databases.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { loadCatalogue } from '../../../data/catalogue.ts'
import type { Db } from '../../../data/database.ts'
import { leave, type NewSubscriber, saveConfiguredSubscribers } from '../../../data/queries/subscribers.ts'
import { staffToken } from '../../../server/notify/staff-link.ts'
import { leaveToken } from '../../../server/notify/unsubscribe.ts'
import { notFoundPage } from '../../../server/pages/not-found.ts'
import { staffReportPage } from '../../../server/pages/staff-report.ts'
import { renderPage } from '../../../views/render.ts'
import { BOOK } from '../../support/address-book.ts'
import { idleApp } from '../../support/app.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { NOW, SITE } from '../../support/snapshots.ts'

const SECRET = 'only-for-this-test'
const MINUTE = 60_000
const CENTER: NewSubscriber = {
  channel: 'email',
  address: 'counter@example.kr',
  language: 'ko',
  role: 'center',
  name: '예시 행정복지센터',
  scope: ['saeol'],
  region: '서울특별시',
  district: '종로구',
}
const CITIZEN: NewSubscriber = { ...CENTER, address: 'citizen@example.kr', role: 'public' }
const ID = BOOK.idOf('email', CENTER.address)
const PAGE = `/staff/${staffToken(SECRET, ID)}`

onBothDatabases('a center finds its tasks with three buttons each, in both languages, never to be kept', async (db) => {
  await withServer(db, async ({ get }) => {
    const { status, headers, text } = await get(PAGE)
    assert.equal(status, 200)
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
    assert.equal(headers.get('set-cookie'), null)
    const tasks = ['login', 'resident-register', 'counter-issue', 'seal-certificate', 'civil-petitions']
    assert.deepEqual(
      componentsOn(text),
      tasks.map((task) => `saeol/${task}`),
    )
    for (const word of ['정상', '느림', '안 됨']) assert.equal(text.split(`>${word}<`).length - 1, 5, word)
    assert.deepEqual(pressed(text), [])
    assert.ok(!text.includes(CENTER.address))
    assert.match((await get(`/en${PAGE}`)).text, />Works</)
  })
})

onBothDatabases('one tap is one report; the page then says what was taken down', async (db) => {
  await withServer(db, async ({ get, post }) => {
    const answer = await post(PAGE, 'component=saeol%2Flogin&answer=fails')
    assert.equal(answer.status, 303)
    assert.equal(answer.headers.get('location'), `${PAGE}#saeol--login`)
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    const [report, ...more] = await db.selectFrom('staff_reports').selectAll().execute()
    assert.deepEqual(more, [])
    const { id: _id, ...said } = report ?? {}
    assert.deepEqual(said, { center: ID, component: 'saeol/login', answer: 'fails', at: NOW })
    const { text } = await get(PAGE)
    assert.deepEqual(pressed(text), ['fails'])
    assert.match(text, /14:05에 받았습니다: 안 됨/)
    assert.match(text, /id="saeol--login"/)
  })
})

onBothDatabases('another button takes it back, and after a while the page asks anew', async (db) => {
  await withServer(db, async ({ get, post, state }) => {
    await post(`/en${PAGE}`, 'component=saeol%2Flogin&answer=fails')
    state.now += 1
    const answer = await post(`/en${PAGE}`, 'component=saeol%2Flogin&answer=works')
    assert.equal(answer.headers.get('location'), `/en${PAGE}#saeol--login`)
    assert.deepEqual(pressed((await get(`/en${PAGE}`)).text), ['works'])
    state.now += 10 * MINUTE
    const { text } = await get(`/en${PAGE}`)
    assert.deepEqual(pressed(text), [])
    assert.match(text, /At 14:05 you said “Works”\. That counts for 10 min/)
  })
})

onBothDatabases('following the link changes nothing', async (db) => {
  await withServer(db, async ({ get, head }) => {
    for (const path of [PAGE, `${PAGE}?component=saeol%2Flogin&answer=fails`]) {
      assert.equal((await get(path)).status, 200)
      assert.equal((await head(path)).status, 200)
    }
    assert.equal(await reports(db), 0)
  })
})

onBothDatabases('what is no task of the center, or no answer, leads back to the page and is not stored', async (db) => {
  await withServer(db, async ({ post }) => {
    for (const form of [
      'component=government24%2Flogin&answer=fails',
      'component=nonsense&answer=fails',
      'component=saeol%2Flogin&answer=broken',
      'component=saeol%2Flogin&component=saeol%2Fcounter-issue&answer=fails',
      '',
    ]) {
      const { status, headers } = await post(PAGE, form)
      assert.deepEqual([status, headers.get('location')], [303, PAGE], form)
    }
    assert.equal(await reports(db), 0)
  })
})

onBothDatabases(
  'a link that is forged, altered or for something else is not there, to look at or to post to',
  async (db) => {
    await withServer(db, async ({ get, post }) => {
      for (const path of [
        '/staff/nonsense',
        `${PAGE}A`,
        PAGE.slice(0, -1),
        `/staff/${staffToken('another', ID)}`,
        `/staff/${leaveToken(SECRET, { subscriber: ID, language: 'ko' })}`,
        `/staff/${staffToken(SECRET, 'nobody')}`,
        `/staff/${staffToken(SECRET, BOOK.idOf('email', CITIZEN.address))}`,
      ]) {
        for (const answer of [await get(path), await post(path, 'component=saeol%2Flogin&answer=fails')]) {
          assert.equal(answer.status, 404, path)
          assert.equal(answer.headers.get('cache-control'), 'no-store')
        }
      }
      assert.equal(await reports(db), 0)
    })
  },
)

onBothDatabases('the link works for as long as the center is active, and not a day longer', async (db) => {
  await withServer(db, async ({ get, post, state }) => {
    state.now += 3650 * 24 * 60 * MINUTE
    assert.equal((await get(PAGE)).status, 200)
    await leave(db, ID, state.now)
    assert.equal((await get(PAGE)).status, 404)
    assert.equal((await post(PAGE, 'component=saeol%2Flogin&answer=fails')).status, 404)
    assert.equal(await reports(db), 0)
  })
})

onBothDatabases('a center may tap a hundred times in ten minutes; what is more is refused, not stored', async (db) => {
  await withServer(db, async ({ post, state }) => {
    const form = 'component=saeol%2Flogin&answer=fails'
    for (let time = 0; time < 100; time += 1) assert.equal((await post(PAGE, form)).status, 303)
    const refused = await post(PAGE, form)
    assert.deepEqual([refused.status, refused.text], [429, 'busy ko'])
    assert.equal(await reports(db), 100)
    state.now += 10 * MINUTE
    assert.equal((await post(PAGE, form)).status, 303)
  })
})

function componentsOn(text: string): string[] {
  return [...text.matchAll(/name="component" value="([^"]+)"/g)].map(([, id]) => id ?? '')
}

function pressed(text: string): string[] {
  return [...text.matchAll(/value="([a-z]+)" aria-pressed="true"/g)].map(([, answer]) => answer ?? '')
}

async function reports(db: Db): Promise<number> {
  return (await db.selectFrom('staff_reports').select('id').execute()).length
}

type Answer = { status: number; headers: Headers; text: string }
type World = {
  state: { now: number }
  get: (path: string) => Promise<Answer>
  head: (path: string) => Promise<Answer>
  post: (path: string, form: string) => Promise<Answer>
}

async function withServer(db: Db, body: (world: World) => Promise<void>): Promise<void> {
  await saveConfiguredSubscribers(db, BOOK, [CENTER, CITIZEN], NOW)
  const state = { now: NOW }
  const catalogue = loadCatalogue()
  const app = await idleApp({
    staffReports: {
      db,
      catalogue,
      now: () => state.now,
      secret: SECRET,
      book: BOOK,
      pages: {
        staffReport: (view, language) =>
          renderPage(
            'staff-report',
            staffReportPage({ ...view, catalogue, site: SITE, countsForMs: 10 * MINUTE }, language),
          ),
        busy: (language) => `busy ${language}`,
      },
    },
    notFound: {
      renderNotFound: (language) => renderPage('not-found', notFoundPage(SITE, language)),
      logError: () => {},
    },
  })
  try {
    await app.listen({ host: '127.0.0.1', port: 0 })
    const base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
    const ask = async (path: string, init: RequestInit): Promise<Answer> => {
      const answer = await fetch(base + path, { redirect: 'manual', ...init })
      return { status: answer.status, headers: answer.headers, text: await answer.text() }
    }
    await body({
      state,
      get: (path) => ask(path, { headers: { accept: 'text/html' } }),
      head: (path) => ask(path, { method: 'HEAD' }),
      post: (path, form) => ask(path, { method: 'POST', body: new URLSearchParams(form) }),
    })
  } finally {
    await app.close()
  }
}

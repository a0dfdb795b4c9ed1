// Subscribing and leaving, asked of the whole app on both databases. The pages are their arguments as JSON.
import assert from 'node:assert/strict'
import type { FastifyInstance } from 'fastify'
import type { Db } from '../../../data/database.ts'
import { findSubscriber, saveConfiguredSubscribers } from '../../../data/queries/subscribers.ts'
import { usual } from '../../../server/notify/choices.ts'
import type { Confirmation } from '../../../server/notify/confirmation.ts'
import { CONFIRM_WITHIN_MS, confirmToken, leaveToken } from '../../../server/notify/unsubscribe.ts'
import { BOOK } from '../../support/address-book.ts'
import { idleApp } from '../../support/app.ts'
import { onBothDatabases } from '../../support/databases.ts'

const SECRET = 'only-for-this-test'
const START = Date.UTC(2026, 10, 24, 5)
const HOUR = 3_600_000
const KNOWN = ['gov24', 'saeol']
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const SENT = JSON.stringify(['sent', 'ko', false])

onBothDatabases('the form is there in both languages, for pages and programs alike never to be kept', async (db) => {
  await withApp(db, async ({ app }) => {
    for (const [url, language] of [
      ['/subscribe', 'ko'],
      ['/en/subscribe', 'en'],
    ] as const) {
      const answer = await app.inject({ url })
      assert.equal(answer.statusCode, 200)
      assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8')
      assert.equal(answer.headers['cache-control'], 'no-store')
      assert.deepEqual(answer.json(), {
        language,
        receiver: 'mailbox',
        written: '',
        wishes: usual(language),
        problem: false,
      })
    }
  })
})

onBothDatabases('asking sends exactly one mail and makes nobody a subscriber yet', async (db) => {
  await withApp(db, async ({ ask, mails }) => {
    const answer = await ask('address=Reader%40Example.KR&scope=gov24&scope=nonsense')
    assert.equal(answer.statusCode, 200)
    assert.equal(answer.body, SENT)
    const subscriber = BOOK.idOf('email', 'Reader@example.kr')
    const wishes = { ...usual('ko'), scope: ['gov24'] }
    const wanted = { subscriber, channel: 'email', address: 'Reader@example.kr', wishes, about: 'ko gov24' }
    assert.deepEqual(mails, [wanted])
    assert.equal((await findSubscriber(db, BOOK, 'email', 'Reader@example.kr'))?.status, 'pending')
  })
})

onBothDatabases('a choice of nothing known is asked again, and never becomes everything', async (db) => {
  await withApp(db, async ({ ask, mails }) => {
    assert.equal((await ask('address=reader%40example.kr&scope=nonsense')).statusCode, 422)
    assert.deepEqual(mails, [])
  })
})

onBothDatabases('the answer does not tell who is subscribed, nor that the mail could not be sent', async (db) => {
  await withApp(db, async ({ app, ask, mails, state }) => {
    await subscribe(db, 'known@example.kr')
    const known = await ask('address=known%40example.kr&scope=saeol')
    const unknown = await ask('address=unknown%40example.kr&scope=saeol')
    state.mailDown = true
    const failed = await ask('address=failed%40example.kr&scope=saeol')
    for (const { statusCode, body } of [known, unknown, failed]) assert.deepEqual([statusCode, body], [200, SENT])
    assert.equal(mails.length, 2)
    const kept = await findSubscriber(db, BOOK, 'email', 'known@example.kr')
    assert.deepEqual([kept?.status, kept?.scope], ['active', ['gov24']])
    assert.equal((await app.inject({ url: '/subscribe?address=known%40example.kr' })).statusCode, 200)
  })
})

onBothDatabases('nobody gets more than three such mails an hour, and the answer stays the same', async (db) => {
  await withApp(db, async ({ ask, mails, state }) => {
    const asking = 'address=reader%40example.kr'
    for (let time = 1; time <= 5; time += 1) assert.equal((await ask(asking)).body, SENT)
    assert.equal((await ask('address=reader%40EXAMPLE.kr')).body, SENT)
    assert.equal(mails.length, 3)
    await ask('address=other%40example.kr')
    assert.equal(mails.length, 4)
    state.now += HOUR
    await ask(asking)
    assert.equal(mails.length, 5)
  })
})

onBothDatabases('one machine may ask twenty times an hour', async (db) => {
  await withApp(db, async ({ ask, mails }) => {
    for (let time = 1; time <= 20; time += 1) {
      assert.equal((await ask(`address=reader${time}%40example.kr`)).statusCode, 200)
    }
    assert.equal((await ask('address=reader21%40example.kr')).statusCode, 429)
    assert.equal(mails.length, 20)
  })
})

onBothDatabases('a bad address comes back with what was typed and ticked, and nothing is sent', async (db) => {
  await withApp(db, async ({ ask, mails }) => {
    const answer = await ask('address=reader%40nowhere&scope=gov24&scope=saeol', '/en/subscribe')
    assert.equal(answer.statusCode, 422)
    const { problem, ...kept } = answer.json()
    const wishes = { ...usual('en'), scope: ['gov24', 'saeol'] }
    assert.deepEqual(kept, { language: 'en', receiver: 'mailbox', written: 'reader@nowhere', wishes })
    assert.match(problem, /name@example\.go\.kr/)
    for (const body of ['', 'scope=gov24', 'address=a%40b.kr&address=c%40d.kr', 'address=a%40b.kr%0D%0ABcc:c%40d.kr']) {
      assert.equal((await ask(body)).statusCode, 422, body)
    }
    assert.deepEqual(mails, [])
    assert.deepEqual(await db.selectFrom('subscribers').selectAll().execute(), [])
  })
})

onBothDatabases('without consent to keep the address it is not kept, and what was typed comes back', async (db) => {
  await withApp(db, async ({ app, mails }) => {
    const answer = await postForm(app, '/subscribe', 'address=reader%40example.kr&scope=gov24')
    assert.equal(answer.statusCode, 422)
    const { problem, ...kept } = answer.json()
    const wishes = { ...usual('ko'), scope: ['gov24'] }
    assert.deepEqual(kept, { language: 'ko', receiver: 'mailbox', written: 'reader@example.kr', wishes })
    assert.match(problem, /동의/)
    assert.deepEqual(mails, [])
    assert.deepEqual(await db.selectFrom('subscribers').selectAll().execute(), [])
  })
})

onBothDatabases('following the link of the mail changes nothing; the button there confirms, even twice', async (db) => {
  await withApp(db, async ({ app, ask }) => {
    await ask('address=reader%40example.kr&scope=gov24')
    const url = confirmUrl({ scope: ['gov24', 'saeol/login'] })
    const page = await app.inject({ url })
    assert.deepEqual([page.statusCode, page.json()], [200, ['confirm', 'ko', url]])
    assert.equal(page.headers['referrer-policy'], 'no-referrer')
    assert.equal(await statusOf(db), 'pending')
    for (const _time of [1, 2]) {
      const answer = await app.inject({ method: 'POST', url, headers: FORM, payload: '' })
      assert.deepEqual([answer.statusCode, answer.json()], [200, ['confirmed', 'ko', false]])
    }
    const subscriber = await findSubscriber(db, BOOK, 'email', 'reader@example.kr')
    assert.deepEqual([subscriber?.status, subscriber?.scope], ['active', ['gov24', 'saeol/login']])
  })
})

onBothDatabases(
  'kinds, hours, summaries and language are chosen with the address, and hold once it is confirmed',
  async (db) => {
    await withApp(db, async ({ app, ask, mails }) => {
      const chosen = 'choices=yes&kinds=opened&kinds=resolved&quiet=night&digest=daily&language=en'
      await ask(`address=reader%40example.kr&scope=gov24&${chosen}`)
      const [wanted] = mails
      assert.ok(wanted)
      const preferences = { kinds: ['opened', 'resolved'], quiet: { from: '21:00', until: '08:00' }, digest: 'daily' }
      assert.deepEqual(wanted.wishes, { language: 'en', scope: ['gov24'], preferences })
      const { subscriber, wishes } = wanted
      const token = confirmToken(SECRET, { subscriber, ...wishes, expiresAt: START + CONFIRM_WITHIN_MS })
      await app.inject({ method: 'POST', url: `/subscribe/confirm/${token}` })
      const found = await findSubscriber(db, BOOK, 'email', 'reader@example.kr')
      assert.deepEqual(
        [found?.status, found?.language, JSON.parse(found?.preferences ?? '')],
        ['active', 'en', preferences],
      )
      assert.equal((await ask('address=other%40example.kr&choices=yes')).statusCode, 422)
    })
  },
)

for (const [receiver, channel, format] of [
  ['program', 'webhook', undefined],
  ['statuspage', 'webhook', 'statuspage'],
  ['room', 'chat', undefined],
] as const) {
  onBothDatabases(
    `a ${receiver} is told once the link that came to it was opened, and leads to its settings`,
    async (db) => {
      await withApp(db, async ({ app, ask, mails }) => {
        const url = 'https://hooks.example.org/a/b'
        const answer = await ask(`url=${encodeURIComponent(url)}&receiver=${receiver}`, '/subscribe/program')
        assert.deepEqual(answer.json(), ['sent-program', 'ko', false])
        const [wanted] = mails
        assert.ok(wanted)
        assert.deepEqual([wanted.channel, wanted.address, wanted.wishes.preferences.format], [channel, url, format])
        assert.equal((await findSubscriber(db, BOOK, channel, url))?.status, 'pending')
        const claim = { subscriber: wanted.subscriber, ...wanted.wishes, expiresAt: START + CONFIRM_WITHIN_MS }
        const confirmed = await app.inject({ method: 'POST', url: `/subscribe/confirm/${confirmToken(SECRET, claim)}` })
        assert.equal(confirmed.statusCode, 303)
        assert.match(String(confirmed.headers.location), /^\/manage\//)
        const found = await findSubscriber(db, BOOK, channel, url)
        assert.deepEqual([found?.status, JSON.parse(found?.preferences ?? '').format], ['active', format])
      })
    },
  )
}

onBothDatabases('an address of a program is https, and comes back with what is wrong', async (db) => {
  await withApp(db, async ({ ask, mails }) => {
    for (const url of ['', 'http://example.org/', 'ftp://example.org', 'https://user:word@example.org/']) {
      const answer = await ask(`url=${encodeURIComponent(url)}&receiver=room`, '/en/subscribe/program')
      assert.equal(answer.statusCode, 422, url)
      assert.deepEqual([answer.json().receiver, answer.json().written], ['room', url])
      assert.match(answer.json().problem, /https:/)
    }
    assert.deepEqual(mails, [])
  })
})

onBothDatabases(
  'a link to confirm that is too old, or of somebody who left since, says so and does nothing',
  async (db) => {
    await withApp(db, async ({ app, ask, state }) => {
      await ask('address=reader%40example.kr')
      const url = confirmUrl({ scope: [] })
      state.now += CONFIRM_WITHIN_MS
      for (const method of ['GET', 'POST'] as const) {
        const late = await app.inject({ method, url })
        assert.deepEqual([late.statusCode, late.json()], [410, ['expired-link', 'ko', false]])
      }
      assert.equal(await statusOf(db), 'pending')
      state.now = START
      await app.inject({ method: 'POST', url: leaveUrl() })
      assert.equal((await app.inject({ method: 'POST', url })).statusCode, 410)
      assert.equal(await statusOf(db), 'left')
    })
  },
)

onBothDatabases('following the link to leave changes nothing', async (db) => {
  await withApp(db, async ({ app }) => {
    await subscribe(db, 'reader@example.kr')
    for (const method of ['GET', 'HEAD'] as const) {
      assert.equal((await app.inject({ method, url: leaveUrl() })).statusCode, 200)
    }
    assert.deepEqual((await app.inject({ url: leaveUrl() })).json(), ['leave', 'ko', leaveUrl()])
    assert.equal(await statusOf(db), 'active')
  })
})

const ONE_CLICK: Record<string, { headers?: Record<string, string>; payload?: string }> = {
  'a form': { headers: FORM, payload: 'List-Unsubscribe=One-Click' },
  'a form in parts': {
    headers: { 'content-type': 'multipart/form-data; boundary=part' },
    payload: '--part\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--part--\r\n',
  },
  'nothing at all': {},
}

for (const [sort, request] of Object.entries(ONE_CLICK)) {
  onBothDatabases(`a mail program that posts ${sort}, without cookies, ends the mails; twice is fine`, async (db) => {
    await withApp(db, async ({ app }) => {
      await subscribe(db, 'reader@example.kr')
      for (const _time of [1, 2]) {
        const answer = await app.inject({ method: 'POST', url: leaveUrl(), ...request })
        assert.deepEqual([answer.statusCode, answer.json()], [200, ['left', 'ko', false]])
        assert.equal(answer.headers['set-cookie'], undefined)
      }
      assert.equal(await statusOf(db), 'left')
    })
  })
}

onBothDatabases('a link that is not ours gets a page that says so, and changes nothing', async (db) => {
  await withApp(db, async ({ app }) => {
    await subscribe(db, 'reader@example.kr')
    const claim = { subscriber: BOOK.idOf('email', 'reader@example.kr'), language: 'ko' as const }
    for (const url of [
      `${leaveUrl()}A`,
      `/unsubscribe/${leaveToken('another', claim)}`,
      '/unsubscribe/nonsense',
      confirmUrl({ scope: [] }).replace('/subscribe/confirm', '/unsubscribe'),
      leaveUrl().replace('/unsubscribe', '/subscribe/confirm'),
    ]) {
      for (const method of ['GET', 'POST'] as const) {
        const answer = await app.inject({ method, url })
        assert.deepEqual([answer.statusCode, answer.json()], [404, ['bad-link', 'ko', false]], url)
      }
    }
    assert.equal(await statusOf(db), 'active')
  })
})

function confirmUrl({ scope }: { scope: string[] }): string {
  const subscriber = BOOK.idOf('email', 'reader@example.kr')
  const claim = { subscriber, language: 'ko' as const, scope, expiresAt: START + CONFIRM_WITHIN_MS }
  return `/subscribe/confirm/${confirmToken(SECRET, claim)}`
}

function leaveUrl(): string {
  return `/unsubscribe/${leaveToken(SECRET, { subscriber: BOOK.idOf('email', 'reader@example.kr'), language: 'ko' })}`
}

async function subscribe(db: Db, address: string): Promise<void> {
  const wanted = { channel: 'email' as const, language: 'ko' as const, role: 'public' as const, name: '' }
  await saveConfiguredSubscribers(db, BOOK, [{ ...wanted, address, scope: ['gov24'] }], START)
}

async function statusOf(db: Db): Promise<string | undefined> {
  return (await findSubscriber(db, BOOK, 'email', 'reader@example.kr'))?.status
}

type World = {
  app: FastifyInstance
  mails: Confirmation[]
  state: { now: number; mailDown: boolean }
  ask: (body: string, url?: string) => Promise<Awaited<ReturnType<typeof postForm>>>
}

async function withApp(db: Db, body: (world: World) => Promise<void>): Promise<void> {
  const mails: Confirmation[] = []
  const state = { now: START, mailDown: false }
  const app = await idleApp({
    subscriptions: {
      db,
      now: () => state.now,
      secret: SECRET,
      book: BOOK,
      pages: { subscribe: (form) => JSON.stringify(form), message: (...page) => JSON.stringify(page) },
      known: (id) => KNOWN.includes(id),
      describe: (scope, language) => [language, ...scope].join(' '),
      confirm: {
        email: async (wanted) => {
          if (state.mailDown) throw new Error('The mail server is down')
          mails.push(wanted)
        },
        program: async (wanted) => void mails.push(wanted),
      },
    },
  })
  try {
    await body({ app, mails, state, ask: (form, url = '/subscribe') => postForm(app, url, `${form}&consent=yes`) })
  } finally {
    await app.close()
  }
}

function postForm(app: FastifyInstance, url: string, payload: string) {
  return app.inject({ method: 'POST', url, headers: FORM, payload })
}

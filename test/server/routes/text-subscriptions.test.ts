import assert from 'node:assert/strict'
import type { FastifyInstance } from 'fastify'
import type { Db } from '../../../data/database.ts'
import { findSubscriber } from '../../../data/queries/subscribers.ts'
import type { CodeForm, TextForm } from '../../../server/routes/text-subscriptions.ts'
import { BOOK } from '../../support/address-book.ts'
import { idleApp } from '../../support/app.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { START } from '../notify/world.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const NUMBER = '+821012345678'
const DAY = 86_400_000

type World = {
  app: FastifyInstance
  state: { now: number }
  codes: string[]
  /** Asks for a code and gives the page's token. */
  ask: (more?: string, ip?: string) => Promise<{ statusCode: number; token: string; problem: string | false }>
  type: (token: string, code: string, ip?: string) => Promise<{ statusCode: number; location: string }>
}

async function withApp(db: Db, body: (world: World) => Promise<void>): Promise<void> {
  const state = { now: START }
  const codes: string[] = []
  const app = await idleApp({
    trustProxy: true,
    textSubscriptions: {
      db,
      now: () => state.now,
      secret: 'only-for-this-test',
      book: BOOK,
      known: (id) => id === 'saeol',
      sendCode: async (number, code) => void codes.push(`${number} ${code}`),
      pages: {
        subscribe: (form: TextForm) => JSON.stringify(form),
        code: (form: CodeForm) => JSON.stringify(form),
        expired: () => '{}',
        busy: () => '{}',
      },
    },
  })
  const post = (url: string, payload: string, ip: string) =>
    app.inject({ method: 'POST', url, headers: { ...FORM, 'x-forwarded-for': ip }, payload })
  await body({
    app,
    state,
    codes,
    ask: async (more = 'number=010-1234-5678&scope=saeol&consent=yes', ip = '1.1.1.1') => {
      const answer = await post('/subscribe/text', more, ip)
      return { statusCode: answer.statusCode, ...answer.json<{ token: string; problem: string | false }>() }
    },
    type: async (token, code, ip = '1.1.1.1') => {
      const payload = new URLSearchParams({ token, code }).toString()
      const { statusCode, headers } = await post('/subscribe/text/code', payload, ip)
      return { statusCode, location: String(headers.location ?? '') }
    },
  })
  await app.close()
}

const codeOf = (codes: string[]) => codes.at(-1)?.split(' ')[1] ?? ''

onBothDatabases(
  'with the code that came to the number somebody is subscribed, and led to their choices',
  async (db) => {
    await withApp(db, async ({ ask, type, codes }) => {
      const { statusCode, token } = await ask()
      assert.equal(statusCode, 200)
      assert.match(codes[0] ?? '', /^\+821012345678 \d{6}$/)
      assert.equal((await findSubscriber(db, BOOK, 'sms', NUMBER))?.status, 'pending')
      const code = codeOf(codes)
      assert.equal((await type(token, code === '000000' ? '111111' : '000000')).statusCode, 422)
      assert.equal((await findSubscriber(db, BOOK, 'sms', NUMBER))?.status, 'pending')
      const right = await type(token, `${code.slice(0, 3)} ${code.slice(3)}`)
      assert.equal(right.statusCode, 303)
      assert.match(right.location, /^\/manage\//)
      const found = await findSubscriber(db, BOOK, 'sms', NUMBER)
      assert.deepEqual([found?.status, found?.scope], ['active', ['saeol']])
    })
  },
)

onBothDatabases('whoever is subscribed comes to their choices, which stay as they are', async (db) => {
  await withApp(db, async ({ ask, type, codes }) => {
    const first = await ask()
    await type(first.token, codeOf(codes))
    const again = await ask('number=01012345678&consent=yes')
    assert.match((await type(again.token, codeOf(codes))).location, /^\/manage\//)
    assert.deepEqual((await findSubscriber(db, BOOK, 'sms', NUMBER))?.scope, ['saeol'])
  })
})

onBothDatabases('a code is good for ten minutes and five tries, of one number, and not made up', async (db) => {
  await withApp(db, async ({ ask, type, codes, state }) => {
    const { token } = await ask()
    const code = codeOf(codes)
    assert.equal((await type(`${token}x`, code)).statusCode, 410)
    for (let turn = 0; turn < 5; turn += 1) assert.equal((await type(token, 'wrong', `2.2.2.${turn}`)).statusCode, 422)
    assert.equal((await type(token, code, '3.3.3.3')).statusCode, 429)
    state.now += 10 * 60_000
    assert.equal((await type(token, code, '4.4.4.4')).statusCode, 410)
  })
})

onBothDatabases(
  'nobody is pestered: three texts a day to a number, ten an hour from one place; the answer tells nothing',
  async (db) => {
    await withApp(db, async ({ ask, codes, state }) => {
      for (let turn = 0; turn < 5; turn += 1) assert.equal((await ask()).statusCode, 200)
      assert.equal(codes.length, 3)
      state.now += DAY + 1
      assert.equal((await ask()).statusCode, 200)
      assert.equal(codes.length, 4)
      for (let turn = 0; turn < 10; turn += 1) await ask()
      const many = await Promise.all(
        Array.from({ length: 3 }, (_, turn) => ask(`number=010-2000-000${turn}&consent=yes`).catch(() => null)),
      )
      assert.ok(many.every((one) => one === null || one.statusCode === 429))
    })
  },
)

onBothDatabases('what is wrong with the form is said, and no text goes out', async (db) => {
  await withApp(db, async ({ ask, codes }) => {
    for (const [form, problem] of [
      ['number=02-123-4567&consent=yes', /휴대전화 번호/],
      ['number=010-1234-5678', /동의/],
      ['number=010-1234-5678&scope=nonsense&consent=yes', /알 수 없는 서비스/],
    ] as const) {
      const answer = await ask(form)
      assert.equal(answer.statusCode, 422)
      assert.match(String(answer.problem), problem)
    }
    assert.deepEqual(codes, [])
  })
})

// Every provider against a stand-in of its company: what holds for one holds for all.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { Value } from 'typebox/value'
import { openHttp } from '../../../../server/notify/http.ts'
import { SMS_PROVIDERS } from '../../../../server/notify/sms/index.ts'
import { SendError, type SmsMessage, type SmsProvider } from '../../../../server/notify/sms/provider.ts'
import { NOW, STAND_INS, type StandIn, type Taken } from './stand-ins.ts'

type Mode = 'receipts' | 'works' | 'broken' | 'busy' | 'silent' | 'nonsense' | 'breaks-off'

const short = (to: string, words = '정부24 "로그인" 장애'): SmsMessage => ({ to, text: words, kind: 'SMS' })
const TWO = [short('+821020000000'), short('+821020000001')]

/** `taken`: everything the company took. */
async function company(context: TestContext, standIn: StandIn, mode: Mode = 'works') {
  const taken: Taken[] = []
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const read = standIn.read(request, body)
    if (mode === 'broken') return response.writeHead(503).end('{}')
    if (mode === 'busy') return response.writeHead(429, { 'retry-after': '7' }).end('{}')
    if (mode === 'silent') return
    if (mode === 'nonsense') return response.writeHead(standIn.accept([])[0]).end('<html>')
    if (read === null) return answer(standIn.refuse)
    if (mode === 'receipts') return answer([200, standIn.receipts?.answer])
    if (request.method === 'GET') return answer([200, standIn.list?.(taken)])
    taken.push(...read)
    return mode === 'breaks-off' ? response.destroy() : answer(standIn.accept(read))

    function answer([status, said]: [number, unknown]) {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = openHttp(150)
  context.after(async () => {
    await http.close()
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { http, taken, settings: { from: '02-1588-0000', url, ...standIn.settings } }
}

async function failure(provider: SmsProvider, context: TestContext, standIn: StandIn, mode: Mode): Promise<SendError> {
  const { http, settings } = await company(context, standIn, mode)
  const error = await provider.send(TWO, settings, http, NOW).then(
    () => null,
    (error: unknown) => error,
  )
  assert.ok(error instanceof SendError, mode)
  assert.doesNotMatch(error.message, /only-for-this-test|2000000|로그인/, 'neither secret nor number nor text')
  return error
}

test('every provider but the rehearsal has a stand-in', () => {
  assert.deepEqual(
    SMS_PROVIDERS.map(({ name }) => name).filter((name) => name !== 'catcher'),
    Object.keys(STAND_INS),
  )
})

for (const provider of SMS_PROVIDERS.filter(({ name }) => name !== 'catcher')) {
  const standIn = STAND_INS[provider.name] as StandIn

  test(`${provider.name}: texts arrive whole at the right numbers, short and long, each with a reference`, async (context) => {
    const { http, taken, settings } = await company(context, standIn)
    const long = { ...short('+821020000002', '가'.repeat(500)), kind: 'LMS' as const, subject: '안내' }
    const answers = [
      ...(await provider.send(TWO, settings, http, NOW)),
      ...(await provider.send([long], settings, http, NOW)),
    ]
    assert.ok(
      answers.every((answer) => answer.ok && answer.ref.length > 0),
      JSON.stringify(answers),
    )
    assert.deepEqual(
      taken.map(({ to, text, kind }) => [to, text, kind]),
      [...TWO, long].map(({ to, text, kind }) => [to.replace('+82', '0'), text, kind]),
    )
  })

  test(`${provider.name}: different texts and the same number twice in one call`, async (context) => {
    const { http, taken, settings } = await company(context, standIn)
    const messages = [short('+821020000000', '하나'), short('+821020000000', '둘'), short('+821020000001', '하나')]
    const answers = await provider.send(messages, settings, http, NOW)
    assert.equal(answers.length, 3)
    assert.deepEqual(taken.map(({ text }) => text).sort(), ['둘', '하나', '하나'])
  })

  test(`${provider.name}: a wrong secret is our mistake for good, and nothing is sent`, async (context) => {
    const { http, taken, settings } = await company(context, standIn)
    const wrong = { ...settings, [standIn.wrong]: standIn.wrong === 'headers' ? '{}' : 'another' }
    await assert.rejects(
      provider.send(TWO, wrong, http, NOW),
      (error: SendError) => error.permanent && !error.ambiguous,
    )
    assert.deepEqual(taken, [])
  })

  test(`${provider.name}: a company that is broken, busy, silent or babbling is tried again, and it is said whether texts may have gone out`, async (context) => {
    const facts = async (mode: Mode) => {
      const { permanent, ambiguous, retryAfterMs } = await failure(provider, context, standIn, mode)
      return [permanent, ambiguous, retryAfterMs]
    }
    assert.deepEqual(await facts('broken'), [false, true, null])
    assert.deepEqual(await facts('busy'), [false, false, 7000])
    assert.deepEqual(await facts('silent'), [false, true, null])
    assert.deepEqual(await facts('breaks-off'), [false, true, null])
    if (provider.name !== 'http' || standIn.settings.success)
      assert.deepEqual(await facts('nonsense'), [false, true, null])
  })

  test(`${provider.name}: what it lacks in the configuration is noticed`, () => {
    const { from: _, ...settings } = { from: '', url: 'http://x', ...standIn.settings }
    assert.equal(Value.Check(provider.SettingsSchema, settings), true)
    const { [standIn.wrong]: __, ...lacking } = settings as Record<string, string>
    if (standIn.wrong !== 'headers') assert.equal(Value.Check(provider.SettingsSchema, lacking), false)
  })

  if (provider.find) {
    test(`${provider.name}: after a call that broke off it says what it took`, async (context) => {
      const { http, settings } = await company(context, standIn, 'breaks-off')
      const [first] = TWO
      await assert.rejects(provider.send(TWO.slice(0, 1), settings, http, NOW))
      const found = await provider.find?.(TWO.slice(0, 1), settings, http, NOW - 1000, NOW)
      assert.deepEqual([...(found?.keys() ?? [])], [first?.to])
    })
  }
}

for (const provider of SMS_PROVIDERS.filter(({ receipts }) => receipts)) {
  const standIn = STAND_INS[provider.name] as StandIn
  const asked = [0, 1, 2].map((index) => ({
    ref: provider.name === 'solapi' ? `M${index}` : (standIn.receipts?.ref ?? ''),
    to: `+8210200000${String(index).padStart(2, '0')}`,
  }))

  test(`${provider.name}: says which texts arrived, which never will, and nothing of what is on its way`, async (context) => {
    const { http, settings } = await company(context, standIn, 'receipts')
    const found = await provider.receipts?.(asked, settings, http, NOW)
    assert.deepEqual(
      asked.map((one) => found?.get(one)),
      ['delivered', 'expired', undefined],
    )
    const wrong = { ...settings, [standIn.wrong]: 'another' }
    await assert.rejects(async () => provider.receipts?.(asked, wrong, http, NOW), SendError)
  })
}

test('NHN: a number that is refused within a call that succeeds is told for itself', async (context) => {
  const standIn = STAND_INS.nhn as StandIn
  const accept = (): [number, unknown] => [
    200,
    {
      header: { isSuccessful: true },
      body: { data: { requestId: 'N1', sendResultList: [{ recipientNo: '01020000001', resultCode: -2019 }] } },
    },
  ]
  const { http, settings } = await company(context, { ...standIn, accept })
  const provider = SMS_PROVIDERS.find(({ name }) => name === 'nhn') as SmsProvider
  const [first, second] = await provider.send(TWO, settings, http, NOW)
  assert.equal(first?.ok, true)
  assert.deepEqual(second?.ok === false && second.code, '-2019')
})

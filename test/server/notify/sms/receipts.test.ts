// What became of texts, on both databases and against a stand-in of a company.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Db } from '../../../../data/database.ts'
import { deliveriesOf } from '../../../../data/queries/receipts.ts'
import { saveConfiguredSubscribers } from '../../../../data/queries/subscribers.ts'
import { openHttp } from '../../../../server/notify/http.ts'
import { followReceipts } from '../../../../server/notify/sms/receipts.ts'
import { BOOK } from '../../../support/address-book.ts'
import { onBothDatabases } from '../../../support/databases.ts'
import { START } from '../world.ts'

const MINUTE = 60_000
const NUMBERS = ['+821020000000', '+821020000001', '+821020000002']
type Status = { to: string; status: string; statusName?: string }

/** Texts that SENS took at START, one for each number. */
async function sent(db: Db, at = START): Promise<void> {
  const person = { channel: 'sms' as const, language: 'ko' as const, role: 'public' as const, name: '', scope: [] }
  await saveConfiguredSubscribers(
    db,
    BOOK,
    NUMBERS.map((address) => ({ ...person, address })),
    START,
  )
  for (const number of NUMBERS) {
    const attempt = {
      id: `${number} ${at}`,
      subscriber: BOOK.idOf('sms', number),
      topic: 't',
      version: 1,
      kind: 'opened',
      channel: 'sms' as const,
      provider: 'sens',
      state: 'accepted' as const,
      started_at: at,
      finished_at: at,
      provider_ref: 'R1',
      error: null,
      receipt: '' as const,
      receipt_at: null,
    }
    await db.insertInto('attempts').values(attempt).execute()
  }
}

async function withSens(
  db: Db,
  said: Status[],
  body: (ask: (now: number) => Promise<number>, calls: () => number) => Promise<void>,
) {
  let calls = 0
  const server = createServer((_request, response) => {
    calls += 1
    response
      .writeHead(said.length > 0 ? 200 : 503, { 'content-type': 'application/json' })
      .end(JSON.stringify({ messages: said }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = openHttp()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const settings = [
    { provider: 'sens', from: '02-1588-0000', settings: { serviceId: 's', accessKey: 'a', secretKey: 'k', url } },
  ]
  try {
    await body(
      (now) => followReceipts({ db, settings, http, open: BOOK.open }, now),
      () => calls,
    )
  } finally {
    await http.close()
    server.close()
  }
}

const receiptsOf = async (db: Db) =>
  (await db.selectFrom('attempts').select('receipt').orderBy('id').execute()).map(({ receipt }) => receipt)

onBothDatabases('what arrived and what never will is known after a minute, the rest is asked for again', async (db) => {
  await sent(db)
  const said = [
    { to: '01020000000', status: 'COMPLETED', statusName: 'success' },
    { to: '01020000001', status: 'COMPLETED', statusName: 'fail' },
    { to: '01020000002', status: 'READY' },
  ]
  await withSens(db, said, async (ask, calls) => {
    assert.equal(await ask(START + MINUTE - 1), 0)
    assert.equal(calls(), 0)
    assert.equal(await ask(START + MINUTE), 2)
    assert.deepEqual(await receiptsOf(db), ['delivered', 'expired', ''])
    await ask(START + 2 * MINUTE)
    assert.equal(calls(), 1)
    said[2] = { to: '01020000002', status: 'COMPLETED', statusName: 'success' }
    assert.equal(await ask(START + 11 * MINUTE), 1)
    assert.deepEqual(await receiptsOf(db), ['delivered', 'expired', 'delivered'])
    await ask(START + 60 * MINUTE)
    assert.equal(calls(), 2)
  })
  const deliveries = await deliveriesOf(db, START - 1, START + 15 * MINUTE)
  assert.deepEqual(deliveries.get('sens'), { taken: 3, arrived: 1 })
})

onBothDatabases('a provider that does not answer is asked again, for three days and no longer', async (db) => {
  await sent(db)
  await withSens(db, [], async (ask, calls) => {
    assert.equal(await ask(START + MINUTE), 0)
    assert.equal(await ask(START + 11 * MINUTE), 0)
    assert.equal(await ask(START + 72 * 60 * MINUTE), 0)
    assert.equal(calls(), 2)
  })
})

onBothDatabases('a number that nothing reaches three times over three days is told no more', async (db) => {
  const failing = NUMBERS.map((number) => ({ to: number.replace('+82', '0'), status: 'COMPLETED', statusName: 'fail' }))
  await withSens(db, failing, async (ask) => {
    for (const day of [0, 2, 4]) {
      const at = START + day * 24 * 60 * MINUTE
      await sent(db, at)
      await ask(at + MINUTE)
    }
  })
  const people = await db.selectFrom('subscribers').select(['status', 'left_because']).execute()
  assert.deepEqual(people[0], { status: 'left', left_because: 'bounced' })
})

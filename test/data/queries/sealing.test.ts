import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { SealError } from '../../../data/address-book.ts'
import { openAddressBook } from '../../../data/queries/sealing.ts'
import { leave, presentId, saveConfiguredSubscribers, subscriberById } from '../../../data/queries/subscribers.ts'
import { onBothDatabases } from '../../support/databases.ts'

const [OLD, NEW] = ['the old key, of more than thirty-two letters', 'the new key, of more than thirty-two letters']
const NOW = Date.UTC(2026, 10, 17)
const CENTER = {
  channel: 'email' as const,
  language: 'ko' as const,
  role: 'center' as const,
  name: '예시 주민센터',
  scope: [],
}

onBothDatabases(
  'a database that knew no sealing is sealed whole, and old links still find their people',
  async (db) => {
    const oldId = (address: string) => createHash('sha256').update(`email:${address}`).digest('hex').slice(0, 24)
    for (const [address, status] of [
      ['a@b.kr', 'active'],
      ['gone@b.kr', 'left'],
    ] as const) {
      const id = oldId(address)
      await sql`insert into subscribers (id, channel, address, language, role, name, scope, status, source, created_at, region, district,
      preferences, left_because) values (${id}, 'email', ${status === 'left' ? id : address}, 'ko', 'center', '', '[]', ${status},
      'configuration', 0, '', '', '{}', '')`.execute(db)
    }
    await sql`insert into staff_reports (id, center, component, answer, at) values ('t', ${oldId('a@b.kr')}, 'c', 'fails', 0)`.execute(
      db,
    )
    const book = await openAddressBook(db, [OLD])
    const id = await presentId(db, book, oldId('a@b.kr'))
    assert.equal(id, book.idOf('email', 'a@b.kr'))
    const found = await subscriberById(db, id)
    assert.equal(book.open(found?.address ?? ''), 'a@b.kr')
    const tap = await db.selectFrom('staff_reports').select('center').executeTakeFirst()
    assert.equal(tap?.center, id, 'what hangs on the id went along')
    await saveConfiguredSubscribers(db, book, [{ ...CENTER, address: 'gone@b.kr' }], NOW)
    assert.equal((await subscriberById(db, book.idOf('email', 'gone@b.kr')))?.status, 'left', 'who left stays left')
  },
)

onBothDatabases('a new first key seals everybody anew; without the old one nothing is opened or lost', async (db) => {
  const before = await openAddressBook(db, [OLD])
  await saveConfiguredSubscribers(db, before, [{ ...CENTER, address: 'a@b.kr' }], NOW)
  const id = before.idOf('email', 'a@b.kr')
  await assert.rejects(openAddressBook(db, [NEW]), SealError)
  const both = await openAddressBook(db, [NEW, OLD])
  assert.equal(both.idOf('email', 'a@b.kr'), id, 'the id is the same')
  const after = await openAddressBook(db, [NEW])
  assert.equal(after.open((await subscriberById(db, id))?.address ?? ''), 'a@b.kr')
})

onBothDatabases('two replicas that seal at once agree', async (db) => {
  const books = await Promise.all(Array.from({ length: 4 }, () => openAddressBook(db, [OLD])))
  const ids = [...books, await openAddressBook(db, [OLD])].map((one) => one.idOf('email', 'a@b.kr'))
  assert.equal(new Set(ids).size, 1)
})

onBothDatabases('whoever left leaves nothing that can be opened or guessed', async (db) => {
  const book = await openAddressBook(db, [OLD])
  await saveConfiguredSubscribers(db, book, [{ ...CENTER, address: 'a@b.kr' }], NOW)
  const id = book.idOf('email', 'a@b.kr')
  await leave(db, id, NOW, 'bounced')
  const row = await db.selectFrom('subscribers').selectAll().executeTakeFirstOrThrow()
  assert.deepEqual([row.address, row.name, row.left_because], [id, '', 'bounced'])
})

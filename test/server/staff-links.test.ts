import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openDatabase } from '../../data/database.ts'
import { openAddressBook } from '../../data/queries/sealing.ts'
import { readStaffToken } from '../../server/notify/staff-link.ts'
import { temporaryFolder } from '../support/folders.ts'

const ROOT = join(import.meta.dirname, '../..')
const SUBSCRIBERS = `
subscribers:
  - { channel: email, address: counter@Example.org, language: en, role: center, name: 종로 센터, region: 서울특별시, district: 종로구 }
  - { channel: email, address: operator@example.org, role: operator, name: 담당자 }
`

function run(context: TestContext, subscribers: string, withConfig = true) {
  const folder = temporaryFolder(context)
  const file = join(folder, 'bongsu.yaml')
  const secret = 'linkSecret: 0123456789abcdef0123456789abcdef\n'
  const notify = 'notify: { email: { from: a@example.org, smtp: { host: localhost, port: 25 } } }\n'
  writeFileSync(file, secret + readFileSync(join(ROOT, 'bongsu.example.yaml'), 'utf8') + notify + subscribers)
  const words = withConfig ? ['--config', file, '--data', folder] : []
  const env = { ...process.env, BONGSU_KEY_SEOUL: 'k'.repeat(64) }
  return {
    folder,
    ...spawnSync(process.execPath, [join(ROOT, 'server/staff-links.ts'), ...words], { env, encoding: 'utf8' }),
  }
}

test('every configured center has a line with its own link, and nobody else has', async (context) => {
  const { folder, stdout, stderr, status } = run(context, SUBSCRIBERS)
  assert.equal(status, 0, stderr)
  const lines = stdout.trimEnd().split('\n')
  assert.equal(lines.length, 1)
  const [name, region, district, url = ''] = (lines[0] ?? '').split('\t')
  assert.deepEqual([name, region, district], ['종로 센터', '서울특별시', '종로구'])
  const [, token = ''] = url.split('https://status.example.org/en/staff/')
  const { db, close } = await openDatabase(join(folder, 'bongsu.sqlite'))
  const book = await openAddressBook(db, [readFileSync(join(folder, 'address-key'), 'utf8')]).finally(close)
  assert.equal(readStaffToken('0123456789abcdef0123456789abcdef', token), book.idOf('email', 'counter@example.org'))
})

test('a district without its region is a mistake, since districts of several regions are called alike', (context) => {
  const { stderr, status } = run(context, SUBSCRIBERS.replace('region: 서울특별시, ', ''))
  assert.equal(status, 1)
  assert.match(stderr, /\/subscribers\/0: add the region of "종로구"/)
})

test('without a configuration it says how to be called', (context) => {
  const { stderr, status } = run(context, SUBSCRIBERS, false)
  assert.equal(status, 2)
  assert.match(stderr, /npm run staff-links -- --config FILE/)
})

test('an option that it does not know is answered with how it is called, not how the server is', (context) => {
  const folder = temporaryFolder(context)
  const words = [join(ROOT, 'server/staff-links.ts'), '--centre', folder]
  const { stderr, status } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  assert.equal(status, 2)
  assert.match(stderr, /npm run staff-links -- --config FILE/)
  assert.doesNotMatch(stderr, /npm start/)
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import type { Db } from '../../../data/database.ts'
import { auditEntries } from '../../../data/queries/audit.ts'
import { openCenters } from '../../../data/queries/centers.ts'
import { findSubscriber, leave, saveConfiguredSubscribers } from '../../../data/queries/subscribers.ts'
import { loadRegions } from '../../../data/regions.ts'
import { exportCenters, importCenters, readCentersOrder } from '../../../server/centers/orders.ts'
import { readList } from '../../../server/centers/read-file.ts'
import { readRow } from '../../../server/centers/read-row.ts'
import { BOOK } from '../../support/address-book.ts'
import { onBothDatabases } from '../../support/databases.ts'

const REGIONS = loadRegions()
const NOW = Date.parse('2026-11-25T10:00:00+09:00')
const SAMPLES = join(import.meta.dirname, '../../../data/samples')
const HEADS = '기관코드,기관명,시도,시군구,우편번호,대표전화,알림메일,알림휴대전화'

const csv = (...rows: string[]) => Buffer.from([HEADS, ...rows].join('\n'))
const read = (...rows: string[]) => readList(csv(...rows)).rows.map((row) => readRow(row, REGIONS, '2026-11-25'))
function take(db: Db, bytes: Uint8Array, how: Partial<{ dryRun: boolean; allowClosures: boolean }> = {}) {
  return importCenters(db, BOOK, bytes, { by: '담당', dryRun: false, allowClosures: false, ...how }, REGIONS, NOW)
}

test('the public list and our own are read, in UTF-8 with BOM and in CP949, without a mistake', () => {
  for (const [file, encoding] of [
    ['centers-public.csv', 'UTF-8'],
    ['centers.csv', 'CP949'],
  ] as const) {
    const list = readList(readFileSync(join(SAMPLES, file)))
    assert.equal(list.encoding, encoding)
    assert.ok(list.rows.length >= 30)
    const rows = list.rows.map((row) => readRow(row, REGIONS, '2026-11-25'))
    assert.deepEqual(
      rows.flatMap(({ problems }) => problems),
      [],
    )
    assert.ok(
      rows.every(({ entry }) => /^\d{5}$/.test(entry?.postcode ?? '')),
      'leading zeros are back',
    )
  }
})

test('what is written carelessly is mended: blanks, decomposed Hangul, notes, postcodes, telephone numbers, short names of regions', () => {
  const [row] = read(
    `${'1234567'},${'사직동 주민센터'.normalize('NFD')}  (임시 청사) , 서울 ,종로구 ,3028,02-731-1234,A@Example.KR,010 1234 5678`,
  )
  assert.deepEqual(row?.problems, [])
  assert.deepEqual(row?.entry, {
    key: '1234567',
    code: '1234567',
    name: '사직동 주민센터',
    note: '임시 청사',
    region: '서울특별시',
    district: '종로구',
    town: '',
    postcode: '03028',
    address: '',
    phone: '02-731-1234',
    duty: '',
    mail: 'A@example.kr',
    mobile: '+821012345678',
  })
})

test('regions that are over lead to what stands in their place; among several a person chooses', () => {
  const told = (row: string) =>
    read(row)[0]?.problems.map(({ line, column, text, fatal }) => [line, column, text, fatal])
  assert.deepEqual(told(',a,광주광역시,동구,,,,'), [[2, '시도', '광주광역시 is called 전남광주통합특별시 now', false]])
  assert.deepEqual(told(',a,인천광역시,동구,,,,'), [[2, '시군구', '동구 is called 제물포구 now', false]])
  assert.deepEqual(told(',a,인천광역시,서구,,,,'), [[2, '시군구', '서구 is over; choose among 서해구, 검단구', true]])
  assert.deepEqual(told(',a,강완특별자치도,,,,,'), [
    [2, '시도', '"강완특별자치도" is no region; did you mean 강원특별자치도?', true],
  ])
  const before = readRow(
    readList(csv(',a,광주광역시,동구,,,,')).rows[0] ?? { line: 0, cells: {} },
    REGIONS,
    '2026-06-30',
  )
  assert.equal(before.entry?.region, '광주광역시')
})

test('each mistake is told with its line and column, and the row is left out', () => {
  const rows = read(',a,,,,,,', ',,서울,,,,,', ',b,서울,종로구,,,kein,02-123-4567', ',c,서울,종로구,1234567,999,,')
  assert.deepEqual(
    rows.flatMap(({ problems }) => problems).map(({ line, column, fatal }) => [line, column, fatal]),
    [
      [2, '시도', true],
      [3, '기관명', true],
      [4, '알림메일', true],
      [4, '알림휴대전화', true],
      [5, '우편번호', false],
      [5, '대표전화', false],
    ],
  )
})

test('a file that is no such list is refused with how to mend it', () => {
  for (const [bytes, message] of [
    [Buffer.from(''), /is empty/],
    [Buffer.from('이름,값\n1,2'), /must name 시도 and 기관명.*이름, 값/],
    [Buffer.from('시도,기관명,시도\n1,2,3'), /시도 stands twice/],
    [Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0xff]), /neither UTF-8 nor CP949/],
    [Buffer.from('시도,기관명\n"서울,a'), /no sound CSV/],
  ] as const) {
    assert.throws(() => readList(bytes), message)
  }
})

test('what is missing on the command line is said', () => {
  for (const [words, message] of [
    [[], /Say what to do/],
    [['import'], /Say which file/],
    [['import', 'a.csv'], /--by is missing/],
    [['export', 'a.csv'], /--by is missing/],
    [['delete', 'a'], /"delete" is nothing/],
  ] as const) {
    assert.throws(() => readCentersOrder([...words]), message)
  }
  assert.equal(readCentersOrder(['import', 'a.csv', '--dry-run']).order.do, 'import')
})

onBothDatabases(
  'a list is shown first, then taken whole: new, changed and closed centers, with who did it',
  async (db) => {
    const first = csv('1,가동,서울,종로구,,,a@b.kr,010-1234-5678', '2,나동,서울,종로구,,,,', '2,나동,서울,종로구,,,,')
    const shown = await take(db, first, { dryRun: true })
    assert.match(shown.said, /line 4, 기관코드: the same center stands in line 3/)
    assert.match(shown.said, /2 new, 0 changed, 0 closed, 0 the same\.\nThis was a dry run/)
    assert.deepEqual(await openCenters(db, BOOK), [])
    assert.equal((await take(db, first)).done, true)
    const told = await findSubscriber(db, BOOK, 'email', 'a@b.kr')
    assert.deepEqual([told?.role, told?.name, told?.status], ['center', '가동', 'active'])

    const second = csv('1,가동,서울,종로구,,,new@b.kr,010-1234-5678')
    const refused = await take(db, second)
    assert.match(refused.said, /1 of 2 centers would close, more than one in ten/)
    assert.equal(refused.done, false)
    assert.equal((await openCenters(db, BOOK)).length, 2, 'nothing was changed')
    const { said } = await take(db, second, { allowClosures: true })
    assert.match(said, /Changed:\n {2}서울특별시 종로구 가동: 알림메일\n/)
    assert.doesNotMatch(said, /b\.kr/, 'no address is shown')
    assert.deepEqual(
      (await openCenters(db, BOOK)).map(({ name, mail }) => [name, mail]),
      [['가동', 'new@b.kr']],
    )
    assert.equal((await findSubscriber(db, BOOK, 'email', 'a@b.kr'))?.status, 'left')
    const audit = await auditEntries(db, 10)
    assert.deepEqual([audit.length, audit[0]?.by_whom, audit[0]?.action], [2, '담당', 'centers-imported'])
  },
)

onBothDatabases('one mistake keeps the whole list out', async (db) => {
  const { said, done } = await take(db, csv('1,가동,서울,종로구,,,a@b.kr,', '2,나동,서울,종로구,,,kein,'))
  assert.equal(done, false)
  assert.match(said, /line 3, 알림메일: .*\n(.*\n)*1 mistake has to be mended first/)
  assert.deepEqual(await openCenters(db, BOOK), [])
})

onBothDatabases('who left stays left however often a list names them; who closed comes back with it', async (db) => {
  const both = csv('1,가동,서울,종로구,,,a@b.kr,', '2,나동,서울,종로구,,,b@b.kr,')
  await take(db, both)
  await leave(db, BOOK.idOf('email', 'a@b.kr'), NOW)
  const { said } = await take(db, both)
  assert.match(said, /line 2, 알림메일: whoever is there left/)
  assert.match(said, /0 new, 0 changed, 0 closed, 2 the same/)
  assert.equal((await findSubscriber(db, BOOK, 'email', 'a@b.kr'))?.status, 'left')
  await take(db, csv('1,가동,서울,종로구,,,a@b.kr,'), { allowClosures: true })
  await take(db, both)
  assert.equal((await findSubscriber(db, BOOK, 'email', 'b@b.kr'))?.status, 'active')
})

onBothDatabases('the configuration and the list leave each other alone', async (db) => {
  const configured = {
    channel: 'email' as const,
    address: 'c@b.kr',
    language: 'ko' as const,
    role: 'center' as const,
    name: 'x',
    scope: [],
  }
  await saveConfiguredSubscribers(db, BOOK, [configured], NOW)
  await take(db, csv('1,가동,서울,종로구,,,a@b.kr,'))
  await saveConfiguredSubscribers(db, BOOK, [configured], NOW)
  assert.equal((await findSubscriber(db, BOOK, 'email', 'a@b.kr'))?.status, 'active')
  assert.equal((await findSubscriber(db, BOOK, 'email', 'c@b.kr'))?.status, 'active')
})

onBothDatabases(
  'what is exported and imported again changes nothing, and no spreadsheet runs any of it',
  async (db) => {
    const word = fc.stringMatching(/^[가-힣a-z=+@,"-][가-힣a-z0-9 ,"=-]{0,8}[가-힣]$/)
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(word, { minLength: 1, maxLength: 5 }), async (names) => {
        const rows = names.map(
          (name, index) => `${index + 1},"${name.replaceAll('"', '""')}",서울,종로구,,,p${index}@b.kr,`,
        )
        await take(db, csv(...rows), { allowClosures: true })
        const { csv: written } = await exportCenters(db, BOOK, '담당', (id) => `https://x/${id}`, NOW)
        const cells: string[][] = parse(written, { bom: true })
        assert.deepEqual(
          cells.flat().filter((cell) => /^[=+@-]/.test(cell)),
          [],
        )
        const { said } = await take(db, Buffer.from(written))
        assert.match(said, /0 new, 0 changed, 0 closed/)
      }),
      { numRuns: 10 },
    )
  },
)

test('a list in CP949 reads like the same in UTF-8', () => {
  const text = [HEADS, '1,가동,서울,종로구,,,a@b.kr,'].join('\n')
  assert.deepEqual(readList(iconv.encode(text, 'cp949')).rows, readList(Buffer.from(text)).rows)
})

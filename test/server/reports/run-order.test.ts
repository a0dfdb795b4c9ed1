import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import BetterSqlite from 'better-sqlite3'
import { openDatabase } from '../../../data/database.ts'
import { insertTransitions } from '../../../data/queries/components.ts'
import { DAY, HOUR } from '../../../server/incidents/availability-calendar.ts'
import { readOrder } from '../../../server/reports/arguments.ts'
import { runOrder } from '../../../server/reports/run-order.ts'
import { LOGIN, turnRow } from '../incidents/history-rows.ts'

const START = Date.parse('2026-11-01T00:00:00+09:00')
const NOW = START + 3 * DAY

/** A data folder whose login worked from the beginning of the month on, but for two hours. */
async function folderWithHistory(context: TestContext): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-report-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const { db, close } = await openDatabase(join(folder, 'bongsu.sqlite'))
  await insertTransitions(db, [
    turnRow(START, 'operational'),
    turnRow(START + DAY, 'major_outage', 1),
    turnRow(START + DAY + 2 * HOUR, 'operational'),
  ])
  await close()
  return folder
}

const run = (folder: string, words: string[]) => runOrder(readOrder([...words, '--data', folder], NOW), {}, NOW)

function row(csv: string): Record<string, string> {
  const [names = '', ...lines] = csv.replace('\uFEFF', '').trim().split('\r\n')
  const cells = lines.find((line) => line.includes(`,${LOGIN},`))?.split(',') ?? []
  return Object.fromEntries(names.split(',').map((name, index) => [name, cells[index] ?? '']))
}

test('the report for spreadsheets has one row a component, and begins with a BOM', async (context) => {
  const folder = await folderWithHistory(context)
  const csv = await run(folder, ['--month', '2026-11', '--format', 'csv'])
  assert.ok(csv.startsWith('\uFEFFmonth,service,component'))
  const { down_minutes, availability_percent, coverage_percent } = row(csv)
  assert.deepEqual([down_minutes, availability_percent, coverage_percent], ['120', '97.222', '100'])
})

test('a correction changes the report, and the page of the report says so in both languages', async (context) => {
  const folder = await folderWithHistory(context)
  const correction = ['correct', '--component', LOGIN, '--from', '2026-11-02T00:00', '--to', '2026-11-02T01:00']
  await run(folder, [...correction, '--state', 'operational', '--reason', '=시험 계정 잠김, 서비스는 정상'])
  const csv = await run(folder, ['--month', '2026-11', '--format', 'csv'])
  assert.deepEqual([row(csv).down_minutes, row(csv).corrected], ['60', 'yes'])
  assert.match(csv, /,"'=시험 계정 잠김, 서비스는 정상"\r\n/)
  const revisions = await run(folder, ['revisions', '--component', LOGIN, '--day', '2026-11-02'])
  assert.match(revisions, /^revision 1, .* 95\.83%, 60 min down, 100% watched \(correction: =시험 계정/)
  const korean = await run(folder, ['--month', '2026-11'])
  assert.match(korean, /<h1>2026년 11월 가용률 보고서<\/h1>/)
  assert.match(korean, /로그인 \(정정됨\)/)
  assert.match(korean, /시험 계정 잠김, 서비스는 정상/)
  const file = join(folder, 'report.html')
  await run(folder, ['--month', '2026-11', '--language', 'en', '--out', file])
  assert.match(readFileSync(file, 'utf8'), /Login \(Corrected\)<\/th><td>98\.61%/)
})

test('what cannot be reported or corrected is said, and nothing is made', async (context) => {
  const folder = await folderWithHistory(context)
  await assert.rejects(run(join(folder, 'nowhere'), ['--month', '2026-11']), /There is no database at/)
  await assert.rejects(run(folder, ['--month', '2026-12']), /has not begun/)
  const unknown = ['correct', '--component', 'a/b', '--from', '2026-11-02T00:00', '--to', '2026-11-02T01:00']
  await assert.rejects(run(folder, [...unknown, '--state', 'operational', '--reason', 'x']), /not in the catalogue/)
})

test('what only reads leaves the database of an older server as it is', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-report-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'bongsu.sqlite')
  new BetterSqlite(file).exec('CREATE TABLE results (id text)').close()
  await assert.rejects(run(folder, ['--month', '2026-11']), /older Bongsu/)
  await assert.rejects(run(folder, ['revisions', '--component', LOGIN, '--day', '2026-11-02']), /older Bongsu/)
  const tables = new BetterSqlite(file, { readonly: true }).prepare('SELECT name FROM sqlite_master').all()
  assert.deepEqual(tables, [{ name: 'results' }])
})

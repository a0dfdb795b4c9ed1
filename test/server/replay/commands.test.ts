// The real commands, as somebody at a terminal calls them.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { loadCatalogue } from '../../../data/catalogue.ts'
import { openDatabase } from '../../../data/database.ts'
import { LOGIN } from '../incidents/town.ts'
import { record } from './story.ts'

const ROOT = join(import.meta.dirname, '../../..')
const PLACES = ['seoul', 'busan', 'sejong']
const folder = mkdtempSync(join(tmpdir(), 'bongsu-replay-'))
const CONFIG = join(folder, 'bongsu.json')
const RUNS = join(folder, 'runs.jsonl')
let times: string[] = []

before(async () => {
  const { db, close } = await openDatabase(join(folder, 'bongsu.sqlite'))
  const { span } = await record(db, '....xxxxxx........      ....', PLACES, loadCatalogue())
  await close()
  times = ['--from', new Date(span.from).toISOString(), '--to', new Date(span.until).toISOString()]
  const text = { ko: '봉수', en: 'Bongsu' }
  const site = { name: text, url: 'https://status.example.org', operator: text, contact: 'status@example.org' }
  const locations = PLACES.map((id) => ({ id, name: text, key: 'a key of sixteen letters' }))
  writeFileSync(CONFIG, JSON.stringify({ site, locations, data: folder }))
})
after(() => rmSync(folder, { recursive: true }))

function run(program: 'main' | 'export', ...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`server/replay/${program}.ts`, ...words], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status, stdout, stderr }
}

const written = (name: string, content: string) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

test('the present policy says the same, and the command ends with 0', () => {
  const { status, stdout, stderr } = run('main', ...times, '--config', CONFIG)
  assert.equal(status, 0, stdout + stderr)
  assert.match(stdout, /It would have said 1 incident, with (\d+) changes of state \(then: 1, with \1\)/)
  assert.match(stdout, /The same incidents were told then/)
  assert.match(stdout, /government24\/connection +government24\/login major_outage/)
  assert.match(stdout, /Which of these were false alarms cannot be known/)
})

test('another policy says something else, and the command ends with 3', () => {
  const policy = written('policy.yaml', 'holdTextSeconds: 300\n')
  const table = run('main', ...times, '--config', CONFIG, '--policy', policy)
  assert.equal(table.status, 3, table.stdout + table.stderr)
  assert.match(table.stdout, /holdTextSeconds: 0 → 300/)
  assert.match(table.stdout, /changed .*told 5 min later/)
})

test('what is exported is replayed like the database itself', () => {
  const exported = run('export', ...times, '--config', CONFIG, '--out', RUNS)
  assert.equal(exported.status, 0, exported.stderr)
  const printed = run('export', ...times, '--config', CONFIG)
  assert.equal(printed.stdout, readFileSync(RUNS, 'utf8'))
  const database = run('main', ...times, '--config', CONFIG, '--json')
  const file = run('main', ...times, '--config', CONFIG, '--json', '--file', RUNS)
  assert.equal(file.status, 0, file.stderr)
  const [fromDatabase, fromFile] = [database, file].map(({ stdout }) => JSON.parse(stdout))
  assert.deepEqual({ ...fromFile, file: null }, fromDatabase)
  assert.equal(fromFile.now.incidents.length, 1)
})

test('a history from elsewhere needs no configuration, and brings its own components', () => {
  const lines = readFileSync(RUNS, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ at, flow, location, verdict, durationMs }) => ({
      at,
      flow,
      component: 'elsewhere/login',
      location,
      verdict,
      durationMs,
    }))
    .filter(({ flow }) => flow === `${LOGIN}-flow`)
    .map((run) => JSON.stringify(run))
  const foreign = written('foreign.jsonl', lines.toReversed().join('\n'))
  const { status, stdout, stderr } = run('main', '--file', foreign, '--json')
  assert.equal(status, 0, stderr)
  const { now, then, runs } = JSON.parse(stdout)
  assert.equal(then, null)
  assert.equal(runs, lines.length)
  assert.deepEqual(
    now.incidents.map(({ cause }: { cause: string }) => cause),
    ['elsewhere/processing'],
  )
})

test('bad lines end it with 1 unless they are skipped', () => {
  const bad = written('bad.jsonl', `${readFileSync(RUNS, 'utf8')}{"at":1}\n`)
  const strict = run('main', '--file', bad)
  assert.equal(strict.status, 1)
  assert.match(strict.stderr, /bad\.jsonl:\d+: the run: missing flow, component/)
  const lax = run('main', '--file', bad, '--skip-bad')
  assert.equal(lax.status, 0, lax.stderr)
  assert.match(lax.stdout, /1 line of the file left out/)
})

test('a bad policy tells every mistake with its place, and wrong words are told with the usage', () => {
  const policy = run('main', ...times, '--config', CONFIG, '--policy', written('bad.yaml', 'tellAt: -1\nconfirm: 2\n'))
  assert.equal(policy.status, 1)
  assert.match(policy.stderr, /\/confirm: unknown setting; known here: .*\n.*\/tellAt: must be > 0/)
  const crossed = run('main', ...times, '--config', CONFIG, '--policy', written('crossed.yaml', 'tellAt: 4\n'))
  assert.equal(crossed.status, 1)
  assert.match(crossed.stderr, /\/suspectAt: 9 must not be greater than tellAt \(4\)/)
  for (const words of [[], ['--from', 'yesterday', '--to', 'today'], [...times, '--skip-bad'], ['--when']]) {
    const { status, stderr } = run('main', ...words)
    assert.equal(status, 2, stderr)
    assert.match(stderr, /npm run replay -- /)
  }
  const nowhere = run('main', ...times, '--data', join(folder, 'nowhere'))
  assert.deepEqual([nowhere.status, /There is no database at/.test(nowhere.stderr)], [2, true])
})

test('a time without runs is told with the time that has some', () => {
  const { status, stderr } = run('main', '--from', '2020-01-01T00:00', '--to', '2020-01-02T00:00', '--config', CONFIG)
  assert.equal(status, 2)
  assert.match(stderr, /No run arrived between --from and --to: the first one arrived 2026-/)
})

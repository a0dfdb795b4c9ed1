// The rules of the house that a machine can keep: who imports whom, who reads the clock, where SQL lives, what is listed.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { test } from 'node:test'

const ROOT = join(import.meta.dirname, '..')
const FOLDERS = ['probes', 'data', 'views', 'server']
const ENTRY_POINTS = [
  'server/main.ts',
  'server/staff-links.ts',
  'server/incident.ts',
  'server/telling.ts',
  'server/console.ts',
  'server/bounces.ts',
  'server/centers/main.ts',
  'server/verify.ts',
  'server/reports/main.ts',
  'server/replay/main.ts',
  'server/replay/export.ts',
  'probes/agent.ts',
  'probes/probe.ts',
  'probes/replicas/main.ts',
]
/** What `server` may import of the other folders, beside `data`. */
const SERVER_DOORS = [
  'views/render.ts',
  'views/format.ts',
  'views/messages/message.ts',
  'probes/result.ts',
  'probes/settings.ts',
  'probes/settings-file.ts',
  'probes/classify.ts',
]

type Source = { path: string; text: string }
const sources: Source[] = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') })),
)

test('probes, data and views import nothing of ours outside themselves; server only through its doors', () => {
  const strays = sources.flatMap(({ path, text }) =>
    importsOf(path, text)
      .filter((imported) => !mayImport(path, imported))
      .map((imported) => `${path} imports ${imported}`),
  )
  assert.deepEqual(strays, [])
})

test('only entry points read the clock, the environment and signals', () => {
  const readsThem = /\bDate\.now\(|\bnew Date\(\)|\bprocess\.env\b|(?<!\.)\bprocess\.on\(/
  assert.deepEqual(offenders(readsThem, ENTRY_POINTS), [])
})

test('only entry points, loops and network deadlines own timers', () => {
  const owners = [...ENTRY_POINTS, 'server/loops.ts', 'server/child.ts']
  const strays = offenders(/\bsetInterval\(|\bsetTimeout\(|timers\/promises/, owners).filter(
    (path) =>
      !path.startsWith('probes/checks/') && !path.startsWith('probes/replicas/') && path !== 'views/public/live.js',
  )
  assert.deepEqual(strays, [])
})

test('SQL and the database drivers live in data only', () => {
  const speaksSql = /from 'kysely|from 'better-sqlite3'|from 'pg'|\b(selectFrom|insertInto|updateTable|deleteFrom)\(/
  const strays = offenders(speaksSql, []).filter((path) => !path.startsWith('data/'))
  assert.deepEqual(strays, [])
})

test('migrations import nothing of ours and are all listed', () => {
  const migrations = sources.filter(({ path }) => /^data\/migrations\/\d/.test(path))
  assert.ok(migrations.length > 0)
  const list = readFileSync(join(ROOT, 'data/migrations/index.ts'), 'utf8')
  for (const { path, text } of migrations) {
    assert.deepEqual(importsOf(path, text), [], path)
    assert.match(list, new RegExp(path.replace('data/migrations/', '\\./')), path)
  }
})

test('every flow file stands in the one list of flows', () => {
  const list = readFileSync(join(ROOT, 'probes/flows.ts'), 'utf8')
  const flows = sources.filter(({ text }) => /^export const \w+: Flow = /m.test(text)).map(({ path }) => path)
  assert.ok(flows.length > 0)
  for (const path of flows) assert.ok(list.includes(path.replace('probes/', './')), `${path} is not in probes/flows.ts`)
})

test('every route file is registered in app.ts', () => {
  const app = readFileSync(join(ROOT, 'server/app.ts'), 'utf8')
  for (const { path, text } of sources.filter((source) => source.path.startsWith('server/routes/'))) {
    if (!/Routes\(/.test(text)) continue
    assert.ok(app.includes(path.replace('server/', './')), `${path} is not in server/app.ts`)
  }
})

test('every SMS provider stands in the one list of providers', () => {
  const list = readFileSync(join(ROOT, 'server/notify/sms/index.ts'), 'utf8')
  const providers = sources.filter(
    ({ path, text }) => path.startsWith('server/notify/sms/') && /\bsend\(|\bsend:/.test(text),
  )
  for (const { path, text } of providers) {
    if (!/^export const \w+: SmsProvider/m.test(text)) continue
    assert.ok(list.includes(path.replace('server/notify/sms/', './')), `${path} is not in server/notify/sms/index.ts`)
  }
})

function offenders(pattern: RegExp, allowed: string[]): string[] {
  return sources
    .filter(({ path, text }) => !allowed.includes(path) && pattern.test(withoutComments(text)))
    .map(({ path }) => path)
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
}

function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map(([, name]) =>
    relative(ROOT, normalize(join(ROOT, dirname(path), name ?? ''))),
  )
}

function mayImport(path: string, imported: string): boolean {
  const from = path.split('/')[0]
  const to = imported.split('/')[0]
  if (from === to) return true
  return from === 'server' && (to === 'data' || SERVER_DOORS.includes(imported))
}

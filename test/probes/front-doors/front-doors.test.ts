// Front doors are data: what a file may say, and what its flows then look for.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type FrontDoor, frontDoorFlows, readFrontDoors } from '../../../probes/front-doors/front-doors.ts'
import { withReplicas } from '../replicas/visitor.ts'
import { runAgainst } from '../run-against.ts'

const GOOD = '- { id: court, name: 법원, url: "https://court.example/start?a=1", title: [법원], words: [등기] }\n'

function folderWith(t: TestContext, files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'front-doors-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

test('a file of one’s own beside the bundled one adds sites, without any code', (t) => {
  const own = GOOD.replace('court', 'museum')
  const folder = folderWith(t, { 'front-doors.yaml': GOOD, 'own.yaml': own, 'notes.txt': 'not read' })
  const flows = frontDoorFlows(readFrontDoors(folder))
  assert.deepEqual(
    flows.map(({ id, component, tier }) => [id, component, tier]),
    [
      ['fallback-sites/court', 'fallback-sites/court', 'anonymous'],
      ['fallback-sites/museum', 'fallback-sites/museum', 'anonymous'],
    ],
  )
})

test('every mistake of a file is told at once: which file, where, and how to mend it', (t) => {
  const bad = '- { id: Court, name: 법원, url: court.example, title: 법원, speed: 3 }\n'
  assert.throws(
    () => readFrontDoors(folderWith(t, { 'own.yaml': bad })),
    ({ message }: Error) =>
      [
        /own\.yaml cannot be used/,
        /\/0\/id:.*small letters/,
        /\/0\/url:.*https/,
        /\/0\/title:.*list of words/,
        /\/0\/speed: unknown/,
        /missing words/,
      ].every((one) => one.test(message)),
  )
  assert.throws(
    () => readFrontDoors(folderWith(t, { 'a.yaml': GOOD, 'b.yaml': GOOD })),
    /b\.yaml.*\n.*"court" is given twice/,
  )
})

test('a page with another title, or without any of the words, is not the site', async (t) => {
  const { targets } = await withReplicas(t)
  const [door] = readFrontDoors()
  assert.ok(door)
  const run = (change: Partial<FrontDoor>) =>
    runAgainst(targets['fallback-sites'], frontDoorFlows([{ ...door, ...change }])[0])
  assert.equal((await run({ words: ['없는 말', door.words[0] ?? ''] })).verdict, 'ok')
  assert.equal((await run({ title: ['다른 누리집'] })).fault?.code, 'wrong-page')
  assert.equal((await run({ words: ['없는 말'] })).fault?.code, 'incomplete-page')
})

test('without a host in the settings a site is looked at where its entry says', async (t) => {
  const { targets } = await withReplicas(t)
  const target = targets['fallback-sites']
  const [door] = readFrontDoors()
  assert.ok(door && target)
  const url = `${target.hosts[door.id]}/`
  const result = await runAgainst({ ...target, hosts: {} }, frontDoorFlows([{ ...door, url }])[0])
  assert.equal(result.verdict, 'ok')
})

test('a mistake in a list keeps agent and probe from starting, with its place and as a mistake of the settings', (t) => {
  const folder = folderWith(t, { 'package.json': '{ "type": "module" }' })
  const root = join(import.meta.dirname, '../../..')
  cpSync(join(root, 'probes'), join(folder, 'probes'), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'probes/front-doors/own.yaml'), GOOD.replace('words', 'word'))
  const start = (...words: string[]) => spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' })
  const agent = start('probes/agent.ts', '--config', 'none.yaml')
  assert.deepEqual([agent.status, /own\.yaml/.test(agent.stderr), /at file:/.test(agent.stderr)], [78, true, false])
  const probe = start('probes/probe.ts', 'government24/front-page')
  assert.deepEqual([probe.status, /own\.yaml/.test(probe.stderr)], [3, true])
})

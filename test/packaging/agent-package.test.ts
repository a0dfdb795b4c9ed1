// The packed agent: what it consists of, and that it runs where nothing else of the project is.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { agentManifest, closure, importedPackages, type Lock } from '../../packaging/agent-package.ts'
import { FLOWS } from '../../probes/flows.ts'
import { planFlows } from '../../probes/plan.ts'
import { readAgentSettings } from '../../probes/settings.ts'

const ROOT = join(import.meta.dirname, '../..')
const SERVER_PACKAGES = ['fastify', 'kysely', 'pg', 'better-sqlite3', 'nodemailer', 'handlebars']

test('packages are found in every way in which a source may load them, types apart', () => {
  const source = `import a from 'a'\nimport { b } from '@s/b/deep'\nimport 'c/d'\nimport type { T } from 'types-only'
    const e = await import('e'); import.meta.resolve('f/file.wasm'); const file = '@s/g/font.ttf'
    import x from './x.ts'; import fs from 'node:fs'`
  assert.deepEqual(importedPackages([source]), ['@s/b', '@s/g', 'a', 'c', 'e', 'f'])
})

test('what packages need is followed as Node follows it, nearest first', () => {
  const lock: Lock = {
    '': {},
    'node_modules/a': { dependencies: { b: '1', c: '2' }, optionalDependencies: { missing: '1' } },
    'node_modules/a/node_modules/c': { dependencies: { d: '1', b: '1' } },
    'node_modules/b': { dependencies: { c: '1' } },
    'node_modules/c': {},
    'node_modules/d': {},
    'node_modules/unneeded': {},
  }
  const all = ['node_modules/a', 'node_modules/a/node_modules/c', 'node_modules/b', 'node_modules/c', 'node_modules/d']
  assert.deepEqual(closure(lock, ['a']), all)
})

test('a package that is only there for development is named', () => {
  const project = { version: '1', license: 'x', dependencies: { a: '^1' } }
  assert.throws(() => agentManifest(project, {}, ['a', 'b']), /probes\/ imports b: put them into `dependencies`/)
})

test('the example settings can be used as they stand', () => {
  const settings = readAgentSettings(join(ROOT, 'packaging/agent.example.yaml'), { BONGSU_KEY: 'k' })
  const { problems, run } = planFlows(FLOWS, settings, Date.now())
  assert.deepEqual(problems, [])
  assert.ok(run.length > 0)
})

test('the packed agent runs alone, without a package of the server', { timeout: 120_000 }, (t) => {
  const out = mkdtempSync(join(tmpdir(), 'bongsu-packed-'))
  t.after(() => rmSync(out, { recursive: true, force: true }))
  execFileSync(process.execPath, [join(ROOT, 'packaging/pack-agent.ts'), '--out', out], { encoding: 'utf8' })
  rmSync(join(out, 'bongsu-agent'), { recursive: true })
  const [tarball = ''] = readdirSync(out)
  assert.match(tarball, /^bongsu-agent-\d.*\.tgz$/)
  execFileSync('tar', ['-xzf', tarball], { cwd: out })
  const folder = join(out, 'package')
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  for (const name of SERVER_PACKAGES) assert.ok(!(name in manifest.dependencies), name)
  const run = (...words: string[]) => spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8', env: {} })
  const probe = run('probes/probe.ts', 'government24/issue-resident-register', '--json')
  assert.equal(probe.status, 0, probe.stderr)
  assert.equal(JSON.parse(probe.stdout).verdict, 'ok')
  const agent = run('probes/agent.ts', '--config', 'agent.example.yaml')
  assert.equal(agent.status, 78)
  assert.match(agent.stderr, /the environment has no BONGSU_KEY/)
})

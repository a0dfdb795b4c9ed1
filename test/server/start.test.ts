// What a person at the terminal sees when it cannot start: one clear message, and an exit code that is not 0.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../support/folders.ts'

const MAIN = join(import.meta.dirname, '../../server/main.ts')

test('a flag that does not exist is told with the flags that do', () => {
  const { code, said } = start('--prot', '8080')
  assert.equal(code, 2)
  assert.match(said, /--prot[\s\S]*--port N/)
})

test('a port that is no number is refused', () => {
  const { code, said } = start('--port', '80a')
  assert.equal(code, 2)
  assert.match(said, /whole number from 0 to 65535, not "80a"/)
})

test('a taken port is told with the way out, and nothing keeps running', async (context) => {
  const other = createServer().listen(0, '127.0.0.1')
  context.after(() => other.close())
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const { code, said } = start('--port', String(port), '--data', temporaryFolder(context))
  assert.equal(code, 1)
  assert.match(said, new RegExp(`Port ${port} is taken[^\n]*--port`))
  assert.doesNotMatch(said, /\n\s+at /)
})

test('a folder that another Bongsu uses is refused before anything in it is touched', (context) => {
  const data = temporaryFolder(context)
  writeFileSync(join(data, 'lock'), String(process.pid))
  const { code, said } = start('--port', '0', '--data', data)
  assert.equal(code, 1)
  assert.match(said, new RegExp(`in use by process ${process.pid}[^\n]*--data`))
  assert.deepEqual(readdirSync(data), ['lock'])
})

test('a file in place of the folder is told', (context) => {
  const file = join(temporaryFolder(context), 'a-file')
  writeFileSync(file, '')
  const { code, said } = start('--port', '0', '--data', file)
  assert.equal(code, 1)
  assert.match(said, /cannot be used: [^\n]*--data/)
  assert.doesNotMatch(said, /\n\s+at /)
})

test('a folder that cannot be written is told with the way out', (context) => {
  const file = join(temporaryFolder(context), 'a-file')
  writeFileSync(file, '')
  const { code, said } = start('--port', '0', '--data', join(file, 'var'))
  assert.equal(code, 1)
  assert.match(said, /cannot be used: [^\n]*--data/)
  assert.doesNotMatch(said, /\n\s+at /)
})

test('a bad configuration is told with all its mistakes', (context) => {
  const file = join(temporaryFolder(context), 'bongsu.yaml')
  writeFileSync(file, 'site: { url: example.org }\nlocations: []\nnothing: 1\n')
  const { code, said } = start('--config', file)
  assert.equal(code, 1)
  for (const part of ['/site/url', '/locations', 'nothing']) assert.ok(said.includes(part), said)
  assert.doesNotMatch(said, /\n\s+at /)
})

test('a configuration that is not there is told', () => {
  const { code, said } = start('--config', 'nowhere.yaml')
  assert.equal(code, 1)
  assert.match(said, /nowhere\.yaml/)
})

function start(...words: string[]): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], {
    encoding: 'utf8',
    timeout: 20_000,
  })
  return { code: status, said: stdout + stderr }
}

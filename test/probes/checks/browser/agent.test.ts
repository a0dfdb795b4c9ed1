// An agent with a browser that is told to end in the middle of a run leaves no process and no profile behind.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import sparticuz from '@sparticuz/chromium'

const ENTRY = join(import.meta.dirname, '../../../../probes/agent.ts')
const executable = await sparticuz.executablePath()

test('an agent that ends during a stuck page leaves no browser and no profile', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-agent-browser-'))
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary)
  const seen = Promise.withResolvers<void>()
  const site = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end('<p>x</p><script>setTimeout(() => { for (;;); }, 20)</script>')
    seen.resolve()
  }).listen(0, '127.0.0.1')
  await once(site, 'listening')
  t.after(() => {
    site.close()
    site.closeAllConnections()
    rmSync(folder, { recursive: true, force: true })
  })
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  const file = settingsAt(folder, { executable }, origin)
  const agent = spawn(process.execPath, [ENTRY, '--config', file], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: 'ignore',
  })
  t.after(() => agent.kill('SIGKILL'))
  await seen.promise
  assert.ok(readdirSync(temporary).length > 0 && running(temporary).length > 0)
  const told = Date.now()
  agent.kill('SIGTERM')
  await once(agent, 'exit')
  assert.ok(Date.now() - told < 4_000, `${Date.now() - told} ms`)
  assert.deepEqual([running(temporary), readdirSync(temporary)], [[], []])
})

test('an executable that cannot be run ends the agent with code 78 and says how to mend it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-agent-browser-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  for (const [wrong, words] of [
    [join(folder, 'nothing'), /\/browser\/executable: .* does not exist; give the path/],
    [folder, /\/browser\/executable: .* is no file/],
  ] as const) {
    const file = settingsAt(folder, { executable: wrong }, 'http://127.0.0.1:1')
    const agent = spawn(process.execPath, [ENTRY, '--config', file], { stdio: ['ignore', 'ignore', 'pipe'] })
    const [said, [code]] = await Promise.all([agent.stderr.toArray(), once(agent, 'exit')])
    assert.equal(code, 78)
    assert.match(Buffer.concat(said).toString(), words)
  }
})

function settingsAt(folder: string, browser: object, origin: string): string {
  const file = join(folder, 'agent.json')
  const identity = { name: '홍길동', login: 'x', password: 'y' }
  const agent = {
    name: 'a',
    location: 'b',
    key: 'k',
    server: 'http://127.0.0.1:1',
    spool: { folder: join(folder, 'spool') },
    targets: { government24: { replica: true, hosts: { www: origin, plus: origin }, identity } },
    flows: { '*': { enabled: false }, 'government24/issue-in-browser': { enabled: true, everySeconds: 1 } },
    browser,
  }
  writeFileSync(file, JSON.stringify({ agent }))
  return file
}

/** Processes whose command line names the folder, as that of every browser names its profile. */
function running(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
    } catch {
      return false // ended meanwhile
    }
  })
}

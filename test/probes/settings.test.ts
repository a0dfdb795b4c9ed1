import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { FLOWS } from '../../probes/flows.ts'
import { planFlows } from '../../probes/plan.ts'
import { type AgentSettings, readAgentSettings, SettingsError } from '../../probes/settings.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')
const GOOD = `
name: one
location: seoul
key: \${AGENT_KEY}
server: http://127.0.0.1:8080
spool: { folder: ./spool }
targets: { government24: { hosts: { www: 'https://www.gov.kr', plus: 'https://plus.gov.kr' } } }
`

function fileWith(context: TestContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-settings-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'agent.yaml')
  writeFileSync(file, text)
  return file
}

test('settings stand alone or under agent: in a bigger file, with secrets from the environment or a file', (context) => {
  const alone = readAgentSettings(fileWith(context, GOOD), { AGENT_KEY: 'secret' })
  assert.equal(alone.key, 'secret')
  assert.equal(alone.concurrency, 4)
  const secret = fileWith(context, 'from a file\n')
  const bigger = `site: {}\nagent:${GOOD.replace('${AGENT_KEY}', `\${file:${secret}}`).replaceAll('\n', '\n  ')}`
  assert.equal(readAgentSettings(fileWith(context, bigger), {}).key, 'from a file')
})

test('a secret may be what a command prints; when it does not, that is told without what it printed', (context) => {
  const program = (body: string) => {
    const file = fileWith(context, `#!/bin/sh\n${body}\n`)
    chmodSync(file, 0o755)
    return file
  }
  const withKey = (command: string) => fileWith(context, GOOD.replace('${AGENT_KEY}', `\${command:${command}}`))
  const good = withKey(`${program('printf "%s/%s\\n" "$1" "$#"')} two;$(words) $HOME`)
  assert.equal(readAgentSettings(good, {}).key, 'two;$(words)/2')
  const fails = (command: string, says: RegExp) =>
    assert.throws(
      () => readAgentSettings(withKey(command), {}),
      (error: Error) => says.test(error.message) && !error.message.includes('s3cret'),
    )
  fails(program('echo s3cret; echo s3cret >&2; exit 3'), /\/key: the command .*failed \(exit code 3\)/)
  fails(program('exit 0'), /\/key: the command .*printed nothing/)
  fails('/nowhere/program s3cret', /\/key: the command \/nowhere\/program cannot be run \(ENOENT\)/)
})

test('every mistake is told at once, with its place, and no secret', (context) => {
  const bad = GOOD.replace('name: one', 'name: One Two\nkee: x')
    .replace('https://www', 'www')
    .replace('server: http', 'server: ftp')
  assert.throws(
    () => readAgentSettings(fileWith(context, `${bad}concurrency: 0\nuserAgent: ''\n`), {}),
    (error) => {
      assert.ok(error instanceof SettingsError)
      const told = error.problems.join('\n')
      for (const place of [
        '/name:.*small letters',
        '/kee: unknown setting; known here',
        '/server',
        '/concurrency',
        '/userAgent',
      ])
        assert.match(told, new RegExp(place))
      assert.match(told, /AGENT_KEY/)
      assert.match(told, /\/targets\/government24\/hosts\/www/)
      return true
    },
  )
})

test('a logged-in flow needs a permission that is still valid; the anonymous ones go on without', () => {
  const plan = (authorisation?: AgentSettings['targets'][string]['authorisation']) =>
    planFlows(FLOWS, settings({ authorisation, identity: { name: '홍길동' } }), NOW)
  const bare = plan()
  assert.deepEqual(bare.problems, [])
  assert.equal(
    bare.run.every(({ flow }) => flow.tier === 'anonymous'),
    true,
  )
  assert.match(bare.refused.find(({ flow }) => flow === 'government24/login')?.why ?? '', /written permission/)
  const permission = { reference: 'A-1', issuer: '행정안전부' }
  assert.match(plan({ ...permission, validUntil: '2026-11-23' }).refused[0]?.why ?? '', /A-1 ended on 2026-11-23/)
  assert.deepEqual(plan({ ...permission, validUntil: '2026-11-24' }).refused, [])
})

test('a real service is never asked more often than it is owed, a replica as often as one likes', () => {
  const often = { flows: { '*': { everySeconds: 59 } } }
  const problems = planFlows(FLOWS, { ...settings({}), ...often }, NOW).problems.join('\n')
  assert.match(problems, /government24\/front-page\/everySeconds: 59 .* at least 60/)
  assert.match(problems, /government24\/login\/everySeconds: 59 .* at least 300/)
  assert.deepEqual(planFlows(FLOWS, { ...settings({ replica: true }), ...often }, NOW).problems, [])
})

test('how far the server may make a flow run more often is bounded by what the service is owed', () => {
  const bounds = (id: string, target: Parameters<typeof settings>[0], more: Partial<AgentSettings> = {}) =>
    planFlows(FLOWS, { ...settings(target), ...more }, NOW).run.find(({ flow }) => flow.id === `government24/${id}`)
      ?.bursts
  const identity = { name: '홍길동' }
  const permission = { reference: 'A-1', issuer: '행정안전부', validUntil: '2026-11-24' }
  const real = { identity, authorisation: permission }
  const wide = { identity, authorisation: { ...permission, bursts: true } }
  assert.deepEqual(bounds('front-page', {}), { leastSeconds: 5, runs: 28, withinSeconds: 300 })
  assert.deepEqual(bounds('front-page', {}, { bursts: { leastSeconds: 20, runs: 3 } }), {
    leastSeconds: 20,
    runs: 3,
    withinSeconds: 300,
  })
  assert.equal(bounds('login', real)?.leastSeconds, 300)
  assert.equal(bounds('login', wide)?.leastSeconds, 5)
  const issuing = { leastSeconds: 5, runs: 2, withinSeconds: 600 }
  assert.deepEqual(bounds('issue-resident-register', wide), issuing)
  assert.deepEqual(bounds('issue-resident-register', wide, { bursts: { runs: 20 } }), issuing)
  assert.deepEqual(bounds('login', { replica: true, identity }), { leastSeconds: 0, runs: Infinity, withinSeconds: 0 })
  assert.equal(bounds('front-page', { replica: true }, { bursts: { enabled: false } }), null)
})

test('a standby runs the same flows half as often, under its own name, and by a permission of its own', () => {
  const standby = { hosts: { www: 'https://standby.gov.kr', plus: 'https://standby.gov.kr' } }
  const authorisation = { reference: 'A-1', issuer: '행정안전부', validUntil: '2026-11-24' }
  const target = { authorisation, identity: { name: '홍길동' }, standby }
  const flows = { '*': { everySeconds: 400 }, 'government24/login-page@standby': { everySeconds: 900 } }
  const { run, refused, problems } = planFlows(FLOWS, { ...settings(target), flows }, NOW)
  const at = (id: string) => run.find(({ flow }) => flow.id === id)
  const front = at('government24/front-page@standby')
  assert.deepEqual(problems, [])
  assert.deepEqual([front?.flow.component, front?.target], ['government24/standby', standby])
  assert.deepEqual([at('government24/front-page')?.timing.everySeconds, front?.timing.everySeconds], [400, 800])
  assert.equal(at('government24/login-page@standby')?.timing.everySeconds, 900)
  assert.ok(at('government24/login'))
  const quick = { 'government24/login-page': { everySeconds: 90, timeoutSeconds: 7 } }
  const twin = planFlows(FLOWS, { ...settings(target), flows: quick }, NOW).run.find(
    ({ flow }) => flow.id === 'government24/login-page@standby',
  )
  assert.deepEqual([twin?.timing.everySeconds, twin?.timing.timeoutSeconds], [180, 7])
  const { why } = refused.find(({ flow }) => flow === 'government24/login@standby') ?? {}
  assert.match(why ?? '', /targets\.government24\.standby\.authorisation/)
  const unused = planFlows(FLOWS, { ...settings({}), flows }, NOW).problems
  assert.match(unused.join(), /login-page@standby: unknown/)
})

test('names of flows and targets that do not exist are mistakes', () => {
  const { problems } = planFlows(FLOWS, { ...settings({}), flows: { 'government24/logn': {} } }, NOW)
  assert.match(problems.join(), /government24\/logn: unknown; known are/)
})

function settings(target: Partial<AgentSettings['targets'][string]>): AgentSettings {
  const government24 = { hosts: { www: 'https://www.gov.kr', plus: 'https://plus.gov.kr' }, ...target }
  return { name: 'a', location: 'b', key: 'c', server: 'http://d', spool: { folder: 'e' }, targets: { government24 } }
}

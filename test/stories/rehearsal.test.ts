// The main job, end to end, as a newcomer sees it: the whole program with its children, real sockets, real time.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  allOperational,
  type CaughtMessage,
  type Running,
  type Status,
  startProgram,
  until,
} from '../support/rehearsal.ts'

const data = mkdtempSync(join(tmpdir(), 'bongsu-story-'))
let bongsu: Running

before(async () => {
  bongsu = await startProgram(data)
})
after(async () => {
  bongsu.process.kill('SIGKILL')
  rmSync(data, { recursive: true, force: true })
})

const status = () => bongsu.json<Status>('/api/v1/status')
const messages = () => bongsu.json<CaughtMessage[]>('/rehearsal/messages')

test('after the start every component turns green with fresh evidence', async () => {
  await until('everything is green', 40_000, async () => allOperational(await status()))
  for (const { components } of (await status()).services) {
    // what no flow exercises is concluded from what needs it
    for (const { id, watched, lastCheckedAt } of components)
      assert.ok(!watched || lastCheckedAt || id.startsWith('shared/'), id)
  }
  const page = await (await fetch(bongsu.address)).text()
  assert.match(page, /<html lang="ko"/)
  assert.match(page, /주민등록표/)
})

test('a broken login turns the page and the JSON, and a mail and a text arrive', async () => {
  await bongsu.switchFault('government24', 'login-rejects', true)
  await until('the login is down', 40_000, async () => state('government24/login', 'major_outage'))
  const mail = await until('a mail is caught', 20_000, async () =>
    (await messages()).find(({ channel }) => channel === 'email'),
  )
  assert.match(mail.subject, /정부24|Government 24/)
  assert.ok(mail.headers['list-unsubscribe'] || mail.to.startsWith('operator'))
  const text = await until('a text is caught', 20_000, async () =>
    (await messages()).find(({ channel }) => channel === 'sms'),
  )
  assert.match(text.text, /정부24/)
  const page = await (await fetch(bongsu.address)).text()
  assert.match(page, /장애/)
  const summary = await bongsu.json<{ status: { indicator: string }; incidents: { incident_updates: unknown[] }[] }>(
    '/api/v2/summary.json',
  )
  assert.notEqual(summary.status.indicator, 'none')
  assert.equal(summary.incidents.length, 1, 'one cause, one incident')
})

test('when it works again the incident resolves and those who were told hear of it', async () => {
  await bongsu.switchFault('government24', 'login-rejects', false)
  await until('everything is green', 60_000, async () => allOperational(await status()))
  const unresolved = () => bongsu.json<{ incidents: unknown[] }>('/api/v2/incidents/unresolved.json')
  await until('no incident is open', 20_000, async () => (await unresolved()).incidents.length === 0)
  await until('the center hears of it', 20_000, async () => {
    const mails = (await messages()).filter(({ to }) => to === 'counter@center.bongsu.test')
    return mails.length >= 2 && /정상화/.test(mails.at(-1)?.text ?? '')
  })
})

test('Ctrl-C stops everything within 5 seconds and leaves no process behind', async () => {
  const children = childrenOf(bongsu.process.pid ?? 0)
  assert.ok(children.length >= 2, 'replicas and agent are processes of their own')
  const begun = performance.now()
  assert.equal(await bongsu.interrupt(), 0)
  assert.ok(performance.now() - begun < 5000)
  for (const pid of children) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
})

async function state(id: string, wanted: string): Promise<boolean> {
  const { services } = await status()
  return services.some(({ components }) =>
    components.some((component) => component.id === id && component.state === wanted),
  )
}

function childrenOf(pid: number): number[] {
  const list = existsSync(`/proc/${pid}`)
    ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    : execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
  return list.trim().split(/\s+/).map(Number)
}

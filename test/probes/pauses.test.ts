// How long a flow that was turned away stays away, and who stays away with it.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { heldUntil, isOnTrial, type Pauses, pauseAfter, pausesKept } from '../../probes/pauses.ts'
import { readPauses, writePauses } from '../../probes/pauses-file.ts'
import type { Result } from '../../probes/result.ts'

const NOW = 1_700_000_000_000
const HOUR = 3_600_000
const login = { id: 'a/login', identity: 'identity:a:1' }
const issue = { id: 'a/issue', identity: 'identity:a:1' }
const front = { id: 'a/front', identity: null }

const away = (reason: string, pausedUntil?: number) => ({
  verdict: 'inconclusive' as const,
  reason,
  ...(pausedUntil === undefined ? {} : { pausedUntil }),
})
const conclusive = (verdict: Result['verdict']) => ({ verdict, reason: '' })

for (const [reason, others] of [
  ['account-locked: five wrong passwords', true],
  ['password-expired: 90 days', true],
  ['human-needed: a second factor', true],
  ['test-identity: no resident number', false],
  ['credentials-refused: rejected twice', false],
  ['captcha: asks for a human', false],
  ['blocked: answered 403', false],
  ['rate-limited: answered 429', false],
  ['interstitial: a page in between', false],
] as const) {
  test(`${reason.split(':')[0]} pauses ${others ? 'all that use the identity' : 'the flow alone'}`, () => {
    const { pauses, began } = pauseAfter({}, login, away(reason), NOW)
    assert.equal(began?.pause.until, NOW + HOUR)
    assert.equal(heldUntil(pauses, login), NOW + HOUR)
    assert.equal(heldUntil(pauses, issue), others ? NOW + HOUR : null)
    assert.equal(heldUntil(pauses, front), null)
  })
}

for (const reason of ['own-network: none', 'clock: off', 'probe-error: x', 'settings: x', 'stopped: x']) {
  test(`${reason.split(':')[0]} pauses nothing`, () =>
    assert.deepEqual(pauseAfter({}, login, away(reason), NOW).pauses, {}))
}

test('each time in a row is twice as long, up to a day, and a verdict starts over', () => {
  let pauses: Pauses = {}
  let now = NOW
  const hours: number[] = []
  for (let turn = 0; turn < 7; turn += 1) {
    const after = pauseAfter(pauses, login, away('account-locked: x'), now)
    hours.push(((after.began?.pause.until ?? 0) - now) / HOUR)
    pauses = after.pauses
    now = after.began?.pause.until ?? 0
  }
  assert.deepEqual(hours, [1, 2, 4, 8, 16, 24, 24])
  assert.ok(isOnTrial(pauses, 'identity:a:1', now))
  const unclear = pauseAfter(pauses, login, away('own-network: x'), now)
  assert.deepEqual([unclear.ended, unclear.pauses], [[], pauses])
  const letIn = pauseAfter(pauses, issue, conclusive('failed'), now)
  assert.deepEqual([letIn.ended, letIn.pauses], [['identity:a:1'], {}])
})

test('a run that was under way when the pause began neither prolongs nor ends it', () => {
  const { pauses } = pauseAfter({}, login, away('account-locked: x'), NOW)
  assert.deepEqual(pauseAfter(pauses, issue, away('account-locked: x'), NOW + 1_000).pauses, pauses)
  assert.deepEqual(pauseAfter(pauses, issue, conclusive('ok'), NOW + 2_000).pauses, pauses)
})

test('what the service says is kept to, be it shorter or longer, and doubles as well', () => {
  const minutes = (pauses: Pauses, now: number, said: number) => {
    const after = pauseAfter(pauses, front, away('rate-limited: 429', now + said * 60_000), now)
    return { pauses: after.pauses, minutes: ((after.began?.pause.until ?? 0) - now) / 60_000 }
  }
  const first = minutes({}, NOW, 2)
  assert.equal(first.minutes, 2)
  assert.equal(minutes(first.pauses, NOW + HOUR, 2).minutes, 4)
  assert.equal(minutes({}, NOW, 3_000).minutes, 3_000)
})

test('a rehearsal waits for seconds, not hours', () => {
  const { began } = pauseAfter({}, { ...front, ours: true }, away('captcha: x'), NOW)
  assert.equal(began?.pause.until, NOW + 30_000)
})

test('a restart forgets pauses for what stands in the settings, which are read anew, and no others', () => {
  const { pauses } = pauseAfter({}, front, away('blocked: 403'), NOW)
  for (const ours of ['test-identity: no password', 'credentials-refused: 2 times']) {
    assert.deepEqual(pausesKept(pauseAfter(pauses, login, away(ours), NOW).pauses), pauses)
  }
})

test('pauses are kept over restarts, and a file that holds something else is said and passed over', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-pauses-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'new', 'pauses.json')
  const said: string[] = []
  const say = (_: object, message: string) => void said.push(message)
  const log = { info: say, warn: say, error: say }
  assert.deepEqual(await readPauses(file, log), {})
  const { pauses } = pauseAfter({}, login, away('account-locked: x'), NOW)
  await writePauses(file, pauses, log)
  assert.deepEqual(await readPauses(file, log), pauses)
  assert.deepEqual([readdirSync(join(folder, 'new')), said], [['pauses.json'], []])
  writeFileSync(file, '{"flow:a":{"until":"soon"}}')
  assert.deepEqual(await readPauses(file, log), {})
  assert.match(said.join(), /cannot be read/)
  await writePauses(join(file, 'in', 'a', 'file'), pauses, log)
  assert.match(said.join(), /cannot be written/)
})

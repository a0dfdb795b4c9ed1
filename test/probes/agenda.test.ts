// Pauses and hosts in the schedule: who may run when, and what is said of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAgenda } from '../../probes/agenda.ts'
import type { Flow, Tier } from '../../probes/flow.ts'
import type { Pauses } from '../../probes/pauses.ts'
import type { PlannedFlow } from '../../probes/plan.ts'
import type { Result } from '../../probes/result.ts'
import { aResult } from './results.ts'

const HOUR = 3_600_000
const identity = { name: '홍길동', login: 'probe' }

function planned(id: string, tier: Tier, host = `https://${id}.example`): PlannedFlow {
  const pace = { everySeconds: 300, timeoutSeconds: 60, slowAfterSeconds: 10 }
  const flow: Flow = { id, component: 'a/one', service: 'a', tier, ...pace, steps: [] }
  const bursts = { leastSeconds: 5, runs: 8, withinSeconds: 300 }
  return { flow, target: { hosts: { www: host }, identity }, timing: pace, confirmEverySeconds: 0, bursts }
}

function scene(plan: PlannedFlow[], pauses: Pauses = {}) {
  const clock = { now: 1_700_000_000_000 }
  const said: string[] = []
  const kept: Pauses[] = []
  const say = (_: object, message: string) => void said.push(message)
  const agenda = openAgenda({
    plan,
    settings: { concurrency: 10 },
    log: { info: say, warn: say, error: say },
    now: () => clock.now,
    random: () => 0,
    paused: { pauses, keep: (now) => void kept.push(now) },
  })
  const end = (id: string, verdict: Result['verdict'], reason = '') => {
    const result = agenda.judge(id, { ...aResult(id), verdict, reason })
    agenda.ended(id, result)
    return result
  }
  const later = (ms: number) => {
    clock.now += ms
    return agenda.take().run.map(({ id, trigger }) => `${id} ${trigger}`)
  }
  return { clock, said, kept, agenda, end, later }
}

test('a locked account is left alone by all its flows, bursts or not, and then tried by one of them', () => {
  const { clock, said, kept, agenda, end, later } = scene([
    planned('login', 'authorised'),
    planned('issue', 'authorised'),
    planned('front', 'anonymous'),
  ])
  assert.deepEqual(later(5_000), ['login schedule', 'issue schedule', 'front schedule'])
  end('issue', 'ok')
  end('front', 'ok')
  const { pausedUntil } = end('login', 'inconclusive', 'account-locked: five wrong passwords')
  assert.equal(pausedUntil, clock.now + HOUR)
  agenda.hear(0, [{ id: 'x', flow: 'issue', rounds: [0, 10] }])
  assert.deepEqual(later(20_000), [])
  assert.deepEqual(later(HOUR / 2), ['front schedule'])
  end('front', 'ok')
  assert.deepEqual(later(HOUR / 2 - 20_000), ['front schedule', 'login schedule'])
  assert.equal(end('login', 'inconclusive', 'account-locked: still').pausedUntil, clock.now + 2 * HOUR)
  agenda.hear(0, [])
  assert.deepEqual(later(2 * HOUR), ['login schedule'])
  end('login', 'ok')
  assert.deepEqual(later(0), ['issue schedule'])
  assert.equal(said.filter((text) => /pauses until .*account-locked/.test(text)).length, 2)
  assert.equal(said.filter((text) => /login is let in again/.test(text)).length, 1)
  assert.deepEqual(kept.at(-1), {})
})

test('a pause of before a restart still holds', () => {
  const before = { 'flow:front': { code: 'blocked', until: 1_700_000_000_000 + HOUR, times: 1 } }
  const { later, end } = scene([planned('front', 'anonymous')], before)
  assert.deepEqual(later(HOUR - 1), [])
  assert.deepEqual(later(1), ['front schedule'])
  assert.equal(end('front', 'inconclusive', 'blocked: 403').pausedUntil, 1_700_000_000_000 + 3 * HOUR)
})

test('one host is never asked by more than two at once', () => {
  const host = 'https://www.example'
  const { later, end } = scene(
    ['a', 'b', 'c', 'd'].map((id) => planned(id, 'anonymous', id === 'd' ? undefined : host)),
  )
  assert.deepEqual(later(5_000), ['a schedule', 'b schedule', 'd schedule'])
  end('b', 'ok')
  assert.deepEqual(later(1), ['c schedule'])
})

test('bursts of two servers are both followed, and it is enough that one of them looks again', () => {
  const { agenda, end, later } = scene([planned('a', 'anonymous'), planned('b', 'anonymous')])
  agenda.hear(0, null)
  agenda.hear(1, [])
  later(5_000)
  end('a', 'failed')
  end('b', 'ok')
  assert.deepEqual(later(1_000), [])
  agenda.hear(1, [{ id: 'x', flow: 'a', rounds: [10] }])
  agenda.hear(0, [{ id: 'x', flow: 'b', rounds: [10] }])
  assert.deepEqual(later(10_000), ['a burst', 'b burst'])
  end('a', 'failed')
  end('b', 'failed')
  agenda.hear(1, null)
  agenda.hear(0, null)
  end('a', 'ok')
  end('a', 'failed')
  assert.deepEqual(later(0), ['a confirmation'])
})

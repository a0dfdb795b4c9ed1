// What an agent has lately lost beside the run in question: one row a course of events.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Beside, type Losses, lossesBeside, noteRun, targetOf } from '../../probes/losses.ts'
import type { Fault, Result } from '../../probes/result.ts'
import { aResult } from './results.ts'

const START = 1_700_000_000_000
const fails = (layer: Fault['layer'], code: string): Partial<Result> => {
  return { verdict: 'failed', fault: { layer, code, step: 's', target: 't', expectation: 'e', cause: 'c' } }
}
const REFUSED = fails('tcp', 'refused')
const OK: Partial<Result> = { verdict: 'ok' }

/** Runs a minute apart; asked a second after the last, for the target `own`. */
const TABLE: [what: string, runs: [target: string, run: Partial<Result>][], beside: Beside][] = [
  ['nothing was run', [], { failing: 0, of: 0 }],
  ['its own runs do not count', [['own', REFUSED]], { failing: 0, of: 0 }],
  [
    'two of three',
    [
      ['a', REFUSED],
      ['b', OK],
      ['c', fails('dns', 'timeout')],
    ],
    { failing: 2, of: 3 },
  ],
  [
    'the newest run of each',
    [
      ['a', OK],
      ['b', REFUSED],
      ['a', REFUSED],
      ['b', { verdict: 'slow' }],
    ],
    { failing: 1, of: 2 },
  ],
  [
    'a run that was put down to our network stays lost',
    [['a', { verdict: 'inconclusive', reason: 'own-network: x' }]],
    { failing: 1, of: 1 },
  ],
  [
    'other runs that could not tell leave what was known',
    [
      ['a', REFUSED],
      ['a', { verdict: 'inconclusive', reason: 'captcha: x' }],
    ],
    { failing: 1, of: 1 },
  ],
  [
    'who answers with an error was reached',
    [
      ['a', fails('http', 'status-503')],
      ['b', fails('auth', 'login-rejected')],
    ],
    { failing: 0, of: 2 },
  ],
  [
    'handshakes that stall are lost',
    [
      ['a', fails('tls', 'stalled')],
      ['b', fails('tls', 'expired')],
    ],
    { failing: 1, of: 2 },
  ],
  [
    'what is older than five minutes is not news',
    [
      ['a', REFUSED],
      ['b', OK],
      ['b', OK],
      ['b', OK],
      ['b', OK],
      ['b', OK],
    ],
    { failing: 0, of: 1 },
  ],
]
for (const [what, runs, beside] of TABLE) {
  test(what, () => {
    let losses: Losses = new Map()
    let now = START
    for (const [target, run] of runs) {
      now += 60_000
      losses = noteRun(losses, target, { ...aResult(), startedAt: now, ...run })
    }
    assert.deepEqual(lossesBeside(losses, 'own', now + 1_000), beside)
  })
}

test('flows of one service are one target, each of the fallback sites is one of its own', () => {
  const flow = (service: string, name: string) => ({ service, component: `${service}/${name}` })
  assert.equal(targetOf(flow('saeol', 'login')), targetOf(flow('saeol', 'counter')))
  assert.notEqual(targetOf(flow('fallback-sites', 'efamily')), targetOf(flow('fallback-sites', 'hometax')))
})

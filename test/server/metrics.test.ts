import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics, whyInconclusive } from '../../server/metrics.ts'

const TELLING = {
  backlog: [{ channel: 'email' as const, waiting: 7, oldestAt: 60_000 }],
  providers: [{ provider: 'smtp', accepted: 5, failed: 2, refused: 1, typicalMs: 250 }],
  stopped: true,
  now: 90_000,
}

test('how telling goes is read anew: who waits, since when, and how providers do', async () => {
  const { registry } = createMetrics({ paused: async () => [], telling: async () => TELLING })
  const said = await registry.metrics()
  for (const line of [
    'bongsu_telling_waiting{channel="email"} 7',
    'bongsu_telling_oldest_unsent_seconds{channel="email"} 30',
    'bongsu_telling_stopped 1',
    'bongsu_provider_attempts{provider="smtp",state="failed"} 2',
    'bongsu_provider_typical_seconds{provider="smtp"} 0.25',
  ]) {
    assert.ok(said.split('\n').includes(line), line)
  }
})

test('flows that pause are counted by location at each reading', async () => {
  let paused = [{ location: 'seoul' }, { location: 'seoul' }, { location: 'busan' }]
  const { registry } = createMetrics({ paused: async () => paused, telling: async () => TELLING })
  const first = await registry.metrics()
  assert.match(first, /^bongsu_paused_flows\{location="seoul"\} 2$/m)
  assert.match(first, /^bongsu_paused_flows\{location="busan"\} 1$/m)
  paused = []
  assert.ok(!(await registry.metrics()).includes('bongsu_paused_flows{'))
})

test('whatever an agent says, why a run could not tell is one of few words', () => {
  const reasons = ['captcha: it asks for a human', 'lag: late', 'x1: a', 'nonsense', '<script>', '']
  assert.deepEqual(reasons.map(whyInconclusive), ['captcha', 'lag', 'other', 'other', 'other', 'other'])
})

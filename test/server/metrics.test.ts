import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics, whyInconclusive } from '../../server/metrics.ts'

test('flows that pause are counted by location at each reading', async () => {
  let paused = [{ location: 'seoul' }, { location: 'seoul' }, { location: 'busan' }]
  const { registry } = createMetrics(async () => paused)
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

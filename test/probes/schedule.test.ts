import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Verdict } from '../../probes/result.ts'
import { afterRun, type Ended, hearBursts, startSchedule, takeDue } from '../../probes/schedule.ts'

const flow = (id: string, confirmEverySeconds = 0) => ({ id, everySeconds: 60, confirmEverySeconds, bursts: null })
const ended = (verdict: Verdict): Ended => ({ verdict, repeatable: true, confirm: true })

test('starts are staggered and never more at once than allowed', () => {
  const started = startSchedule([flow('a'), flow('b'), flow('c')], 0)
  const first = takeDue(started, 0, 2)
  assert.deepEqual(first.run, [{ id: 'a', trigger: 'schedule' }])
  assert.equal(first.next, 1000)
  const second = takeDue(first.schedule, 5000, 2)
  assert.deepEqual(
    second.run.map(({ id }) => id),
    ['b'],
  )
  assert.equal(second.next, null)
  const third = takeDue(afterRun(second.schedule, 'a', ended('ok'), 5000, 0), 5000, 2)
  assert.deepEqual(
    third.run.map(({ id }) => id),
    ['c'],
  )
})

test('a run comes never earlier than its interval and a little later by chance', () => {
  const { schedule } = takeDue(startSchedule([flow('a')], 0), 0, 1)
  assert.equal(takeDue(afterRun(schedule, 'a', ended('ok'), 3000, 0), 3000, 1).next, 60_000)
  assert.equal(takeDue(afterRun(schedule, 'a', ended('ok'), 3000, 1), 3000, 1).next, 63_000)
})

test('a run longer than its interval is followed at once but never overlapped', () => {
  const { schedule } = takeDue(startSchedule([flow('a')], 0), 0, 1)
  assert.deepEqual(takeDue(schedule, 90_000, 1).run, [])
  assert.equal(takeDue(afterRun(schedule, 'a', ended('ok'), 90_000, 0), 90_000, 1).run.length, 1)
})

test('the first failure of a streak is confirmed at once, the others wait, a success starts over', () => {
  assert.deepEqual(triggers(['failed', 'failed', 'failed', 'ok', 'failed', 'ok']), [
    'schedule@0',
    'confirmation@0',
    'schedule@60',
    'schedule@120',
    'schedule@180',
    'confirmation@180',
    'schedule@240',
  ])
})

test('an inconclusive run neither asks for confirmation nor ends a streak', () => {
  assert.deepEqual(triggers(['inconclusive', 'failed', 'inconclusive', 'failed']), [
    'schedule@0',
    'schedule@60',
    'confirmation@60',
    'schedule@120',
    'schedule@180',
  ])
})

test('confirmations of a flow that must not be repeated at will are bounded', () => {
  assert.deepEqual(triggers(['failed', 'ok', 'failed', 'ok'], 3600), [
    'schedule@0',
    'confirmation@0',
    'schedule@60',
    'schedule@120',
    'schedule@180',
  ])
})

test('the server that looks again itself is not forestalled, nor is a rejected login repeated', () => {
  for (const what of [{ confirm: false }, { repeatable: false }]) {
    const { schedule } = takeDue(startSchedule([flow('a')], 0), 0, 1)
    const after = afterRun(schedule, 'a', { ...ended('failed'), ...what }, 1000, 0)
    assert.equal(takeDue(after, 1000, 1).next, 60_000)
  }
})

test('rounds of a burst leave the schedule as it is, but for a breath', () => {
  const bursting = { ...flow('a'), bursts: { leastSeconds: 5, runs: 8, withinSeconds: 300 } }
  const first = takeDue(startSchedule([bursting], 0), 0, 1)
  const idle = afterRun(first.schedule, 'a', { ...ended('failed'), confirm: false }, 1000, 0)
  const asked = hearBursts(idle, [{ id: 'x', flow: 'a', rounds: [10, 56] }], 2000)
  const early = takeDue(asked, 12_000, 1)
  assert.deepEqual(early.run, [{ id: 'a', trigger: 'burst' }])
  const between = afterRun(early.schedule, 'a', ended('ok'), 13_000, 0)
  const late = takeDue(between, 58_000, 1)
  assert.deepEqual(late.run, [{ id: 'a', trigger: 'burst' }])
  const end = afterRun(late.schedule, 'a', ended('ok'), 59_000, 0)
  assert.equal(takeDue(end, 59_000, 1).next, 63_000)
})

/** Plays runs of no duration and answers when each one began, and the one after them. */
function triggers(verdicts: ('ok' | 'failed' | 'inconclusive')[], confirmEverySeconds = 0): string[] {
  let schedule = startSchedule([flow('a', confirmEverySeconds)], 0)
  let now = 0
  const story: string[] = []
  for (const verdict of [...verdicts, null]) {
    now = Math.max(now, takeDue(schedule, now - 1, 1).next ?? now)
    const taken = takeDue(schedule, now, 1)
    story.push(`${taken.run[0]?.trigger}@${now / 1000}`)
    if (verdict) schedule = afterRun(taken.schedule, 'a', ended(verdict), now, 0)
  }
  return story
}

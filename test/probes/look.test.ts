// Bursts as an agent follows them: played second by second on the schedule.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LookBounds } from '../../probes/look.ts'
import type { Burst } from '../../probes/result.ts'
import { afterRun, type Ended, hearBursts, startSchedule, takeDue } from '../../probes/schedule.ts'

const FREE: LookBounds = { leastSeconds: 5, runs: 8, withinSeconds: 300 }
const burst = (rounds: number[], id = 'x', flow = 'a'): Burst => ({ id, flow, rounds })
const good: Ended = { verdict: 'ok', repeatable: true, confirm: false }

type Story = {
  bounds?: LookBounds | null
  /** What the server lists from each second on. */
  says: Record<number, Burst[]>
  takesSeconds?: number
  until: number
  what?: Ended
  everySeconds?: number
}

/** When runs of bursts began, in seconds; the flow's own run begins at 0. */
function play({ bounds = FREE, says, takesSeconds = 1, until, what = good, everySeconds = 600 }: Story): number[] {
  const flow = { id: 'a', everySeconds, confirmEverySeconds: 0, bursts: bounds }
  let schedule = startSchedule([flow], 0)
  let listed: Burst[] = []
  let endsAt: number | null = null
  const begun: number[] = []
  for (let second = 0; second <= until; second += 1) {
    const now = second * 1000
    listed = says[second] ?? listed
    schedule = hearBursts(schedule, listed, now)
    if (endsAt === second) schedule = afterRun(schedule, 'a', what, now, 0)
    const { run, ...taken } = takeDue(schedule, now, 4)
    schedule = taken.schedule
    assert.ok(run.length === 0 || endsAt === null || endsAt <= second, 'two runs of one flow at once')
    if (run[0]) endsAt = second + takesSeconds
    if (run[0]?.trigger === 'burst') begun.push(second)
  }
  return begun
}

const stories: [says: string, story: Story, runs: number[]][] = [
  [
    'rounds count from when the burst is first heard of, however often it is named',
    { says: { 10: [burst([0, 15, 30])] }, until: 100 },
    [10, 25, 40],
  ],
  ['an agent that may not be asked does nothing', { bounds: null, says: { 10: [burst([0, 15])] }, until: 100 }, []],
  ['bursts of other flows are none of this one', { says: { 10: [burst([0], 'x', 'b')] }, until: 100 }, []],
  ['what is no longer listed is over', { says: { 10: [burst([0, 15, 30])], 20: [] }, until: 100 }, [10]],
  [
    'rounds that come due during a run are one run right after it',
    { says: { 10: [burst([0, 6, 12, 18])] }, takesSeconds: 20, until: 100 },
    [20, 40],
  ],
  [
    'the least time between two runs is kept',
    { says: { 10: [burst([0, 1, 2, 3, 4, 5, 6])] }, until: 100 },
    [10, 15, 20],
  ],
  [
    'at most so many runs in their time, and what would come too late is dropped',
    { bounds: { ...FREE, runs: 2 }, says: { 10: [burst([0, 10, 20, 30])], 400: [burst([0], 'y')] }, until: 450 },
    [10, 20, 400],
  ],
  [
    'a second burst shares the bound of the first',
    { bounds: { ...FREE, runs: 3 }, says: { 10: [burst([0, 10])], 30: [burst([0, 10, 20], 'y')] }, until: 250 },
    [10, 20, 30],
  ],
  [
    'a service that is owed 5 minutes gets them',
    { bounds: { ...FREE, leastSeconds: 300 }, says: { 10: [burst([0, 15])], 280: [burst([0], 'y')] }, until: 500 },
    [300],
  ],
  [
    'nothing is repeated after a run that must not be',
    { says: { 10: [burst([0, 15])] }, what: { ...good, verdict: 'failed', repeatable: false }, until: 100 },
    [],
  ],
  [
    'a round that falls on a scheduled run is that run',
    { says: { 10: [burst([50])] }, everySeconds: 60, until: 90 },
    [],
  ],
]
for (const [says, story, runs] of stories) test(says, () => assert.deepEqual(play(story), runs))

test('a stand-in is run as often as asked', () => {
  const rounds = Array.from({ length: 20 }, (_, index) => index * 2)
  const bounds = { leastSeconds: 0, runs: Infinity, withinSeconds: 0 }
  assert.equal(play({ bounds, says: { 10: [burst(rounds)] }, until: 100 }).length, 20)
})

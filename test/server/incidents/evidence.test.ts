import assert from 'node:assert/strict'
import { test } from 'node:test'
import { burstsFor } from '../../../server/incidents/bursts.ts'
import { type Evidence, remember } from '../../../server/incidents/evidence.ts'
import { type GroupMemory, type Memory, NO_MEMORY, readMemory } from '../../../server/incidents/memory.ts'
import { DEFAULT_POLICY } from '../../../server/incidents/policy.ts'
import { evidence, START } from './play.ts'

const MINUTE = 60_000
const GROUPS = ['seoul', 'busan', 'jeju']

function take(memory: Memory, given: Evidence, now = given.startedAt) {
  return remember(memory, given, DEFAULT_POLICY, GROUPS, now)
}

function after(signs: string, track = 'a', memory = NO_MEMORY): Memory {
  return [...signs].reduce((memory, sign, index) => {
    const at = START + index * MINUTE
    return take(memory, evidence(track, index, sign as '.', at, 60)).memory
  }, memory)
}

function groupOf(memory: Memory, group = 'seoul'): GroupMemory {
  const found = memory.flows[0]?.groups.find((one) => one.group === group)
  assert.ok(found)
  return found
}

test('it counts what came in a row, since when, and which results it rests on', () => {
  const { failed, working } = groupOf(after('..xxxxxxx'))
  assert.equal(failed.count, 7)
  assert.equal(failed.since, START + 2 * MINUTE)
  assert.deepEqual(failed.results, ['a-2', 'a-5', 'a-6', 'a-7', 'a-8'])
  assert.equal(working.count, 0)
})

test('a first failure weighs 4.5 nats, a repeat within 15 seconds hardly anything, one later as much again', () => {
  const first = after('..x')
  assert.ok(Math.abs(groupOf(first).hard - 4.5) < 0.05)
  const again = (seconds: number) => {
    const at = START + 2 * MINUTE + seconds * 1000
    return groupOf(take(first, evidence('a', 9, 'x', at, 60)).memory).hard - groupOf(first).hard
  }
  assert.ok(Math.abs(again(14) - 0.59) < 0.01)
  assert.ok(Math.abs(again(15) - 4.5) < 0.05)
})

test('evidence is bounded, so that it fades in minutes however long an outage lasted', () => {
  assert.equal(groupOf(after('x'.repeat(50))).hard, 2 * DEFAULT_POLICY.tellAt)
})

test('failures by chance teach how often the flow fails by chance; those of an outage do not', () => {
  assert.deepEqual(groupOf(after(`..x${'.'.repeat(12)}`)).healthy, { runs: 15, fails: 1 })
  const outage = groupOf(after('..xxxx......'))
  assert.equal(outage.healthy.fails, 0)
})

test('a flow that often fails by chance needs more failures to convince', () => {
  const flaky = after('x..........'.repeat(30))
  const calm = after('...........'.repeat(30))
  const failing = (memory: Memory) => {
    const at = START + 400 * MINUTE
    return groupOf(take(memory, evidence('a', 999, 'x', at, 60)).memory).hard
  }
  assert.ok(failing(flaky) < failing(calm) - 1)
})

test('evidence is fresh for three intervals and the timeout after the start of the run', () => {
  assert.equal(groupOf(after('.')).freshUntil, START + (3 * 60 + 20) * 1000)
})

test('an inconclusive run changes nothing but when it was last heard of', () => {
  const before = groupOf(after('.x'))
  const later = groupOf(after('.x?'))
  assert.deepEqual(later, { ...before, seen: [{ location: 'seoul', startedAt: START + 2 * MINUTE, early: false }] })
})

test('a result that arrives late is history only', () => {
  const late = { ...evidence('a', 0, 'x', START, 60), durationMs: 0 }
  assert.equal(take(NO_MEMORY, late, START + 120_000).reason, 'taken')
  assert.deepEqual(take(NO_MEMORY, late, START + 120_001), { memory: NO_MEMORY, reason: 'late' })
})

test('lateness counts from the end of a run, not from its start', () => {
  const long = { ...evidence('a', 0, 'x', START, 300), durationMs: 90_000 }
  assert.equal(take(NO_MEMORY, long, START + 200_000).reason, 'taken')
})

test('a result older than the last of its flow and location is history only; of another location it counts', () => {
  const memory = after('..')
  const older = (track: string) => take(memory, evidence(track, 9, 'x', START + 30_000, 60), START + MINUTE)
  assert.equal(older('a').reason, 'older-than-last')
  assert.equal(older('a@busan').reason, 'taken')
})

test('two locations of one network are one group: the second failure there is a repeat', () => {
  const second = { ...evidence('a@seoul-2', 0, 'x', START + 1000, 60), group: 'seoul' }
  const memory = take(after('x'), second).memory
  assert.equal(memory.flows[0]?.groups.length, 1)
  assert.ok(groupOf(memory).hard < 5.2)
})

test('an agent whose clock is ahead does not buy freshness with it', () => {
  const ahead = evidence('a', 0, '.', START + 4 * MINUTE, 60)
  assert.equal(groupOf(take(NO_MEMORY, ahead, START).memory).freshUntil, START + (3 * 60 + 20) * 1000)
})

test('runs before a silence are not in a row with those after it', () => {
  const at = START + 10 * MINUTE
  const { failed, hard } = groupOf(take(after('.x'), evidence('a', 9, 'x', at, 60)).memory)
  assert.deepEqual([failed.count, failed.since, Math.round(hard * 10)], [1, at, 45])
})

test('a flow that was silent for a day is forgotten', () => {
  const at = START + 25 * 60 * MINUTE
  const { memory } = take(after('..'), evidence('b', 9, '.', at, 60))
  assert.deepEqual(
    memory.flows.map(({ flow }) => flow),
    ['b'],
  )
})

test('a flow that was silent for a day is forgotten, though somebody could never tell anything of it', () => {
  const unsure = after('.?', 'a@busan', after('..'))
  const noted = take(after('..'), evidence('a@jeju', 3, '?', START + 2 * MINUTE, 60)).memory
  const at = START + 25 * 60 * MINUTE
  for (const memory of [unsure, noted]) {
    assert.deepEqual(
      take(memory, evidence('b', 9, '.', at, 60)).memory.flows.map(({ flow }) => flow),
      ['b'],
    )
  }
})

test('a network that has not run a flow for a day is not waited for any longer, one that comes back keeps what it knew', () => {
  const both = after('..', 'a@busan', after('..'))
  const at = START + 25 * 60 * MINUTE
  const alone = take(both, evidence('a@seoul', 9, '.', at, 60)).memory
  assert.deepEqual(
    alone.flows[0]?.groups.map(({ group, healthy }) => [group, healthy.runs]),
    [['seoul', 3]],
  )
})

test('a run that stands still counts when it is reported and not once more when it ends', () => {
  const stalled = { ...evidence('a', 1, 'x', START, 60), durationMs: 8000, provisional: true }
  const early = take(NO_MEMORY, stalled, START + 8000).memory
  const final = { ...evidence('a', 2, 'x', START, 60), durationMs: 20_000 }
  const ended = take(
    early,
    { ...final, fault: { ...stalled.fault, code: 'deadline' } as Evidence['fault'] },
    START + 20_000,
  )
  assert.equal(groupOf(ended.memory).hard, groupOf(early).hard)
  assert.equal(groupOf(ended.memory).failed.count, 1)
  assert.equal(groupOf(ended.memory).fault?.code, 'deadline')
  const recovered = take(early, { ...evidence('a', 2, 's', START, 60), durationMs: 12_000 }, START + 12_000)
  assert.ok(groupOf(recovered.memory).hard < groupOf(early).hard)
})

test('a run that stood still and then could not tell takes its early word back', () => {
  const good = after('..', 'a', after('..', 'a@busan'))
  const at = START + 2 * MINUTE
  const stalled = { ...evidence('a', 3, 'x', at, 60), durationMs: 8000, provisional: true }
  const early = take(good, stalled, at + 8000).memory
  assert.ok(groupOf(early).hard > 4 && groupOf(early, 'busan').driftOfOthers > 3)
  const unclear = take(early, { ...evidence('a', 4, '?', at, 60), durationMs: 20_000 }, at + 20_000).memory
  assert.deepEqual(
    [groupOf(unclear).hard, groupOf(unclear).failed.count, groupOf(unclear, 'busan').driftOfOthers],
    [0, 0, 0],
  )
})

test('memory of an older form is begun anew', () => {
  assert.deepEqual(readMemory('{"sightings":[]}'), NO_MEMORY)
  assert.deepEqual(readMemory(JSON.stringify(after('.x'))), after('.x'))
})

test('a first failure asks everybody to look again at once, and whoever saw it a little later', () => {
  const memory = after('.x', 'a', after('..', 'a@busan'))
  const now = START + MINUTE
  assert.deepEqual(burstsFor([memory], 'busan', now), [
    { id: `a@${now}`, flow: 'a', rounds: DEFAULT_POLICY.burstRounds },
  ])
  assert.deepEqual(burstsFor([memory], 'seoul', now)[0]?.rounds, DEFAULT_POLICY.burstRounds.slice(1))
})

test('a burst ends with the doubt, with the certainty, and with its last round', () => {
  const doubtful = after('.x', 'a', after('..', 'a@busan'))
  const end = START + MINUTE + Math.max(...DEFAULT_POLICY.burstRounds) * 1000
  assert.equal(burstsFor([doubtful], 'busan', end).length, 1)
  assert.equal(burstsFor([doubtful], 'busan', end + 1).length, 0)
  assert.equal(burstsFor([after('.xxxx')], 'busan', START + 4 * MINUTE).length, 0)
  const calm = after('.x............', 'a', after('.'.repeat(14), 'a@busan'))
  assert.equal(burstsFor([calm], 'busan', START + 2 * MINUTE).length, 0)
})

test('bursts after single failures keep to their budget; failures in two networks get a closer look', () => {
  let memory = after('..', 'a', after('..', 'a@busan'))
  const rounds: number[] = []
  for (let second = 0; second < 300; second += 20) {
    const at = START + 2 * MINUTE + second * 1000
    const sign = second % 100 === 0 ? 'x' : '.'
    memory = take(memory, evidence('a', 100 + second, sign, at, 20)).memory
    memory = take(memory, evidence('a@busan', 100 + second, '.', at, 20)).memory
    for (const burst of burstsFor([memory], 'busan', at))
      rounds.push(...burst.rounds.map((one) => Number(burst.id.split('@')[1]) + one * 1000))
  }
  const spent = new Set(rounds)
  assert.ok(spent.size <= DEFAULT_POLICY.burstRoundsMost, String(spent.size))
  const look = (signs: [string, 'x' | '.'][]) =>
    signs.reduce(
      (known, [track, sign], index) =>
        take(known, evidence(track, index, sign, START + MINUTE + index * 16_000, 60)).memory,
      ['a@seoul', 'a@busan', 'a@jeju'].reduce((known, track) => after('.', track, known), NO_MEMORY),
    )
  const roundsOf = (memory: Memory) => burstsFor([memory], 'jeju', START + 2 * MINUTE)[0]?.rounds
  const all = look([
    ['a@seoul', 'x'],
    ['a@busan', 'x'],
  ])
  assert.deepEqual(roundsOf(all), DEFAULT_POLICY.burstRounds, 'where everything fails, rounds stay far apart')
  const some = look([
    ['a@seoul', 'x'],
    ['a@jeju', '.'],
    ['a@busan', 'x'],
  ])
  assert.deepEqual(roundsOf(some), DEFAULT_POLICY.lookRounds)
})

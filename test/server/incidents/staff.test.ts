// What counters say, weighed: a sentence per rule, and properties for everything in between.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Value } from 'typebox/value'
import type { StaffReport } from '../../../data/queries/staff-reports.ts'
import { STAFF_ANSWERS, type StaffAnswer } from '../../../data/tables.ts'
import { DEFAULT_STAFF_POLICY, StaffPolicySchema, staffEvidence } from '../../../server/incidents/staff.ts'

const NOW = Date.UTC(2023, 10, 17, 0)
const MINUTE = 60_000
const ANSWER: Record<string, StaffAnswer> = { f: 'fails', s: 'slow', w: 'works' }

/** `f1` = center in district 1 says that it fails, a minute ago; `f1@12` = twelve minutes ago; `f@3` = of no known district. */
function said(story: string): StaffReport[] {
  return story
    .split(' ')
    .filter(Boolean)
    .map((word, index) => {
      const [, answer = '', center = `c${index}`, district = '', ago = '1'] =
        /^([fsw])(?:\(([a-z]+)\))?(\d*)(?:@(-?[\d.]+))?$/.exec(word) ?? []
      const at = NOW - Number(ago) * MINUTE
      return { center, district, component: 'saeol/login', answer: ANSWER[answer] as StaffAnswer, at }
    })
}

const TABLE: [sentence: string, story: string, expected: object][] = [
  ['nothing said is nothing known', '', { level: 'none', quorum: false, since: null, centers: 0 }],
  ['five centers of three districts are a quorum', 'f1 f1 f2 f2 f3', { level: 'failing', quorum: true, districts: 3 }],
  ['four centers are none, wherever they are', 'f1 f2 f3 f4', { level: 'failing', quorum: false, centers: 4 }],
  ['nor are nine of two districts', 'f1 f1 f1 f1 f1 f2 f2 f2 f2', { level: 'failing', quorum: false, districts: 2 }],
  ['a center of no known district counts as a center', 'f f f1 f2 f3', { quorum: true, centers: 5, districts: 3 }],
  ['but for no district', 'f f f f1 f2', { quorum: false, centers: 5, districts: 2 }],
  ['ten minutes ago is too long ago', 'f1@10 f1 f2 f2 f3', { quorum: false, centers: 4 }],
  ['a moment less is not', 'f1@9.99 f1 f2 f2 f3', { quorum: true, centers: 5 }],
  ['what is dated later than now does not count', 'f1@-1 f1 f2 f2 f3', { quorum: false, centers: 4 }],
  ['twice as many must say so as say that it works', 'f1 f1 f2 f2 f3 f3 w1 w2 w3', { quorum: true, against: 3 }],
  ['and not one less', 'f1 f1 f2 f2 f3 w1 w2 w3', { level: 'failing', quorum: false, centers: 5, against: 3 }],
  [
    'one center taps five times and counts once',
    'f(a)1@5 f(a)1@4 f(a)2@3 f(a)3@2 f(a)4',
    { quorum: false, centers: 1 },
  ],
  ['its newest word holds', 'f(a)1@5 w(a)1 f1 f2 f2 f3', { level: 'failing', centers: 4, against: 1, quorum: false }],
  ['slow centers are a quorum for slow', 's1 s1 s2 s2 s3', { level: 'slow', quorum: true }],
  ['who fails is not fast: both together are slow', 'f1 f1 s2 s2 s3', { level: 'slow', quorum: true, centers: 5 }],
  ['slow is no witness against failing', 'f1 f1 f2 f2 f3 s1 s2 s3', { level: 'failing', quorum: true, against: 0 }],
  [
    'five that work are a quorum for working',
    'w1 w1 w2 w2 w3',
    { level: 'working', quorum: true, since: NOW - MINUTE },
  ],
  ['slow speaks against working', 'w1 w1 w2 w2 w3 s1 s2 s3', { level: 'working', quorum: false, against: 3 }],
  ['without a quorum the worse of two as frequent is shown', 'w1 f1', { level: 'failing', quorum: false, against: 1 }],
  ['without a quorum most is shown', 'w1 w1 f1', { level: 'working', quorum: false, centers: 2, against: 1 }],
  ['it began with the earliest word', 'f1@9 f1@3 f2@2 f2@2 f3@1', { since: NOW - 9 * MINUTE, quorum: true }],
  [
    'repeated without a long pause it began with the first of them',
    'f(a)1@25 f(a)1@16 f(a)1@7 f1 f2 f2 f3',
    { since: NOW - 25 * MINUTE, quorum: true },
  ],
  ['a long pause begins anew', 'f(a)1@25 f(a)1@7 f1 f2 f2 f3', { since: NOW - 7 * MINUTE }],
  ['another answer between begins anew', 'f(a)1@9 w(a)1@8 f(a)1@7 f1 f2 f2 f3', { since: NOW - 7 * MINUTE }],
  [
    'slow turned into failing is one slowness',
    's(a)1@9 f(a)1@5 s1 s2 s2 s3',
    { level: 'slow', since: NOW - 9 * MINUTE },
  ],
  ['but not one failing', 's(a)1@9 f(a)1@5 f1 f2 f2 f3', { level: 'failing', since: NOW - 5 * MINUTE }],
]

for (const [sentence, story, expected] of TABLE) {
  test(sentence, () => {
    const evidence = staffEvidence(said(story), DEFAULT_STAFF_POLICY, NOW)
    assert.deepEqual({ ...evidence, ...expected }, evidence)
  })
}

test('every threshold can be set, has a default and says why', () => {
  const lenient = { ...DEFAULT_STAFF_POLICY, centers: 2, districts: 1, withinSeconds: 60, outweigh: 1 }
  assert.equal(staffEvidence(said('f1@0.5 f1@0.5 w1@0.5 w1@0.5'), lenient, NOW).quorum, true)
  assert.equal(staffEvidence(said('f1 f1'), lenient, NOW).level, 'none')
  assert.ok(Value.Check(StaffPolicySchema, DEFAULT_STAFF_POLICY))
  for (const rule of Object.values(StaffPolicySchema.properties)) assert.ok('description' in rule && rule.description)
})

const REPORTS = fc.array(
  fc.record({
    center: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    district: fc.constantFrom('', '1', '2', '3', '4'),
    component: fc.constant('saeol/login'),
    answer: fc.constantFrom(...STAFF_ANSWERS),
    at: fc.integer({ min: -25, max: 2 }).map((minutes) => NOW + minutes * MINUTE),
  }),
  { maxLength: 60 },
)
/** A center stays where it is. */
const PLACED = REPORTS.map((reports) => {
  const places = new Map(reports.map(({ center, district }) => [center, district]))
  return reports.map((one) => ({ ...one, district: places.get(one.center) ?? '' }))
})

test('the order in which reports arrive changes nothing', () => {
  fc.assert(
    fc.property(PLACED, fc.infiniteStream(fc.integer()), (reports, order) => {
      const shuffled = reports.map((one) => ({ one, key: order.next().value as number }))
      const other = shuffled.sort((a, b) => a.key - b.key).map(({ one }) => one)
      assert.deepEqual(
        staffEvidence(other, DEFAULT_STAFF_POLICY, NOW),
        staffEvidence(reports, DEFAULT_STAFF_POLICY, NOW),
      )
    }),
  )
})

test('a quorum is never claimed without its centers, districts and weight, nor a start outside of what was reported', () => {
  const policy = { ...DEFAULT_STAFF_POLICY, centers: 3, districts: 2 }
  fc.assert(
    fc.property(PLACED, (reports) => {
      const evidence = staffEvidence(reports, policy, NOW)
      const recent = reports.filter(({ at }) => at <= NOW && at > NOW - 10 * MINUTE)
      assert.ok(evidence.centers + evidence.against <= new Set(recent.map(({ center }) => center)).size)
      if (evidence.quorum) {
        assert.ok(evidence.centers >= 3 && evidence.districts >= 2)
        assert.ok(evidence.centers >= 2 * evidence.against)
      }
      assert.equal(evidence.level === 'none', recent.length === 0)
      if (evidence.since !== null) assert.ok(reports.some(({ at }) => at === evidence.since && at <= NOW))
    }),
    { numRuns: 500 },
  )
})

test('one more center that says so never ends a quorum, one more that works never makes one', () => {
  const [fails, works] = said('f9 w9').map((one) => ({ ...one, center: 'new' })) as [StaffReport, StaffReport]
  fc.assert(
    fc.property(PLACED, (others) => {
      const reports = [...others, ...said('f1 f2 f3 f4')]
      const before = staffEvidence(reports, DEFAULT_STAFF_POLICY, NOW)
      const joined = staffEvidence([...reports, fails], DEFAULT_STAFF_POLICY, NOW)
      const doubted = staffEvidence([...reports, works], DEFAULT_STAFF_POLICY, NOW)
      if (before.level !== 'failing') return
      if (before.quorum) assert.deepEqual([joined.quorum, joined.level], [true, 'failing'])
      else assert.equal(doubted.level === 'failing' && doubted.quorum, false)
    }),
    { numRuns: 500 },
  )
})

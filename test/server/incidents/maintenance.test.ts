import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  excludedFromAvailability,
  excludedIntervals,
  type Interval,
  maintenanceOf,
  maintenanceStatus,
  type Window,
} from '../../../server/incidents/maintenance.ts'

const at = (text: string) => Date.parse(`${text}+09:00`)
const WINDOW: Window = {
  components: ['saeol', 'government24/login'],
  startsAt: 100,
  endsAt: 200,
  ends: {},
  publishedAt: 1,
}

test('a maintenance is in progress from its start until just before its end', () => {
  assert.deepEqual(
    [99, 100, 199, 200].map((now) => maintenanceStatus(WINDOW, now)),
    ['scheduled', 'in_progress', 'in_progress', 'completed'],
  )
})

test('it covers the components it names and all of a service it names, nothing else', () => {
  const covered = ['saeol/login', 'government24/login', 'government24/front', 'saeol-two/login'].filter(
    (component) => maintenanceOf([WINDOW], component, 150).active,
  )
  assert.deepEqual(covered, ['saeol/login', 'government24/login'])
})

test('of several in force the earliest start and the latest end count, and it ends with the last of them', () => {
  const windows = [WINDOW, { ...WINDOW, startsAt: 150, endsAt: 300 }]
  assert.deepEqual(maintenanceOf(windows, 'saeol/login', 160), { active: true, since: 100, until: 300 })
  assert.deepEqual(maintenanceOf(windows, 'saeol/login', 250), { active: true, since: 150, until: 300 })
  assert.deepEqual(maintenanceOf(windows, 'saeol/login', 300), { active: false, since: 300, until: null })
  assert.deepEqual(maintenanceOf(windows, 'saeol/login', 50), { active: false, since: 0, until: null })
})

test('certificates are back on Saturday, building registers on Sunday: each component has its own end', () => {
  const window: Window = {
    components: ['government24/certificate', 'government24/building-register'],
    startsAt: at('2019-05-10T20:00'),
    endsAt: at('2019-05-12T20:00'),
    ends: { 'government24/certificate': at('2019-05-11T09:00') },
    publishedAt: at('2019-05-03T09:00'),
  }
  const saturday = at('2019-05-11T09:00')
  assert.deepEqual(maintenanceOf([window], 'government24/certificate', saturday), {
    active: false,
    since: saturday,
    until: null,
  })
  assert.equal(maintenanceOf([window], 'government24/building-register', saturday).until, window.endsAt)
})

test('a component is ready when its own entry says, whatever its service says', () => {
  const window = { ...WINDOW, components: ['saeol', 'saeol/login'], ends: { saeol: 180, 'saeol/login': 120 } }
  assert.deepEqual(
    ['saeol/login', 'saeol/counter-issue'].map((component) => maintenanceOf([window], component, 150).active),
    [false, true],
  )
})

test('what was published after its start is maintenance from then on, and an outage before', () => {
  const late = { ...WINDOW, publishedAt: 130 }
  assert.equal(maintenanceOf([late], 'saeol/login', 129).active, false)
  assert.deepEqual(maintenanceOf([late], 'saeol/login', 130), { active: true, since: 130, until: 200 })
})

test('a day of notice is a day to the second', () => {
  const startsAt = at('2026-12-05T00:00')
  const excluded = (published: string) =>
    excludedFromAvailability({ ...WINDOW, startsAt, publishedAt: at(published) }, 86_400)
  assert.deepEqual([excluded('2026-12-04T00:00:00'), excluded('2026-12-04T00:00:01')], [true, false])
})

test('with no notice asked for, what is published at its start counts as announced and later does not', () => {
  const excluded = (publishedAt: number) => excludedFromAvailability({ ...WINDOW, publishedAt }, 0)
  assert.deepEqual([excluded(100), excluded(101)], [true, false])
})

test('windows that touch at midnight are one time without a gap', () => {
  const midnight = at('2026-12-06T00:00')
  const windows = [
    { ...WINDOW, startsAt: midnight - 100, endsAt: midnight },
    { ...WINDOW, startsAt: midnight, endsAt: midnight + 100 },
  ]
  assert.deepEqual(excludedIntervals(windows, 'saeol/login', 0, midnight + 50, 0), [
    { from: midnight - 100, until: midnight + 50 },
  ])
})

const HOUR = 3600_000
const MIDNIGHT = at('2026-12-05T00:00')
const COMPONENTS = ['saeol/login', 'saeol/counter-issue', 'government24/login']

/** Windows within two Korean days around midnight, on full hours, so that edges meet often. */
const windowArbitrary = fc
  .record({
    components: fc.uniqueArray(fc.constantFrom('saeol', ...COMPONENTS), { minLength: 1 }),
    start: fc.integer({ min: -24, max: 24 }),
    hours: fc.integer({ min: 1, max: 12 }),
    early: fc.integer({ min: 1, max: 12 }),
    notice: fc.integer({ min: -3, max: 30 }),
  })
  .map(({ components, start, hours, early, notice }): Window => {
    const startsAt = MIDNIGHT + start * HOUR
    const ends = early < hours ? { [components[0] ?? '']: startsAt + early * HOUR } : {}
    return { components, startsAt, endsAt: startsAt + hours * HOUR, ends, publishedAt: startsAt - notice * HOUR }
  })
const windowsArbitrary = fc.array(windowArbitrary, { maxLength: 6 })
const componentArbitrary = fc.constantFrom(...COMPONENTS)
const instantArbitrary = fc
  .tuple(fc.integer({ min: -48, max: 48 }), fc.constantFrom(-1, 0, 1))
  .map(([hour, edge]) => MIDNIGHT + hour * HOUR + edge)

test('a component is active exactly while one window alone makes it so, and until lies ahead', () => {
  fc.assert(
    fc.property(windowsArbitrary, componentArbitrary, instantArbitrary, (windows, component, now) => {
      const { active, since, until } = maintenanceOf(windows, component, now)
      assert.equal(
        active,
        windows.some((window) => maintenanceOf([window], component, now).active),
      )
      assert.ok(since <= now)
      if (until !== null) assert.ok(active && now < until)
      if (until !== null) assert.equal(maintenanceOf(windows, component, until - 1).active, true)
      if (!active && since > 0) assert.equal(maintenanceOf(windows, component, since - 1).active, true)
    }),
  )
})

test('the time left out of availability is sorted, without overlaps, inside the time asked for', () => {
  fc.assert(
    fc.property(
      windowsArbitrary,
      componentArbitrary,
      instantArbitrary,
      instantArbitrary,
      (windows, component, a, b) => {
        const [from, until] = [Math.min(a, b), Math.max(a, b)]
        const intervals = excludedIntervals(windows, component, from, until, 86_400)
        for (const [index, one] of intervals.entries()) {
          assert.ok(from <= one.from && one.from < one.until && one.until <= until)
          const before = intervals[index - 1]
          if (before) assert.ok(before.until < one.from)
        }
      },
    ),
  )
})

test('an instant is left out exactly when a window with enough notice is in force then', () => {
  const notice = fc.constantFrom(0, 3600, 86_400)
  fc.assert(
    fc.property(windowsArbitrary, componentArbitrary, instantArbitrary, notice, (windows, component, now, seconds) => {
      const announced = windows.filter(({ startsAt, publishedAt }) => startsAt - publishedAt >= seconds * 1000)
      const all = excludedIntervals(windows, component, MIDNIGHT - 100 * HOUR, MIDNIGHT + 100 * HOUR, seconds)
      assert.equal(contains(all, now), maintenanceOf(announced, component, now).active)
    }),
  )
})

test('a time cut in two leaves out as much as it does whole', () => {
  fc.assert(
    fc.property(windowsArbitrary, componentArbitrary, instantArbitrary, (windows, component, cut) => {
      const left = excludedIntervals(windows, component, MIDNIGHT - 100 * HOUR, cut, 0)
      const right = excludedIntervals(windows, component, cut, MIDNIGHT + 100 * HOUR, 0)
      const whole = excludedIntervals(windows, component, MIDNIGHT - 100 * HOUR, MIDNIGHT + 100 * HOUR, 0)
      assert.equal(length([...left, ...right]), length(whole))
    }),
  )
})

function contains(intervals: Interval[], now: number): boolean {
  return intervals.some(({ from, until }) => from <= now && now < until)
}

function length(intervals: Interval[]): number {
  return intervals.reduce((sum, { from, until }) => sum + until - from, 0)
}

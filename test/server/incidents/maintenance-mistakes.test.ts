import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maintenanceMistakes } from '../../../server/incidents/maintenance-mistakes.ts'
import type { MaintenanceSetting } from '../../../server/incidents/maintenance-settings.ts'

const TEXT = { ko: '점검', en: 'Work' }
/** Saturday, 5 December 2026. */
const BASE: MaintenanceSetting = {
  id: 'work',
  title: TEXT,
  body: TEXT,
  components: ['saeol'],
  from: '2026-12-05T01:00+09:00',
  published: '2026-12-01T10:00+09:00',
}
const ONCE: MaintenanceSetting = { ...BASE, until: '2026-12-05T05:00+09:00' }
const MONTHLY: MaintenanceSetting = { ...BASE, minutes: 240, repeats: 'FREQ=MONTHLY;BYDAY=1SA' }

test('a sound maintenance has no mistakes', () => {
  const staggered = [{ id: 'saeol/login', until: '2026-12-05T02:00+09:00' }, 'saeol']
  const repeated = { ...MONTHLY, id: 'monthly', components: [{ id: 'saeol', minutes: 60 }], except: ['2027-01-02'] }
  assert.deepEqual(maintenanceMistakes([{ ...ONCE, components: staggered }, repeated]), [])
})

const RULES: [title: string, rule: string, told: RegExp][] = [
  ['an unknown frequency', 'FREQ=MONTLY', /FREQ cannot be "MONTLY"; write DAILY, WEEKLY, MONTHLY or YEARLY/],
  ['more than daily', 'FREQ=HOURLY', /FREQ cannot be "HOURLY"/],
  ['a rule without frequency', 'BYDAY=1SA', /needs FREQ, e\.g\. FREQ=MONTHLY/],
  ['words', 'every saturday', /"every saturday" is no part of a rule; write e\.g\./],
  ['an unknown weekday', 'FREQ=MONTHLY;BYDAY=1XX', /BYDAY cannot be "1XX"; write weekdays as/],
  ['a day that no month has', 'FREQ=MONTHLY;BYMONTHDAY=32', /BYMONTHDAY cannot be "32"; write days from 1 to 31/],
  ['no interval', 'FREQ=DAILY;INTERVAL=0', /INTERVAL cannot be "0"; write a number from 1/],
  ['a part twice', 'FREQ=DAILY;FREQ=WEEKLY', /FREQ stands twice; leave one/],
  ['a time of day', 'FREQ=DAILY;BYHOUR=1,13', /leave out BYHOUR: the time of day is that of "from"/],
  ['a local last day', 'FREQ=DAILY;UNTIL=20270331', /UNTIL cannot be "20270331"; write an instant in UTC/],
  ['two limits', 'FREQ=DAILY;COUNT=3;UNTIL=20270331T145959Z', /is no rule of RFC 5545: COUNT and UNTIL/],
  ['a weekday with a number in a week', 'FREQ=WEEKLY;BYDAY=1SA', /is no rule of RFC 5545: BYDAY/],
  [
    'a first day that does not fit',
    'FREQ=MONTHLY;BYDAY=1SU',
    /"from" is no occurrence.*write 2026-12-06, which is its/,
  ],
  ['a day that never comes', 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', /never happens after "from"; mend the rule/],
]

for (const [title, repeats, told] of RULES) {
  test(`${title} is a mistake of the rule, told with its place and how to mend it`, () => {
    const [mistake = '', ...more] = maintenanceMistakes([ONCE, { ...MONTHLY, id: 'monthly', repeats }])
    assert.match(mistake, told)
    assert.ok(mistake.startsWith('/maintenances/1/repeats: '), mistake)
    assert.deepEqual(more, [])
  })
}

const OTHERS: [title: string, change: Partial<MaintenanceSetting>, told: RegExp][] = [
  ['an end before the start', { until: '2026-12-05T01:00+09:00' }, /^\/maintenances\/0: "until" must be later/],
  ['two ends', { minutes: 60 }, /^\/maintenances\/0: give either "until" or "minutes"/],
  [
    'a day that does not exist',
    { from: '2026-11-31T01:00+09:00' },
    /^\/maintenances\/0\/from: 2026-11-31T01:00\S* does not/,
  ],
  ['an hour that does not exist', { until: '2026-12-05T25:00+09:00' }, /^\/maintenances\/0\/until: .* does not exist/],
  ['news after the end', { published: '2026-12-05T05:00+09:00' }, /^\/maintenances\/0\/published: is after the end/],
  [
    'an exception without rule',
    { except: ['2026-12-05'] },
    /^\/maintenances\/0\/except: only a maintenance with "repeats"/,
  ],
  [
    'a component twice',
    { components: ['saeol', { id: 'saeol', minutes: 5 }] },
    /^\/maintenances\/0\/components\/1: .*twice/,
  ],
  [
    'a component later than all',
    { components: [{ id: 'saeol', minutes: 241 }] },
    /components\/0: must end .* move its end/,
  ],
  [
    'a component before the start',
    { components: [{ id: 'saeol', until: '2026-12-05T00:59+09:00' }] },
    /components\/0: must end after the start/,
  ],
  [
    'a component with two ends',
    { components: [{ id: 'saeol', minutes: 5, until: '2026-12-05T02:00+09:00' }] },
    /components\/0: give "until" or "minutes", not both/,
  ],
]

for (const [title, change, told] of OTHERS) {
  test(`${title} is a mistake, told with its place and how to mend it`, () => {
    const [mistake = '', ...more] = maintenanceMistakes([{ ...ONCE, ...change }])
    assert.match(mistake, told)
    assert.deepEqual(more, [])
  })
}

test('in a series a component cannot be ready on one day only, and an exception must be a day of it', () => {
  const part = { id: 'saeol', until: '2026-12-05T02:00+09:00' }
  assert.match(maintenanceMistakes([{ ...MONTHLY, components: [part] }])[0] ?? '', /components\/0\/until: .* "minutes"/)
  assert.match(
    maintenanceMistakes([{ ...MONTHLY, except: ['2027-01-03'] }])[0] ?? '',
    /except\/0: nothing would happen on/,
  )
})

test('two of one name, or one with the name of an occurrence, are a mistake', () => {
  assert.match(maintenanceMistakes([ONCE, ONCE])[0] ?? '', /^\/maintenances\/1\/id: "work" stands twice/)
  assert.match(
    maintenanceMistakes([MONTHLY, { ...ONCE, id: 'work-2026-12-05' }])[0] ?? '',
    /is the name of an occurrence/,
  )
})

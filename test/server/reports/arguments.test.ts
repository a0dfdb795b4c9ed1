import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readOrder } from '../../../server/reports/arguments.ts'

const NOW = Date.parse('2026-11-24T15:00:00+09:00')
const read = (line: string) => readOrder(line.split(' '), NOW)
const CORRECT = 'correct --component a/one --from 2026-11-24T10:00 --to 2026-11-24T11:00+09:00 --reason 오탐'

test('a report is of a month of Korea, by default a page in Korean', () => {
  const order = read('--month 2026-11 --out x.html')
  assert.deepEqual(order, {
    kind: 'report',
    config: null,
    data: null,
    month: { from: Date.parse('2026-11-01T00:00:00+09:00'), until: Date.parse('2026-12-01T00:00:00+09:00') },
    name: '2026-11',
    format: 'html',
    language: 'ko',
    out: 'x.html',
  })
})

test('times of a correction are Korean ones unless they say otherwise; an outage is whole', () => {
  const order = read(`${CORRECT} --state major_outage`)
  assert.ok(order.kind === 'correct')
  const { from, until, share, reason, author } = order.correction
  assert.deepEqual([until - from, share, reason, author], [3_600_000, 1, '오탐', 'operator'])
})

test('what is wrong is said with what to write instead', () => {
  const table: [string, RegExp][] = [
    ['--month november', /--month must be a month like 2026-11, not "november"/],
    ['--month 2026-11 --format pdf', /--format must be html or csv, not "pdf"/],
    ['--month 2026-11 --language jp', /--language must be ko or en/],
    ['fix', /"fix" is not a command/],
    [CORRECT, /--state must be one of operational/],
    [`${CORRECT} --state partial_outage`, /--share must say how much did not work/],
    [`${CORRECT} --state operational --from 24.11.`, /--from must be a time like/],
    [`${CORRECT} --state operational --to 2026-11-24T09:00`, /--to must be later than --from/],
    [`${CORRECT} --state operational --to 2026-11-25T09:00`, /must not lie in the future/],
    ['correct --state operational', /--component is missing/],
    ['revisions --component a/one', /--day or --month must say which revisions/],
    ['revisions --component a/one --day 24.11.', /--day must be a day like 2026-11-24/],
    ['--colour red', /Unknown option/],
  ]
  for (const [line, message] of table) assert.throws(() => read(line), message, line)
})

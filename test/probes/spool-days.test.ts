import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LEAST_DAYS, spoolDays } from '../../probes/spool-days.ts'

const every = (everySeconds: number, replica = false) => ({ target: { replica }, timing: { everySeconds } })

test('a gigabyte holds fifty flows each half minute for more than the least', () => {
  const plan = Array.from({ length: 50 }, () => every(30))
  assert.ok(spoolDays(plan, 1024, null).days > LEAST_DAYS)
})

test('a spool that is too small says what would do, by what results really take', () => {
  const { days, megabytes } = spoolDays([every(1), every(1)], 100, 1_048_576 / 172_800)
  assert.deepEqual([days, megabytes], [100, 7])
  const { days: few, megabytes: need } = spoolDays([every(1), every(1)], 5, 1_048_576 / 172_800)
  assert.deepEqual([few, need], [5, 7])
})

test('a rehearsal needs no days', () => assert.equal(spoolDays([every(0.1, true)], 1, null).days, Infinity))

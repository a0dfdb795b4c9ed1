// The whole path through a few worlds on every test run; `npm run simulate` takes more of them.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../support/folders.ts'
import { simulateWhole } from './whole.ts'

for (const seed of [4, 7]) {
  test(`seed ${seed}: every invariant holds through the whole path`, async (t) => {
    const { findings, lost, duplicates, letters, acknowledged } = await simulateWhole(
      seed,
      join(temporaryFolder(t), 'bongsu.sqlite'),
    )
    assert.deepEqual(findings, [])
    assert.deepEqual({ lost, duplicates }, { lost: 0, duplicates: 0 })
    assert.ok(acknowledged > 4000)
    assert.ok(letters.length > 10)
  })
}

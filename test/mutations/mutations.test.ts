// The known-bad changes must go on applying to the sources, or they prove nothing (`npm run mutations` runs them).
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { MUTATIONS } from './mutations.ts'

for (const { name, edits, tests } of MUTATIONS) {
  test(`${name}: applies to the source, and names tests that are there`, () => {
    for (const { file, find } of edits) {
      const places = readFileSync(file, 'utf8').split(find).length - 1
      assert.ok(places > 0, `${file} no longer has: ${find}`)
    }
    for (const file of tests) assert.ok(existsSync(file), file)
  })
}

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { rememberCopies } from '../../probes/issued-copies.ts'

const document = (name: number) => ({ number: `number ${name}`, sha256: `sha256 ${name}` })

test('a document of an earlier run is known again by its number or by its bytes', () => {
  const copies = rememberCopies(randomBytes(32))
  const first = copies.ofRun('a/issue')
  assert.equal(first(document(1)), false)
  assert.equal(first(document(1)), false, 'one run may look at its document twice')
  assert.equal(copies.ofRun('a/issue')({ ...document(2), number: 'number 1' }), true)
  assert.equal(copies.ofRun('a/issue')({ ...document(3), sha256: 'sha256 1' }), true)
  assert.equal(copies.ofRun('a/issue')(document(4)), false)
  assert.equal(copies.ofRun('b/issue')(document(1)), false, 'each flow has documents of its own')
})

test('only so much is remembered', () => {
  const copies = rememberCopies(randomBytes(32))
  for (let name = 0; name <= 250; name++) copies.ofRun('a/issue')(document(name))
  assert.equal(copies.ofRun('a/issue')(document(1)), true)
  assert.equal(copies.ofRun('a/issue')(document(0)), false)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { XMLValidator } from 'fast-xml-parser'
import { publicDocuments } from '../../../server/publish/documents.ts'
import { type SnapshotName, snapshotOf } from '../../support/snapshots.ts'

function read(name: SnapshotName, path: string): string {
  return publicDocuments(snapshotOf(name)).get(path)?.encoded('identity').body.toString() ?? ''
}

test('a badge says in its title what it shows, and is well-formed', () => {
  const svg = read('document-down', '/badge/government24/resident-register.svg')
  assert.equal(XMLValidator.validate(svg), true)
  assert.match(svg, /<title id="t">정부24 주민등록표 등본 발급: 장애<\/title>/)
  assert.match(read('document-down', '/en/badge.svg'), /<title id="t">Bongsu: Partial outage<\/title>/)
})

test('unknown is neither green nor called well', () => {
  const unknown = JSON.parse(read('unknown', '/badge/saeol.json')) as { message: string; color: string }
  const good = JSON.parse(read('green', '/badge/saeol.json')) as { message: string; color: string }
  assert.equal(unknown.message, '확인 불가')
  assert.notEqual(unknown.color, good.color)
})

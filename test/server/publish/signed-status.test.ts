import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { publicDocuments } from '../../../server/publish/documents.ts'
import { signedStatus } from '../../../server/publish/signed-status.ts'
import { readSigningKey, type SigningKey } from '../../../server/signing-key.ts'
import { temporaryFolder } from '../../support/folders.ts'
import { snapshotOf } from '../../support/snapshots.ts'

function documentsOf(key: SigningKey): (path: string) => Buffer {
  const documents = publicDocuments(snapshotOf('document-down'), [signedStatus(key)])
  return (path) => documents.get(path)?.encoded('identity').body ?? Buffer.alloc(0)
}

test('the signature fits exactly the bytes that are served, by the key that is published', (context) => {
  const key = readSigningKey(temporaryFolder(context))
  const read = documentsOf(key)
  const bytes = read('/api/v1/status.signed.json')
  const { keys } = JSON.parse(String(read('/.well-known/bongsu-keys.json'))) as { keys: { id: string; pem: string }[] }
  const content = JSON.parse(String(bytes)) as { key: string; state: string; incidents: object[]; validUntil: string }
  assert.equal(keys[0]?.id, content.key)
  const signature = Buffer.from(String(read('/api/v1/status.signed.json.sig')), 'base64')
  assert.equal(verify(null, bytes, createPublicKey(keys[0]?.pem ?? ''), signature), true)
  assert.equal(verify(null, Buffer.concat([bytes, Buffer.from(' ')]), key.publicKey, signature), false)
  assert.deepEqual([content.state, content.incidents.length], ['partial_outage', 1])
})

test('the key is made once, for its owner alone, and one that is named is taken', (context) => {
  const folder = temporaryFolder(context)
  const first = readSigningKey(folder)
  assert.equal(readSigningKey(folder).id, first.id)
  assert.equal(statSync(join(folder, 'signing-key.pem')).mode & 0o077, 0)
  const own = join(folder, 'own.pem')
  writeFileSync(own, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }))
  assert.notEqual(readSigningKey(folder, own).id, first.id)
  writeFileSync(own, 'nonsense')
  assert.throws(() => readSigningKey(folder, own), /own\.pem is no Ed25519 key.*openssl genpkey/)
})

test('the verifier says what is genuine, and what was changed', (context) => {
  const folder = temporaryFolder(context)
  const read = documentsOf(readSigningKey(folder))
  const [document, keys] = [join(folder, 'status.json'), join(folder, 'keys.json')]
  writeFileSync(document, read('/api/v1/status.signed.json'))
  writeFileSync(`${document}.sig`, read('/api/v1/status.signed.json.sig'))
  writeFileSync(keys, read('/.well-known/bongsu-keys.json'))
  const check = () => spawnSync(process.execPath, ['server/verify.ts', document, '--keys', keys], { encoding: 'utf8' })
  assert.deepEqual([check().status, /^Genuine: version 7/.test(check().stdout)], [0, true])
  writeFileSync(document, String(read('/api/v1/status.signed.json')).replace('partial_outage', 'operational'))
  assert.deepEqual([check().status, /NOT GENUINE/.test(check().stdout)], [1, true])
})

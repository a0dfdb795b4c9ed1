import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { generateKeyPairSync, type KeyObject, verify } from 'node:crypto'
import { statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { publicDocuments } from '../../../server/publish/documents.ts'
import { createPublisher } from '../../../server/publish/publisher.ts'
import { signedStatus } from '../../../server/publish/signed-status.ts'
import type { Snapshot } from '../../../server/publish/snapshot.ts'
import { readSigningKey, type SigningKey } from '../../../server/signing-key.ts'
import { temporaryFolder } from '../../support/folders.ts'
import { NOW, snapshotOf } from '../../support/snapshots.ts'

const DOCUMENT = '/api/v1/status.signed.json'
const KEYS = '/.well-known/bongsu-keys.json'

test('the signature fits exactly the bytes that are served', (context) => {
  const key = readSigningKey(temporaryFolder(context))
  const read = documentsOf(key)
  const bytes = read(DOCUMENT)
  const signature = Buffer.from(String(read(`${DOCUMENT}.sig`)), 'base64')
  assert.equal(verify(null, bytes, key.publicKey, signature), true)
  assert.equal(verify(null, Buffer.concat([bytes, Buffer.from(' ')]), key.publicKey, signature), false)
})

test('it says what is broken in a sentence, with the open incident, and how long that is worth something', (context) => {
  const said = JSON.parse(String(documentsOf(readSigningKey(temporaryFolder(context)))(DOCUMENT)))
  assert.equal(said.sentence.ko, '정부24 주민등록표 등본 발급을 이용할 수 없습니다.')
  assert.deepEqual([said.state, said.incidents.length], ['partial_outage', 1])
  assert.equal(Date.parse(said.validUntil), NOW + 5 * 60_000)
})

test('the key is made once, for its owner alone, and one that is named is taken', (context) => {
  const folder = temporaryFolder(context)
  const first = readSigningKey(folder)
  assert.equal(readSigningKey(folder).id, first.id)
  assert.equal(statSync(join(folder, 'signing-key.pem')).mode & 0o077, 0)
  const own = newKey()
  const keyFile = join(folder, 'own.pem')
  writeFileSync(keyFile, own.pem)
  assert.notEqual(readSigningKey(folder, { keyFile }).id, first.id)
  assert.equal(readSigningKey(folder, { key: own.pem }).id, readSigningKey(folder, { keyFile }).id)
  writeFileSync(keyFile, 'nonsense')
  assert.throws(() => readSigningKey(folder, { keyFile }), /own\.pem is no Ed25519 key.*openssl genpkey/)
  assert.throws(() => readSigningKey(folder, { key: 'nonsense' }), /signing\.key is no Ed25519 key/)
})

test('the verifier says what is genuine, what was changed, and what somebody else signed', (context) => {
  const folder = temporaryFolder(context)
  const longAgo = { ...snapshotOf('document-down'), at: Date.parse('2020-01-01T00:05:00Z') }
  const read = documentsOf(readSigningKey(folder), longAgo)
  const { write, check } = filesIn(folder)
  write(read)
  assert.deepEqual(
    [check().code, check().said.split('\n').slice(-2)],
    [
      0,
      [
        'It told what was true until 2020-01-01T00:10:00.000Z, not what is true now.',
        '정부24 주민등록표 등본 발급을 이용할 수 없습니다.',
      ],
    ],
  )
  write((path) =>
    path === DOCUMENT ? Buffer.from(String(read(path)).replace('partial_outage', 'operational')) : read(path),
  )
  assert.deepEqual([check().code, /^NOT GENUINE.*changed/.test(check().said)], [1, true])
  const stranger = documentsOf(readSigningKey(temporaryFolder(context)))
  write((path) => (path === KEYS ? read(path) : stranger(path)))
  assert.deepEqual([check().code, /^NOT GENUINE.*somebody else/.test(check().said)], [1, true])
})

test('what a former key signed is believed, but not when it says that it was signed after the end of that key', (context) => {
  const folder = temporaryFolder(context)
  const former = newKey()
  const old = documentsOf(readSigningKey(folder, { key: former.pem }))
  const file = join(folder, 'former.pem')
  writeFileSync(file, former.publicPem)
  const { write, check } = filesIn(folder)
  const keysWith = (until: string) => documentsOf(readSigningKey(folder, { formerKeys: [{ file, until }] }))(KEYS)
  write((path) => (path === KEYS ? keysWith('2026-11-24T14:05+09:00') : old(path)))
  assert.deepEqual([check().code, /^Genuine: version 7/.test(check().said)], [0, true])
  write((path) => (path === KEYS ? keysWith('2026-11-24T14:04+09:00') : old(path)))
  assert.deepEqual(
    [check().code, /^NOT GENUINE: it says .* ended at 2026-11-24T05:04:00/.test(check().said)],
    [1, true],
  )
})

test('openssl comes to the same', (context) => {
  const folder = temporaryFolder(context)
  const key = readSigningKey(folder)
  const read = documentsOf(key)
  filesIn(folder).write(read)
  const at = (name: string) => join(folder, name)
  writeFileSync(at('key.pem'), JSON.parse(String(read(KEYS))).keys[0].pem)
  writeFileSync(at('sig'), Buffer.from(String(read(`${DOCUMENT}.sig`)), 'base64'))
  const asked = [
    'pkeyutl',
    '-verify',
    '-pubin',
    '-inkey',
    at('key.pem'),
    '-rawin',
    '-in',
    at('status.json'),
    '-sigfile',
    at('sig'),
  ]
  assert.match(execFileSync('openssl', asked, { encoding: 'utf8' }), /Verified Successfully/)
})

test('a newer version between document and signature is not taken for a forgery', async (context) => {
  const key = readSigningKey(temporaryFolder(context))
  const versions = [1, 2].map((version) => ({ ...snapshotOf('document-down'), version }))
  const { base, publish } = await serving(context, key, versions[0] as Snapshot, (path) => {
    if (path.endsWith('.sig')) publish(versions[1] as Snapshot)
  })
  const child = spawn(process.execPath, ['server/verify.ts', `${base}${DOCUMENT}`])
  const said = (await child.stdout.toArray()).join('')
  assert.match(said, /^Genuine: version 2 of https:\/\/status.example.org/)
})

function documentsOf(key: SigningKey, snapshot = snapshotOf('document-down')): (path: string) => Buffer {
  const documents = publicDocuments(snapshot, [signedStatus(key)])
  return (path) => documents.get(path)?.encoded('identity').body ?? Buffer.alloc(0)
}

function newKey(): { pem: string; publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const pemOf = (key: KeyObject, type: 'pkcs8' | 'spki') => String(key.export({ type, format: 'pem' } as never))
  return { pem: pemOf(privateKey, 'pkcs8'), publicPem: pemOf(publicKey, 'spki') }
}

/** Keeps the three files in a folder, and has them verified there. */
function filesIn(folder: string) {
  const [document, keys] = [join(folder, 'status.json'), join(folder, 'keys.json')]
  return {
    write: (read: (path: string) => Buffer) => {
      writeFileSync(document, read(DOCUMENT))
      writeFileSync(`${document}.sig`, read(`${DOCUMENT}.sig`))
      writeFileSync(keys, read(KEYS))
    },
    check: () => {
      const asked = ['server/verify.ts', document, '--keys', keys]
      const { status, stdout } = spawnSync(process.execPath, asked, { encoding: 'utf8' })
      return { code: status, said: stdout.trim() }
    },
  }
}

async function serving(context: TestContext, key: SigningKey, first: Snapshot, asked: (path: string) => void) {
  const publisher = createPublisher()
  const publish = (snapshot: Snapshot) => publisher.publish(snapshot, publicDocuments(snapshot, [signedStatus(key)]))
  publish(first)
  const server = createServer((request, response) => {
    asked(request.url ?? '')
    publisher.answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, publish }
}

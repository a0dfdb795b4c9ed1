import assert from 'node:assert/strict'
import { createHash, createPublicKey, randomBytes, verify, webcrypto, X509Certificate } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { inspect } from 'node:util'
import '../../../probes/replicas/reflection.ts'
import * as x509 from '@peculiar/x509'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { openIdentity } from '../../../probes/credentials/open.ts'
import { Inconclusive } from '../../../probes/flow.ts'
import { writeNpkiFolder } from '../../../probes/replicas/npki-folder.ts'

const PASSWORD = 'Npki!Pass-77'
const NOW = Date.UTC(2026, 10, 25)
const DAY_MS = 86_400_000
const ALGORITHMS = {
  EC: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  RSA: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
}

async function makePair(algorithm: object = ALGORITHMS.EC) {
  const usages: webcrypto.KeyUsage[] = ['sign', 'verify']
  const keys = (await webcrypto.subtle.generateKey(algorithm as never, true, usages)) as webcrypto.CryptoKeyPair
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=시험',
      keys: keys as never,
      signingAlgorithm: algorithm as never,
      serialNumber: '01',
      notBefore: new Date(NOW - DAY_MS),
      notAfter: new Date(NOW + DAY_MS),
    },
    webcrypto as never,
  )
  const pkcs8 = new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  return { certificate: certificate.toString('pem'), pkcs8, privateKey: pem(pkcs8) }
}

const pem = (pkcs8: Uint8Array) => x509.PemConverter.encode(new Uint8Array(pkcs8).buffer, 'PRIVATE KEY')

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-npki-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const identityIn = (certificateFolder: string, certificatePassword: string | undefined = PASSWORD) =>
  openIdentity({ name: '시험', certificateFolder, certificatePassword } as never)

async function assertSigns(folder: string, certificate: string) {
  const challenge = randomBytes(32)
  const info = pkijs.ContentInfo.fromBER(await identityIn(folder).signChallenge(challenge, NOW))
  const signed = new pkijs.SignedData({ schema: info.content })
  const signature = new Uint8Array(signed.signerInfos[0]?.signature.valueBlock.valueHexView ?? [])
  const key = createPublicKey(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'pem' }))
  assert.ok(verify('sha256', challenge, key, signature))
}

for (const [kind, algorithm] of Object.entries(ALGORITHMS)) {
  test(`an NPKI folder with an ${kind} key signs`, async (t) => {
    const [folder, pair] = [makeFolder(t), await makePair(algorithm)]
    writeNpkiFolder(folder, pair, PASSWORD)
    await assertSigns(folder, pair.certificate)
  })
}

test('a GPKI folder is found by its names, and its pair for encryption is left alone', async (t) => {
  const [folder, pair] = [makeFolder(t), await makePair()]
  const npki = join(folder, 'npki')
  writeNpkiFolder(npki, pair, PASSWORD)
  const gpki = join(folder, 'class2')
  mkdirSync(gpki)
  copyFileSync(join(npki, 'signCert.der'), join(gpki, '123홍길동001_sig.cer'))
  copyFileSync(join(npki, 'signPri.key'), join(gpki, '123홍길동001_sig.key'))
  for (const name of ['123홍길동001_env.cer', '123홍길동001_env.key'])
    writeFileSync(join(gpki, name), 'not for signing')
  await assertSigns(gpki, pair.certificate)
  for (const name of ['456_sig.cer', '456_sig.key']) writeFileSync(join(gpki, name), 'another person')
  await assert.rejects(identityIn(gpki).signChallenge(randomBytes(32), NOW), /more than one certificate/)
})

test('the random number that Korean authorities put beside the key does not disturb', async (t) => {
  const [folder, pair] = [makeFolder(t), await makePair(ALGORITHMS.RSA)]
  const info = pkijs.PrivateKeyInfo.fromBER(pair.pkcs8)
  const randomNumber = new asn1js.BitString({ valueHex: new Uint8Array(randomBytes(20)).buffer })
  info.attributes = [new pkijs.Attribute({ type: '1.2.410.200004.10.1.1.3', values: [randomNumber] })]
  const withNumber = new Uint8Array(info.toSchema().toBER())
  assert.ok(withNumber.length > pair.pkcs8.length)
  writeNpkiFolder(folder, { certificate: pair.certificate, privateKey: pem(withNumber) }, PASSWORD)
  await assertSigns(folder, pair.certificate)
})

test('each thing that keeps a folder from signing is inconclusive, says what, and shows no secret', async (t) => {
  const [folder, pair, other] = [makeFolder(t), await makePair(), await makePair()]
  const npki = join(folder, 'good')
  writeNpkiFolder(npki, pair, PASSWORD)
  const strange = join(folder, 'strange')
  writeNpkiFolder(strange, { certificate: other.certificate, privateKey: pair.privateKey }, PASSWORD)
  const broken = join(folder, 'broken')
  writeNpkiFolder(broken, pair, PASSWORD)
  writeFileSync(join(broken, 'signPri.key'), 'no key')
  const cases: [ReturnType<typeof openIdentity>, number, RegExp][] = [
    [identityIn(npki, 'wrong-Pass-1'), NOW, /certificatePassword does not open the private key/],
    [identityIn(npki, ''), NOW, /no certificatePassword/],
    [identityIn(npki), NOW + 2 * DAY_MS, /expired on 2026-11-26; renew it/],
    [identityIn(npki), NOW - 2 * DAY_MS, /not valid before 2026-11-24/],
    [identityIn(strange), NOW, /does not belong to the certificate/],
    [identityIn(broken), NOW, /the private key cannot be used/],
    [identityIn(folder), NOW, /no signCert\.der with signPri\.key/],
    [identityIn(join(folder, 'nowhere')), NOW, /cannot be read \(ENOENT\)/],
  ]
  for (const [identity, now, says] of cases) {
    const error = await identity.signChallenge(randomBytes(32), now).then(
      () => assert.fail(`it signed, though: ${says}`),
      (thrown: unknown) => thrown,
    )
    assert.ok(error instanceof Inconclusive && error.code === 'test-identity')
    assert.match(error.message, says)
    assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /Npki!Pass|wrong-Pass/)
  }
})

test('an identity with a folder shows neither password nor key when printed or serialised, before and after it signed', async (t) => {
  const [folder, pair] = [makeFolder(t), await makePair()]
  writeNpkiFolder(folder, pair, PASSWORD)
  assert.ok(!readFileSync(join(folder, 'signPri.key')).includes(Buffer.from(pair.pkcs8).subarray(-32)))
  const identity = identityIn(folder)
  const secrets = [PASSWORD, Buffer.from(pair.pkcs8).toString('base64').slice(40, 60)]
  assert.equal(identity.signedUntil(), null)
  for (const sign of [false, true]) {
    if (sign) await identity.signChallenge(createHash('sha256').update('x').digest(), NOW)
    for (const shown of [JSON.stringify(identity), inspect(identity, { depth: 9, showHidden: true }), String(identity)])
      for (const secret of secrets) assert.ok(!shown.includes(secret))
  }
})

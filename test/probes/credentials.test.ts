import assert from 'node:assert/strict'
import { createPublicKey, verify, webcrypto, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { inspect } from 'node:util'
import '../../probes/replicas/reflection.ts'
import * as x509 from '@peculiar/x509'
import type * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { openIdentity } from '../../probes/credentials/open.ts'
import { Inconclusive } from '../../probes/flow.ts'

const KEYS: [
  string,
  Parameters<typeof x509.X509CertificateGenerator.createSelfSigned>[0]['signingAlgorithm'] & object,
][] = [
  ['EC', { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as never],
  [
    'RSA',
    {
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
    } as never,
  ],
]

for (const [kind, algorithm] of KEYS) {
  test(`a challenge is signed with an ${kind} key so that content, certificate and signature fit`, async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'bongsu-identity-'))
    context.after(() => rmSync(folder, { recursive: true, force: true }))
    const keys = (await webcrypto.subtle.generateKey(algorithm as never, true, [
      'sign',
      'verify',
    ])) as webcrypto.CryptoKeyPair
    const certificate = await x509.X509CertificateGenerator.createSelfSigned(
      { name: 'CN=시험', keys: keys as never, signingAlgorithm: algorithm as never, serialNumber: '01' },
      webcrypto as never,
    )
    const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
    writeFileSync(join(folder, 'c.pem'), certificate.toString('pem'))
    writeFileSync(join(folder, 'k.pem'), x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'))
    const identity = openIdentity({
      name: '시험',
      certificate: join(folder, 'c.pem'),
      privateKey: join(folder, 'k.pem'),
    })

    const challenge = webcrypto.getRandomValues(new Uint8Array(32))
    const der = await identity.signChallenge(challenge, Date.now())
    const info = pkijs.ContentInfo.fromBER(der)
    const signed = new pkijs.SignedData({ schema: info.content })
    const content = signed.encapContentInfo.eContent as asn1js.OctetString
    assert.deepEqual(new Uint8Array(content.getValue()), challenge)
    const signature = new Uint8Array(signed.signerInfos[0]?.signature.valueBlock.valueHexView ?? [])
    const own = new X509Certificate(certificate.toString('pem'))
    assert.ok(
      verify('sha256', challenge, createPublicKey(own.publicKey.export({ type: 'spki', format: 'pem' })), signature),
    )
  })
}

test('an identity shows no secret when it is printed or serialised', () => {
  const identity = openIdentity({
    name: '홍길동',
    login: 'tester',
    password: 'p4ssw0rd',
    residentNumber: '900101-1234567',
  })
  assert.equal(identity.password(), 'p4ssw0rd')
  for (const shown of [JSON.stringify(identity), inspect(identity, { depth: 9, showHidden: true }), String(identity)])
    assert.doesNotMatch(shown, /p4ssw0rd|900101/)
})

test('what an identity lacks or cannot read is inconclusive, never an outage', async () => {
  const identity = openIdentity({ name: '홍길동', certificate: '/nowhere/c.pem', privateKey: '/nowhere/k.pem' })
  assert.throws(() => identity.password(), Inconclusive)
  await assert.rejects(identity.signChallenge(new Uint8Array(32), Date.now()), Inconclusive)
})

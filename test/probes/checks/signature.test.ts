import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readPdf } from '../../../probes/checks/pdf.ts'
import { checkSignature, type SignatureCheck } from '../../../probes/checks/signature.ts'
import { Inconclusive, StepFailure } from '../../../probes/flow.ts'
import { type KeyPair, makeAuthority } from '../../../probes/replicas/ca.ts'
import { TEST_PERSON } from '../../../probes/replicas/people.ts'
import { makePrinter } from '../../../probes/replicas/print.ts'
import { makeSigner, signPdf } from '../../../probes/replicas/sign-pdf.ts'
import { stamp, stamped } from './time-stamps.ts'

const NOW = Date.UTC(2026, 10, 25, 4, 5, 9)
const folder = mkdtempSync(join(tmpdir(), 'signers-'))
after(() => rmSync(folder, { recursive: true }))

const [office, stranger] = await Promise.all([makeAuthority(NOW), makeAuthority(NOW)])
const signers = join(folder, 'signers.pem')
writeFileSync(signers, office.certificate)
const sign = await makeSigner(await office.identityFor('시험구청장'))
const plain = await makePrinter()(
  { title: '주민등록표(등본)', office: '시험구청장', holder: TEST_PERSON },
  { number: '1700-1117-0840-1355', issuedAt: NOW },
)
const expected: SignatureCheck = { signers, issuedAfter: NOW - 3_000, issuedBefore: NOW + 3_000 }

function codeOf(bytes: Uint8Array, check: Partial<SignatureCheck> = {}): string {
  try {
    checkSignature(bytes, { ...expected, ...check })
    return 'ok'
  } catch (error) {
    assert.ok(error instanceof StepFailure, String(error))
    assert.equal(error.layer, 'document')
    return error.code
  }
}

test('a document that the office signed just now passes, and can still be read', async () => {
  const signed = await signPdf(plain, sign, NOW)
  assert.equal(codeOf(signed), 'ok')
  assert.deepEqual(await readPdf(signed), await readPdf(plain))
})

test('without a signature only those documents pass of which nobody said who signs them', () => {
  assert.equal(codeOf(plain, { signers: undefined }), 'ok')
  assert.equal(codeOf(plain), 'unsigned')
})

test('whatever is changed, cut out or added after signing is seen', async () => {
  const signed = Buffer.from(await signPdf(plain, sign, NOW))
  const changed = Buffer.from(signed)
  changed.write('8', signed.indexOf('31373030') + 7, 'latin1')
  assert.equal(codeOf(changed, { signers: undefined }), 'bad-signature')
  assert.equal(codeOf(Buffer.concat([signed, Buffer.from('1 0 obj\nnull\nendobj\n%%EOF')])), 'bad-signature')
  const moved = signed.toString('latin1').replace(/\/ByteRange \[0 /, '/ByteRange [9 ')
  assert.equal(codeOf(Buffer.from(moved, 'latin1')), 'bad-signature')
  const emptied = signed.toString('latin1').replace(/<30[0-9a-f]{5998}>/, `<${'0'.repeat(6000)}>`)
  assert.equal(codeOf(Buffer.from(emptied, 'latin1')), 'bad-signature')
})

test('a signature of another document is not one of this', async () => {
  const other = await signPdf(plain, (content, at) => sign(Buffer.concat([content, randomBytes(1)]), at), NOW)
  assert.equal(codeOf(other), 'bad-signature')
})

test('a signer whom no known authority vouches for is seen, where the authorities are known', async () => {
  const signed = await signPdf(plain, await makeSigner(await stranger.identityFor('시험구청장')), NOW)
  assert.equal(codeOf(signed), 'untrusted-signer')
  assert.equal(codeOf(signed, { signers: undefined }), 'ok')
  const expired = await signPdf(plain, await makeSigner(await office.expiredCertificateFor('office.test')), NOW)
  assert.equal(codeOf(expired), 'untrusted-signer')
})

test('a signature has to be made within the run', async () => {
  assert.equal(codeOf(await signPdf(plain, sign, NOW - 60_000)), 'wrong-timestamp')
  assert.equal(codeOf(await signPdf(plain, sign, NOW + 60_000)), 'wrong-timestamp')
})

test('a method that nothing here can verify makes nothing of the document known', async () => {
  const sha256 = Buffer.from('608648016503040201', 'hex')
  const unknown = await signPdf(
    plain,
    async (content, at) => {
      const der = Buffer.from(await sign(content, at))
      for (let at = der.indexOf(sha256); at >= 0; at = der.indexOf(sha256, at + 1)) der[at + 8] = 0x7f
      return der
    },
    NOW,
  )
  assert.throws(
    () => checkSignature(unknown, expected),
    (error) => error instanceof Inconclusive && /2\.16\.840\.1\.101\.3\.4\.2\.127/.test(error.message),
  )
})

test('a time stamp over the signature is judged like the signature', async () => {
  const [known, unknown] = await Promise.all([office, stranger].map((one) => one.identityFor('시점확인')))
  assert.ok(known && unknown)
  const withStamp = (by: KeyPair, at = NOW, of = (value: Uint8Array) => value) =>
    signPdf(
      plain,
      async (content, then) => stamped(await sign(content, then), (value) => stamp(of(value), at, by)),
      NOW,
    )
  assert.equal(codeOf(await withStamp(known)), 'ok')
  assert.equal(codeOf(await withStamp(known, NOW - 60_000)), 'wrong-timestamp')
  assert.equal(codeOf(await withStamp(unknown)), 'untrusted-signer')
  assert.equal(codeOf(await withStamp(known, NOW, () => randomBytes(64))), 'bad-signature')
})

test('a document may have a time stamp in place of a signature', async () => {
  const by = await office.identityFor('시점확인')
  const detached = '/SubFilter /adbe.pkcs7.detached'
  const stampOnly = async (at: number, of: (content: Uint8Array) => Uint8Array) => {
    const place = (content: Uint8Array) => Buffer.from(content).indexOf(detached)
    const swap = (content: Uint8Array) => {
      const copy = Buffer.from(content)
      copy.write('/SubFilter /ETSI.RFC3161'.padEnd(detached.length), place(content), 'latin1')
      return copy
    }
    return swap(await signPdf(plain, async (content) => stamp(of(swap(content)), at, by), NOW))
  }
  assert.equal(codeOf(await stampOnly(NOW, (content) => content)), 'ok')
  assert.equal(codeOf(await stampOnly(NOW + 60_000, (content) => content)), 'wrong-timestamp')
  assert.equal(codeOf(await stampOnly(NOW, () => randomBytes(64))), 'bad-signature')
})

test('a file of signers that cannot be read is our trouble and says which', () => {
  const missing = join(folder, 'missing.pem')
  assert.throws(() => checkSignature(plain, { ...expected, signers: missing }), /documentSigners: .*missing\.pem/)
})

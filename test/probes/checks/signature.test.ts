import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readPdf } from '../../../probes/checks/pdf.ts'
import { checkSignature, type SignatureCheck } from '../../../probes/checks/signature.ts'
import { StepFailure } from '../../../probes/flow.ts'
import { makeAuthority } from '../../../probes/replicas/ca.ts'
import { TEST_PERSON } from '../../../probes/replicas/people.ts'
import { makePrinter } from '../../../probes/replicas/print.ts'
import { makeSigner, signPdf } from '../../../probes/replicas/sign-pdf.ts'

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

async function codeOf(bytes: Uint8Array, check: Partial<SignatureCheck> = {}): Promise<string> {
  const error = await checkSignature(bytes, { ...expected, ...check }).then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error === null) return 'ok'
  assert.ok(error instanceof StepFailure, String(error))
  assert.equal(error.layer, 'document')
  return error.code
}

test('a document that the office signed just now passes, and can still be read', async () => {
  const signed = await signPdf(plain, sign, NOW)
  assert.equal(await codeOf(signed), 'ok')
  assert.deepEqual(await readPdf(signed), await readPdf(plain))
})

test('without a signature only those documents pass of which nobody said who signs them', async () => {
  assert.equal(await codeOf(plain, { signers: undefined }), 'ok')
  assert.equal(await codeOf(plain), 'unsigned')
})

test('whatever is changed, cut out or added after signing is seen', async () => {
  const signed = Buffer.from(await signPdf(plain, sign, NOW))
  const changed = Buffer.from(signed)
  changed.write('8', signed.indexOf('31373030') + 7, 'latin1')
  assert.equal(await codeOf(changed, { signers: undefined }), 'bad-signature')
  assert.equal(await codeOf(Buffer.concat([signed, Buffer.from('1 0 obj\nnull\nendobj\n%%EOF')])), 'bad-signature')
  const moved = signed.toString('latin1').replace(/\/ByteRange \[0 /, '/ByteRange [9 ')
  assert.equal(await codeOf(Buffer.from(moved, 'latin1')), 'bad-signature')
  const emptied = signed.toString('latin1').replace(/<30[0-9a-f]{5998}>/, `<${'0'.repeat(6000)}>`)
  assert.equal(await codeOf(Buffer.from(emptied, 'latin1')), 'bad-signature')
})

test('a signature of another document is not one of this', async () => {
  const other = await signPdf(plain, (content, at) => sign(Buffer.concat([content, randomBytes(1)]), at), NOW)
  assert.equal(await codeOf(other), 'bad-signature')
})

test('a signer whom no known authority vouches for is seen, where the authorities are known', async () => {
  const signed = await signPdf(plain, await makeSigner(await stranger.identityFor('시험구청장')), NOW)
  assert.equal(await codeOf(signed), 'untrusted-signer')
  assert.equal(await codeOf(signed, { signers: undefined }), 'ok')
  const expired = await signPdf(plain, await makeSigner(await office.expiredCertificateFor('office.test')), NOW)
  assert.equal(await codeOf(expired), 'untrusted-signer')
})

test('a signature has to be made within the run', async () => {
  assert.equal(await codeOf(await signPdf(plain, sign, NOW - 60_000)), 'wrong-timestamp')
  assert.equal(await codeOf(await signPdf(plain, sign, NOW + 60_000)), 'wrong-timestamp')
})

test('a file of signers that cannot be read is our trouble and says which', async () => {
  const missing = join(folder, 'missing.pem')
  await assert.rejects(checkSignature(plain, { ...expected, signers: missing }), /documentSigners: .*missing\.pem/)
})

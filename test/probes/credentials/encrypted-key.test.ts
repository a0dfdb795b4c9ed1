import assert from 'node:assert/strict'
import { createDecipheriv } from 'node:crypto'
import test from 'node:test'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { decryptKey, deriveSeedKey } from '../../../probes/credentials/encrypted-key.ts'
import { encryptSeed } from '../../../probes/credentials/seed.ts'

/** One key made for this test, locked by `openssl pkcs8 -topk8 -v2 <cipher> -v2prf <hash> -passout pass:Secret-1`. */
const LOCKED: Record<string, string> = {
  'seed-cbc.hmacWithSHA1':
    'MIHdMEgGCSqGSIb3DQEFDTA7MBsGCSqGSIb3DQEFDDAOBAhTSFhjTa8BIQICCAAwHAYIKoMajJpEAQQEEHcdGE3GoGiPu6EgGG7rB+EEgZCImC8JduyUnerprFRcndaKGDoeuyKurNy6viaDL7FqCh5IXMEKdid27S5OX1jjQP87j+6gef130Qwy25WO2isOlzwfDOleSl+3DWtuA60Gb3KUO7i8Ly4VAz1ynHOVnIiCg3Ajo0aSdzecGDqKpLItKeTmROP30JHH/iXDJ2SJNTUFUax+O+OEp1HVlBIO8Eg=',
  'seed-cbc.hmacWithSHA256':
    'MIHrMFYGCSqGSIb3DQEFDTBJMCkGCSqGSIb3DQEFDDAcBAgaogYV9oy5dQICCAAwDAYIKoZIhvcNAgkFADAcBggqgxqMmkQBBAQQ87g9wu7JoIKZgsJSKqY+ygSBkEtGKWcPTuUBXUOVn0YfzmY1a81ELqHlRn1DIVHRzgru1/QeeEmc55PukOHKt/9DSBbzjMW1u5mNajO9HypnDWbGMwt8nNnue1j2232XdHVq+XZLx7fvsmxRoUDuIDhveNnKjMNScOyhse3/YVO5GsikaLU+gXoqbnFkw/Gy8WZWOJKPXIW6nElYdexsHBBEWQ==',
  'aria-128-cbc.hmacWithSHA1':
    'MIHeMEkGCSqGSIb3DQEFDTA8MBsGCSqGSIb3DQEFDDAOBAj4WnZQahhSmQICCAAwHQYJKoMajJpuAQECBBAHcuBdg7FBoBAw2O35jCTSBIGQW0wNXE8YqWyDRfPcUSL2M4U5Es0yDPjVJL9CG4uw3qLL6MgVBdvuyy/P+szT2gDcbJYq4TQryekubi7gjkt46H3opRZbKmW+NoW+++ZMnv7BFxYZnrMTamu4g9ZR4r9uqgpCCVvDFIB6eO+7n1OnvSg/mDjpHrfMjXeuJZQp3VSxc7oeaJQjxzWbOcpcffLs',
  'aria-192-cbc.hmacWithSHA1':
    'MIHeMEkGCSqGSIb3DQEFDTA8MBsGCSqGSIb3DQEFDDAOBAj6CAyHmL3ObAICCAAwHQYJKoMajJpuAQEHBBBgH1cTIdd2T+U+9i8IT2VhBIGQQqnvBQKXYhYrBhw5cdmNOXsiGtngnkAkJR7qA3ST43R1ptOFgpvXPtUby995gT4LYv1evz96w5sk0LVsthmhzwnjBn2yoHlEj0zKSekRwbZBLXILDpu7oVIFI+uSRLjyn/O0X6+GHd7w6RpUQ35NaHLK05X2GwowU2K/fWewsFbOo57iI+YsXb7DC2ApU8J9',
  'aria-256-cbc.hmacWithSHA256':
    'MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgoEuFlZZBsBgICCAAwDAYIKoZIhvcNAgkFADAdBgkqgxqMmm4BAQwEENSovR+jW1Z1ot6Qm+j//bcEgZCj3gifUsfRSY6NCiFKP4kbSOpa+X7p0REcLdWXo3n0FIzRW54FbPagv8smbdY2yKPzDtyhFyTkm34kOOyuGAHUufSm2ykRqzwRfMZ8KYiAWIbs8B0L0p9tY96cD4TokH8TII3lRK4VVtRvN5VJb9CccBglDGCJixAsGCzgfF5LnlzK2fn+JLMdOJc/k8P1iEQ=',
  'aes-128-cbc.hmacWithSHA256':
    'MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAioUgfz7LjBegICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEM+0Kiazs3mvLy+U32h8bFkEgZDe/XcBwA3TfD9zapsrt48FL4v1aps4YpsL8KI8guZsYBbZLfThrbw6l9LXHYs71CV7JY7vr/PNIUI1R8X7yh04tZwH0f3ovu3xgTepFZevmrzsQHgV5Ah1SDAukv/xYug/3joJOH7I3D7pyLxHstluBvSbqp1gzSEqXfc1kpJHr/Xe4yALfAE2ZQ/gqSyGieo=',
  'aes-192-cbc.hmacWithSHA1':
    'MIHeMEkGCSqGSIb3DQEFDTA8MBsGCSqGSIb3DQEFDDAOBAg3WlgXWt3GiAICCAAwHQYJYIZIAWUDBAEWBBCO1bJY4jQskiT0eXRNt6T6BIGQorjC2OwbcbtJEIxtEvi8lhc75kxuka+SWiLnol4l10KyqKzKYMIxMLqs+ennyfJEm/r05BZ1x/roPgMEvfzVtkPN39rNevkqxI0C299iK+iZw1NUSa6XrbPU/iKpX2rhyhe58eYR32S046cGNFLGiLQ5jif0xEJtEieNTrI2TGZDqwJKwetQINBjQm+XtDv+',
  'aes-256-cbc.hmacWithSHA256':
    'MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAg7xqRS9Bf1wQICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEAnJEcpIUqe+40J6ZZoWv8IEgZDXBLYUy+XTdw9RMiUdiQQUp5RHh3LMfUwR9YDXsZ0cg6P5lqAQAdi64tZ+KKGf1SikNh9TfafdW5h7SZDdHyTIaMXA4D9GHs3+1QXhN5PYfJpBWCeTXwJi5X7tYScArfr6V8XLv5W9NY+kw7KAFkN2k/WRxCIDL/raKtfYRgzVpIltT/PiMxXXr1+n1f+Uv3A=',
}
const PLAIN = Buffer.from(
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVTPXnNcAE1JLEuGVCFhuNg0KZ/2lrWy3FUolCFwo/VuhRANCAAQjxtSY2nUlH9ywwnMrh1RTKqSSQxkrxuUn/D7qZBSq1mCFwvvbvnE/BvPsL8qk4XmUS+DxNv7ZmqCAD87XQBbe',
  'base64',
)

for (const [how, locked] of Object.entries(LOCKED)) {
  test(`a key under PBES2 is opened: ${how}`, () => {
    const der = Buffer.from(locked, 'base64')
    assert.deepEqual(decryptKey(der, 'Secret-1'), PLAIN)
    assert.notDeepEqual(decryptKey(der, 'secret-1'), PLAIN)
  })
}

const DES =
  'MIGwMBsGCSqGSIb3DQEFCjAOBAiXP5orpLTmnQICCAAEgZDbmkbPJXLZATSwyMoU8GlWT2QUHS7324xpgJpLxpA5E2BtGRNeBqkbpJMIeSEDiP9Lt9eNDDrXn7ESYMK8iqZorH90TqS0gWnkERcUVfhvFuika58D3s9WYVSELYkYbK5InXucd1Cf3xP9jh3bIWhDuhQYZUCHo6WyI9Z1omW0RHT/Gi8t9mwdX9Dv08NS49E='

const SALT = Buffer.from('0102030405060708', 'hex')
const ITERATIONS = 2048

function lock(algorithmId: string, cipherText: Uint8Array): Uint8Array {
  const bag = new pkijs.PKCS8ShroudedKeyBag({
    encryptionAlgorithm: new pkijs.AlgorithmIdentifier({
      algorithmId,
      algorithmParams: new asn1js.Sequence({
        value: [
          new asn1js.OctetString({ valueHex: new Uint8Array(SALT).buffer }),
          new asn1js.Integer({ value: ITERATIONS }),
        ],
      }),
    }),
    encryptedData: new asn1js.OctetString({ valueHex: new Uint8Array(cipherText).buffer }),
  })
  return new Uint8Array(bag.toSchema().toBER())
}

test('the password is stretched as PBKDF1 of OpenSSL does it', () => {
  // openssl pkcs8 -topk8 -v1 PBE-SHA1-DES: the first 8 bytes are its key, the next 8 its IV
  const locked = pkijs.PKCS8ShroudedKeyBag.fromBER(Buffer.from(DES, 'base64'))
  const [salt, count] = (locked.encryptionAlgorithm.algorithmParams as asn1js.Sequence).valueBlock.value
  const saltBytes = Buffer.from((salt as asn1js.OctetString).getValue())
  const { key } = deriveSeedKey('Secret-1', saltBytes, (count as asn1js.Integer).valueBlock.valueDec)
  const des = key.subarray(0, 8)
  const decipher = createDecipheriv('des-ede3-cbc', Buffer.concat([des, des, des]), key.subarray(8))
  const cipherText = Buffer.from(locked.encryptedData.getValue())
  assert.deepEqual(Buffer.concat([decipher.update(cipherText), decipher.final()]), PLAIN)
})

test('a key under the Korean PBES1 is opened, with the IV of the password and with the fixed one', () => {
  const { key, iv } = deriveSeedKey('Secret-1', SALT, ITERATIONS)
  const own = lock('1.2.410.200004.1.15', encryptSeed(key, iv, PLAIN))
  const fixed = lock('1.2.410.200004.1.4', encryptSeed(key, Buffer.from('0123456789012345'), PLAIN))
  for (const der of [own, fixed]) {
    assert.deepEqual(decryptKey(der, 'Secret-1'), PLAIN)
    assert.notDeepEqual(decryptKey(der, 'Secret-2'), PLAIN)
  }
})

test('an unknown scheme is named, and what is no encrypted key is refused', () => {
  assert.throws(() => decryptKey(Buffer.from(DES, 'base64'), 'Secret-1'), /1\.2\.840\.113549\.1\.5\.10.*SEED/)
  assert.throws(() => decryptKey(Buffer.from('nonsense'), 'Secret-1'))
  assert.throws(() => decryptKey(PLAIN, 'Secret-1'))
})

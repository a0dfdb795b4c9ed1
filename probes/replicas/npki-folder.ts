// A test person's certificate as people keep theirs: an NPKI folder, its private key under a password.
import { randomBytes, X509Certificate } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { deriveSeedKey, SEED_WITH_SHA1 } from '../credentials/encrypted-key.ts'
import { encryptSeed } from '../credentials/seed.ts'
import type { KeyPair } from './ca.ts'

const ITERATIONS = 2048
const SALT_BYTES = 8

/** Writes signCert.der and signPri.key (pbeWithSHA1AndSEED-CBC; readable by the owner only) into `folder`. */
export function writeNpkiFolder(folder: string, { certificate, privateKey }: KeyPair, password: string): void {
  mkdirSync(folder, { recursive: true })
  const pkcs8 = Buffer.from(privateKey.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  writeFileSync(join(folder, 'signCert.der'), new X509Certificate(certificate).raw, { mode: 0o600 })
  writeFileSync(join(folder, 'signPri.key'), lock(pkcs8, password), { mode: 0o600 })
}

function lock(pkcs8: Buffer, password: string): Uint8Array {
  const salt = randomBytes(SALT_BYTES)
  const { key, iv } = deriveSeedKey(password, salt, ITERATIONS)
  const bag = new pkijs.PKCS8ShroudedKeyBag({
    encryptionAlgorithm: new pkijs.AlgorithmIdentifier({
      algorithmId: SEED_WITH_SHA1,
      algorithmParams: new asn1js.Sequence({
        value: [
          new asn1js.OctetString({ valueHex: new Uint8Array(salt).buffer }),
          new asn1js.Integer({ value: ITERATIONS }),
        ],
      }),
    }),
    encryptedData: new asn1js.OctetString({ valueHex: new Uint8Array(encryptSeed(key, iv, pkcs8)).buffer }),
  })
  return new Uint8Array(bag.toSchema().toBER())
}

// Private keys under a password: EncryptedPrivateKeyInfo (RFC 5958 §3), as NPKI and GPKI folders hold them.
import { createDecipheriv, createHash, pbkdf2Sync } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { decryptSeed, SEED_BYTES } from './seed.ts'

/** pbeWithSHA1AndSEED-CBC (RFC 4269), whose IV comes from the password, and the older seedCBC, whose IV is always the same. */
export const SEED_WITH_SHA1 = '1.2.410.200004.1.15'
const SEED = '1.2.410.200004.1.4'
const FIXED_IV = Buffer.from('0123456789012345')
/** RFC 8018, A.4 and A.2. */
const PBES2 = '1.2.840.113549.1.5.13'
const PBKDF2 = '1.2.840.113549.1.5.12'

/** RFC 8018, B.1. */
const HASHES: Record<string, string> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}

/** RFC 8018, B.2.5; RFC 5794 §3. */
const CIPHERS: Record<string, { name: string; keyBytes: number }> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyBytes: 32 },
  '1.2.410.200046.1.1.2': { name: 'aria-128-cbc', keyBytes: 16 },
  '1.2.410.200046.1.1.7': { name: 'aria-192-cbc', keyBytes: 24 },
  '1.2.410.200046.1.1.12': { name: 'aria-256-cbc', keyBytes: 32 },
  [SEED]: { name: 'seed-cbc', keyBytes: SEED_BYTES },
}

/**
 * DER of the PrivateKeyInfo (PKCS#8) inside `der`, or `null` when the password does not open it. Throws Error when `der` is no
 * EncryptedPrivateKeyInfo or is encrypted in a way that is not known here. No error repeats the password.
 */
export function decryptKey(der: Uint8Array, password: string): Buffer | null {
  const { encryptionAlgorithm, encryptedData } = pkijs.PKCS8ShroudedKeyBag.fromBER(new Uint8Array(der))
  const cipherText = Buffer.from(encryptedData.getValue())
  const { algorithmId, algorithmParams } = encryptionAlgorithm
  if (algorithmId === PBES2) return decryptPbes2(algorithmParams, password, cipherText)
  if (algorithmId !== SEED && algorithmId !== SEED_WITH_SHA1) throw unknownTo('encryption', algorithmId)
  const [salt, iterations] = (algorithmParams as asn1js.Sequence).valueBlock.value
  if (!(salt instanceof asn1js.OctetString && iterations instanceof asn1js.Integer)) {
    throw new Error('its encryption has no salt and count')
  }
  const { key, iv } = deriveSeedKey(password, Buffer.from(salt.getValue()), iterations.valueBlock.valueDec)
  return decryptSeed(key, algorithmId === SEED ? FIXED_IV : iv, cipherText)
}

/** PBKDF1 with SHA-1 (RFC 8018 §5.1) for SEED: 16 bytes of key; the IV is what SHA-1 makes of the 4 bytes that are left. */
export function deriveSeedKey(password: string, salt: Uint8Array, iterations: number): { key: Buffer; iv: Buffer } {
  let derived = Buffer.concat([Buffer.from(password), salt])
  for (let round = 0; round < iterations; round++) derived = createHash('sha1').update(derived).digest()
  const rest = createHash('sha1').update(derived.subarray(SEED_BYTES)).digest()
  return { key: derived.subarray(0, SEED_BYTES), iv: rest.subarray(0, SEED_BYTES) }
}

function decryptPbes2(schema: unknown, password: string, cipherText: Buffer): Buffer | null {
  const { keyDerivationFunc, encryptionScheme } = new pkijs.PBES2Params({ schema })
  if (keyDerivationFunc.algorithmId !== PBKDF2) throw unknownTo('key derivation', keyDerivationFunc.algorithmId)
  const { salt, iterationCount, prf } = new pkijs.PBKDF2Params({ schema: keyDerivationFunc.algorithmParams })
  const hash = prf ? HASHES[prf.algorithmId] : 'sha1'
  if (!hash) throw unknownTo('hash', prf?.algorithmId)
  const cipher = CIPHERS[encryptionScheme.algorithmId]
  if (!cipher) throw unknownTo('encryption', encryptionScheme.algorithmId)
  const iv = Buffer.from((encryptionScheme.algorithmParams as asn1js.OctetString).getValue())
  const saltBytes = Buffer.from((salt as asn1js.OctetString).getValue())
  const key = pbkdf2Sync(password, saltBytes, iterationCount, cipher.keyBytes, hash)
  return cipher.name === 'seed-cbc' ? decryptSeed(key, iv, cipherText) : decrypt(cipher.name, key, iv, cipherText)
}

function decrypt(name: string, key: Buffer, iv: Buffer, cipherText: Buffer): Buffer | null {
  const decipher = createDecipheriv(name, key, iv)
  try {
    return Buffer.concat([decipher.update(cipherText), decipher.final()])
  } catch {
    return null // the padding is not one
  }
}

function unknownTo(what: string, id = ''): Error {
  return new Error(`its ${what} (${id}) is not known here; known are SEED, AES and ARIA in CBC with PBES1 or PBKDF2`)
}

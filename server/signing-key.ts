// The key that signs the status document: from a file that is named, or made once and kept beside the data.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** `id`: beginning of the SHA-256 of the public key; `former`: public keys that signed before, still to be believed. */
export type SigningKey = { id: string; key: KeyObject; publicKey: KeyObject; former: KeyObject[] }

/** Only `file`, or `<data>/signing-key.pem`. Throws when it holds no Ed25519 key; the message says which file. */
export function readSigningKey(data: string, file?: string, formerFiles: string[] = []): SigningKey {
  const path = file ?? join(data, 'signing-key.pem')
  if (file === undefined && !existsSync(path)) {
    const made = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
    writeFileSync(path, made, { mode: 0o600, flag: 'wx' })
  }
  const key = ed25519(path, () => createPrivateKey(readFileSync(path, 'utf8')))
  const publicKey = createPublicKey(key)
  const former = formerFiles.map((one) => ed25519(one, () => createPublicKey(readFileSync(one, 'utf8'))))
  return { id: keyId(publicKey), key, publicKey, former }
}

/** The first 16 hexadecimal digits of the SHA-256 of its DER (SubjectPublicKeyInfo). */
export function keyId(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16)
}

function ed25519(path: string, read: () => KeyObject): KeyObject {
  try {
    const key = read()
    if (key.asymmetricKeyType === 'ed25519') return key
    throw new Error(`it holds a key of type ${key.asymmetricKeyType}`)
  } catch (error) {
    const why = (error as Error).message
    throw new Error(`${path} is no Ed25519 key in PEM: ${why}. Make one with: openssl genpkey -algorithm ed25519`)
  }
}

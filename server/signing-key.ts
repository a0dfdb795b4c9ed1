// The key that signs the status document: from the configuration, or made once and kept beside the data.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Type, { type Static } from 'typebox'
import { Instant } from './config-parts.ts'

export const SigningSchema = Type.Object(
  {
    key: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Ed25519 private key in PEM that signs the status document, as ${file:/run/secrets/signing.pem}',
      }),
    ),
    keyFile: Type.Optional(Type.String({ description: 'its path instead; default: made once in <data>' })),
    formerKeys: Type.Optional(
      Type.Array(
        Type.Object(
          {
            file: Type.String({ description: 'public key in PEM' }),
            until: Type.Optional({ ...Instant, description: 'it signed nothing after that: 2026-12-05T01:00+09:00' }),
          },
          { additionalProperties: false },
        ),
        { description: 'public keys that signed before, still to be believed' },
      ),
    ),
  },
  { additionalProperties: false },
)
export type SigningSettings = Static<typeof SigningSchema>

/**
 * `id`: see keyId; `former`: public keys that signed before, still to be believed for what was signed until `until` (UTC milliseconds;
 * null: no end is known).
 */
export type SigningKey = {
  id: string
  key: KeyObject
  publicKey: KeyObject
  former: { key: KeyObject; until: number | null }[]
}

/** Makes `<data>/signing-key.pem` where no other is named. Throws when something holds no Ed25519 key; the message says what. */
export function readSigningKey(data: string, settings: SigningSettings = {}): SigningKey {
  const key = privateKey(data, settings)
  const publicKey = createPublicKey(key)
  const former = (settings.formerKeys ?? []).map(({ file, until }) => ({
    key: ed25519(file, () => createPublicKey(readFileSync(file, 'utf8'))),
    until: until === undefined ? null : Date.parse(until),
  }))
  return { id: keyId(publicKey), key, publicKey, former }
}

/** The first 16 hexadecimal digits of the SHA-256 of its DER (SubjectPublicKeyInfo). */
export function keyId(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16)
}

function privateKey(data: string, { key, keyFile }: SigningSettings): KeyObject {
  if (key !== undefined) return ed25519('signing.key', () => createPrivateKey(key))
  const path = keyFile ?? join(data, 'signing-key.pem')
  if (keyFile === undefined && !existsSync(path)) {
    const made = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
    writeFileSync(path, made, { mode: 0o600, flag: 'wx' })
  }
  return ed25519(path, () => createPrivateKey(readFileSync(path, 'utf8')))
}

function ed25519(place: string, read: () => KeyObject): KeyObject {
  try {
    const key = read()
    if (key.asymmetricKeyType === 'ed25519') return key
    throw new Error(`it holds a key of type ${key.asymmetricKeyType}`)
  } catch (error) {
    const why = (error as Error).message
    throw new Error(`${place} is no Ed25519 key in PEM: ${why}. Make one with: openssl genpkey -algorithm ed25519`)
  }
}

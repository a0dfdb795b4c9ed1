// The certificate and the private key that a test identity signs with: two PEM files, or one NPKI or GPKI folder.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Inconclusive } from '../flow.ts'
import { koreanClock } from '../korean-time.ts'
import type { IdentitySettings } from '../settings.ts'
import { decryptKey } from './encrypted-key.ts'

export type Signer = { certificate: X509Certificate; key: KeyObject }

/** NPKI's names, and GPKI's, which begin with the owner's name; its `_env` pair is for encryption, not for signing. */
const PAIRS: [RegExp, RegExp][] = [
  [/^signcert\.der$/i, /^signpri\.key$/i],
  [/_sig\.cer$/i, /_sig\.key$/i],
]

/** Reads the files anew, so that a renewed certificate counts at once. Throws Inconclusive for all that keeps it from signing at `now` (UTC ms). */
export function readSigner(settings: IdentitySettings, now: number): Signer {
  const signer = settings.certificateFolder ? fromFolder(settings) : fromPem(settings)
  const { certificate, key } = signer
  if (!certificate.checkPrivateKey(key)) throw trouble('the private key does not belong to the certificate')
  const { validFromDate, validToDate } = certificate
  if (now > validToDate.getTime())
    throw trouble(`the certificate expired on ${koreanClock(validToDate.getTime()).day}; renew it`)
  if (now < validFromDate.getTime())
    throw trouble(`the certificate is not valid before ${koreanClock(validFromDate.getTime()).day}`)
  return signer
}

function fromFolder(settings: IdentitySettings): Signer {
  const { certificateFolder = '', certificatePassword } = settings
  const [certificateFile, keyFile] = findPair(certificateFolder)
  if (!certificatePassword) throw trouble('it has a certificateFolder but no certificatePassword')
  const given = read(certificateFile, 'certificate')
  const locked = read(keyFile, 'private key')
  const files = Buffer.concat([given, locked])
  const known = opened.get(settings)
  if (known?.files.equals(files)) return known.signer
  const certificate = parse('certificate', () => new X509Certificate(given))
  const open = parse('private key', () => decryptKey(locked, certificatePassword))
  const key = open && keyOf(open)
  if (!key) throw trouble('certificatePassword does not open the private key, or the key is damaged')
  const signer = { certificate, key }
  opened.set(settings, { files, signer })
  return signer
}

/** Opening a key is made slow on purpose: once is enough while the files stay the same. */
const opened = new WeakMap<IdentitySettings, { files: Buffer; signer: Signer }>()

function findPair(folder: string): [string, string] {
  const names = attempt(`certificateFolder ${folder}`, () => readdirSync(folder))
  for (const [isCertificate, isKey] of PAIRS) {
    const certificates = names.filter((name) => isCertificate.test(name))
    const keys = names.filter((name) => isKey.test(name))
    const [certificate, key] = [certificates[0], keys[0]]
    if (!certificate || !key) continue
    if (certificates.length + keys.length > 2) throw trouble(`there is more than one certificate in ${folder}`)
    return [join(folder, certificate), join(folder, key)]
  }
  throw trouble(`there is no signCert.der with signPri.key, and no *_sig.cer with *_sig.key, in ${folder}`)
}

/** A wrong password can leave something that looks padded. */
function keyOf(pkcs8: Buffer): KeyObject | null {
  try {
    return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  } catch {
    return null
  }
}

function fromPem({ certificate, privateKey }: IdentitySettings): Signer {
  const [certificatePem, keyPem] = [read(certificate, 'certificate'), read(privateKey, 'privateKey')]
  return {
    certificate: parse('certificate', () => new X509Certificate(certificatePem)),
    key: parse('privateKey', () => createPrivateKey(keyPem)),
  }
}

function read(path: string | undefined, what: string): Buffer {
  if (!path) throw trouble(`it has no ${what}; give it in the settings`)
  return attempt(what, () => readFileSync(path))
}

function attempt<T>(what: string, reading: () => T): T {
  try {
    return reading()
  } catch (error) {
    throw trouble(
      `the ${what} cannot be read (${(error as NodeJS.ErrnoException).code}); check its path in the settings`,
    )
  }
}

function parse<T>(what: string, parsing: () => T): T {
  try {
    return parsing()
  } catch (error) {
    throw trouble(`the ${what} cannot be used: ${(error as Error).message}`)
  }
}

function trouble(what: string): Inconclusive {
  return new Inconclusive('test-identity', `the test identity cannot sign: ${what}`)
}

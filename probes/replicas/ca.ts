// A certificate authority for the replicas only: made anew at each start, trusted by nobody else.
import './reflection.ts' // before anything that loads x509
import { randomBytes, webcrypto } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import { writeNpkiFolder } from './npki-folder.ts'

export type KeyPair = { certificate: string; privateKey: string }

/** PEM throughout. `certificateFor` makes server certificates, `identityFor` certificates of people. */
export type Authority = {
  certificate: string
  certificateFor: (host: string) => Promise<KeyPair>
  expiredCertificateFor: (host: string) => Promise<KeyPair>
  identityFor: (commonName: string) => Promise<KeyPair>
}

const DAY_MS = 86_400_000
// P-256, so that a whole handshake stays below one packet: `large-packets-lost` must not break it.
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' }
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' }
const { KeyUsageFlags } = x509

x509.cryptoProvider.set(webcrypto)

/** A fresh authority, valid around `now` (UTC milliseconds). */
export async function makeAuthority(now: number): Promise<Authority> {
  const keys = await makeKeys()
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'CN=Bongsu Rehearsal Test CA,O=Bongsu,C=KR',
    notBefore: new Date(now - 90 * DAY_MS),
    notAfter: new Date(now + 3650 * DAY_MS),
    keys,
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  })
  const issue = async (subject: string, from: number, to: number, extensions: x509.Extension[]): Promise<KeyPair> => {
    const own = await makeKeys()
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serial(),
      subject,
      issuer: ca.subject,
      notBefore: new Date(from),
      notAfter: new Date(to),
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: SIGNING,
      extensions,
    })
    return { certificate: certificate.toString('pem'), privateKey: await privateKeyPem(own) }
  }
  return {
    certificate: ca.toString('pem'),
    certificateFor: (host) => issue(`CN=${host}`, now - DAY_MS, now + 3650 * DAY_MS, forServer(host)),
    expiredCertificateFor: (host) => issue(`CN=${host}`, now - 60 * DAY_MS, now - DAY_MS, forServer(host)),
    identityFor: (name) =>
      issue(`CN=${name},OU=Rehearsal,C=KR`, now - DAY_MS, now + 3650 * DAY_MS, [
        new x509.KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
      ]),
  }
}

export type IdentityFiles = {
  ca: string
  certificate: string
  privateKey: string
  certificateFolder: string
  certificatePassword: string
}

/**
 * Writes ca.pem, identity.pem, identity.key and the same identity as an NPKI folder (readable by the owner only) into `folder`;
 * returns their paths, and the password made for that folder.
 */
export function writeIdentity(folder: string, ca: string, identity: KeyPair): IdentityFiles {
  mkdirSync(folder, { recursive: true })
  const write = (name: string, text: string) => {
    const path = join(folder, name)
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }
  const certificateFolder = join(folder, 'npki')
  const certificatePassword = randomBytes(12).toString('base64url')
  writeNpkiFolder(certificateFolder, identity, certificatePassword)
  return {
    certificateFolder,
    certificatePassword,
    ca: write('ca.pem', ca),
    certificate: write('identity.pem', identity.certificate),
    privateKey: write('identity.key', identity.privateKey),
  }
}

async function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
}

async function privateKeyPem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
}

function forServer(host: string): x509.Extension[] {
  return [
    new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }]),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
  ]
}

function serial(): string {
  return `01${randomBytes(8).toString('hex')}`
}

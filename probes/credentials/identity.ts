/** A dedicated test identity. Its secrets are closed over, so that they cannot be logged or serialised by accident. */
export type Identity = {
  name: string
  login: string
  password: () => string
  residentNumber: () => string
  /** The one-time password of now (RFC 6238), for logins that ask for one. */
  oneTimePassword: (now: number) => string
  /** CMS SignedData (DER) over the challenge, by the identity's certificate, which must be valid now (UTC ms). */
  signChallenge: (challenge: Uint8Array, now: number) => Promise<Uint8Array>
  /** When the certificate ends with which it last signed (UTC ms); null before. */
  signedUntil: () => number | null
}

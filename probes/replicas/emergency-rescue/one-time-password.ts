// One-time passwords as the dispatch login checks them: RFC 6238 with its defaults (HMAC-SHA-1, 30 seconds, 6 digits).
import { createHmac } from 'node:crypto'

const STEP_MS = 30_000
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Whether `given` is the password of `now` (UTC ms), or of the step before or after (RFC 6238 §5.2). `secret`: base32. */
export function isPasswordOf(given: string, secret: string, now: number): boolean {
  const step = Math.floor(now / STEP_MS)
  return [step - 1, step, step + 1].some((counter) => passwordOf(fromBase32(secret), counter) === given)
}

/** RFC 4226 §5.3. */
function passwordOf(key: Buffer, counter: number): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const digest = createHmac('sha1', key).update(message).digest()
  const offset = (digest.at(-1) ?? 0) & 0x0f
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** RFC 4648 §6. */
function fromBase32(text: string): Buffer {
  const bits = [...text.toUpperCase()].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [])
}

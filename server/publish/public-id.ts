import { createHash } from 'node:crypto'

/** A stable id of 12 characters [a-z0-9], as Statuspage clients expect them. */
export function publicId(name: string): string {
  const number = createHash('sha256').update(name).digest().readBigUInt64BE()
  return number.toString(36).padStart(13, '0').slice(-12)
}

// Makes texts and pictures of a page fit to be kept: nothing that was typed in, no resident numbers, nothing of the test person.
import type { Page as BrowserPage, JSHandle } from 'playwright-core'
import type { Identity } from '../../flow.ts'
import { redact } from '../../redact.ts'
import { findTexts, readTexts, writeTexts } from './in-page.ts'

export type Veil = (text: string) => string

/** As `redact`, and the person's name (however it is spaced), user name and secrets too, short ones as well. */
export function veilFor(identity: Identity | null): Veil {
  const known = identity ? [identity.name, identity.login, ...secretsOf(identity)] : []
  const words = known.filter((word) => word.trim().length >= 2).toSorted((a, b) => b.length - a.length)
  const patterns = words.map((word) => new RegExp([...word.replace(/\s/g, '')].map(escaped).join('\\s*'), 'gi'))
  return (text) => redact(patterns.reduce((veiled, pattern) => veiled.replace(pattern, '***'), text))
}

function secretsOf({ password, residentNumber }: Identity): string[] {
  return [password, residentNumber].flatMap((read) => {
    try {
      const secret = read()
      return [secret, secret.replace(/\D/g, '').length === 13 ? secret.replace(/\D/g, '') : '']
    } catch {
      return [] // this identity has none
    }
  })
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&')
}

/** Covered in every picture: what people type, and what may show anything (pictures, frames, drawings). */
const COVERED = [
  'input, textarea, select, [contenteditable]',
  'img, picture, canvas, video, svg image, iframe, frame, embed, object',
]

const ROUNDS = 4

/**
 * A PNG of what the page shows, made after every text that `veil` changes was changed in the page itself, and given only when
 * nothing else has appeared meanwhile. `null` when the page cannot be made fit.
 */
export async function takePicture(page: BrowserPage, veil: Veil, timeoutMs: number): Promise<Uint8Array | null> {
  for (let tries = 0; tries < 2; tries += 1) {
    await coverTexts(page, veil)
    const picture = await page.screenshot({
      timeout: timeoutMs,
      animations: 'disabled',
      mask: COVERED.map((selector) => page.locator(selector)),
      maskColor: '#808080',
      style: '*::before, *::after { content: none !important } * { background-image: none !important }',
    })
    if (await isCovered(page, veil)) return picture
  }
  return null
}

/** First each text by itself, then, from the inside, those that only together say what must not be said. */
async function coverTexts(page: BrowserPage, veil: Veil): Promise<void> {
  const found = await page.evaluateHandle(findTexts)
  for (let round = 0; round < ROUNDS; round += 1) {
    const texts = (await read(found)).map((text) => (isOpen(text, veil) ? veil(text) : null))
    if (round > 0 && texts.every((text) => text === null)) break
    await found.evaluate(writeTexts, { texts, alone: round === 0 })
  }
  await found.dispose()
}

async function isCovered(page: BrowserPage, veil: Veil): Promise<boolean> {
  const texts = await page.evaluateHandle(findTexts)
  const open = (await read(texts)).some((text) => isOpen(text, veil))
  await texts.dispose()
  return !open
}

function read(texts: JSHandle): Promise<string[]> {
  return texts.evaluate(readTexts)
}

function isOpen(text: string, veil: Veil): boolean {
  return veil(text) !== text
}

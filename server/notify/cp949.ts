// Korean carriers count and carry CP949 bytes: Hangul two, ASCII one, nothing outside it.
import iconv from 'iconv-lite'

/** Carriers put "[Web발신]" and a newline (10 bytes) in front of a text of 90 bytes. */
export const SMS_BYTES = 80
export const LMS_BYTES = 2000

export type FittedText = { text: string; kind: 'SMS' | 'LMS'; bytes: number }

/** The text holds characters that no Korean carrier can carry and that have no plain counterpart. */
export class TextError extends Error {}

/** Bytes of a text in CP949; throws TextError naming the characters that are not in it. */
export function cp949Bytes(text: string): number {
  const encoded = iconv.encode(text, 'cp949')
  if (iconv.decode(encoded, 'cp949') !== text) throw new TextError(explain(text))
  return encoded.length
}

/**
 * A text as it can be sent: at most 80 bytes as SMS, otherwise LMS, cut at a word to 2000 bytes. Typographic characters become
 * plain ones and emoji are dropped; throws TextError when something else cannot be carried or nothing is left.
 */
export function fitSms(text: string): FittedText {
  const plain = plainText(text)
  if (plain === '')
    throw new TextError('The text is empty once what no carrier can carry is dropped. Write it in words.')
  const bytes = cp949Bytes(plain)
  if (bytes <= SMS_BYTES) return { text: plain, kind: 'SMS', bytes }
  const cut = bytes <= LMS_BYTES ? plain : cutToBytes(plain, LMS_BYTES)
  return { text: cut, kind: 'LMS', bytes: cp949Bytes(cut) }
}

/** Cuts at a word so that text and "..." together have at most `limit` CP949 bytes. */
export function cutToBytes(text: string, limit: number): string {
  if (cp949Bytes(text) <= limit) return text
  const room = limit - ELLIPSIS.length
  let bytes = 0
  let end = 0
  for (const character of text) {
    bytes += cp949Bytes(character)
    if (bytes > room) break
    end += character.length
  }
  const word = text.slice(0, end + 1).search(/\s\S*$/)
  // A word that long is not a word: cut it anywhere rather than lose most of the message.
  return text.slice(0, word > end / 2 ? word : end).trimEnd() + ELLIPSIS
}

const ELLIPSIS = '...'

const PLAIN: Record<string, string> = {
  '…': ELLIPSIS,
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '–': '-',
  '—': '-',
  '−': '-',
  '‑': '-',
  '•': '·',
  '\u00a0': ' ',
  '\u202f': ' ',
  '\u2009': ' ',
  '\t': ' ',
}

function plainText(text: string): string {
  const plain = Array.from(text.normalize('NFC').replace(/\r\n?/g, '\n'), plainCharacter).join('')
  return plain
    .replace(/ {2,}/g, ' ')
    .replace(/ *\n */g, '\n')
    .trim()
}

function plainCharacter(character: string): string {
  const plain = PLAIN[character]
  if (plain !== undefined) return plain
  if (character === '\n' || (inCp949(character) && !/\p{Cc}/u.test(character))) return character
  return SILENT.test(character) ? '' : character
}

function inCp949(character: string): boolean {
  return iconv.decode(iconv.encode(character, 'cp949'), 'cp949') === character
}

/** Emoji with their joiners, selectors and skins, and control characters: the text says the same without them. */
const SILENT =
  /^[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\p{Cf}\p{Cc}\p{Me}\p{Variation_Selector}]$/u

function explain(text: string): string {
  const strangers = [...new Set(text)].filter((character) => !inCp949(character))
  const named = strangers.map(
    (character) => `"${character}" (U+${character.codePointAt(0)?.toString(16).toUpperCase()})`,
  )
  return `The text holds ${named.join(', ')}, which Korean text messages cannot carry (CP949). Replace it.`
}

// A text in several languages, as rows hold it.
import type { Text } from '../catalogue.ts'

/** `easy` empty: nobody has written it in easy words. */
export function textOf(ko: string, en: string, easy: string): Text {
  return easy === '' ? { ko, en } : { ko, en, easy }
}

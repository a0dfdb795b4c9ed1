// The script that other sites embed, at an address that stays.
import { readFileSync } from 'node:fs'
import type { PublicDocument } from './bytes.ts'
import { embeddedDocument } from './open-document.ts'

const WIDGET = readFileSync(new URL('../../views/embed/widget.js', import.meta.url), 'utf8')

export function* widget(): Generator<PublicDocument> {
  yield embeddedDocument('/widget.js', 'text/javascript; charset=utf-8', () => WIDGET)
}

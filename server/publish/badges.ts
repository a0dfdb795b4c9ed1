// Badges to put on other pages: SVG that needs no font of ours and follows the reader's light or dark mode. Pure.
import Handlebars from 'handlebars'
import type { State } from '../../data/tables.ts'
import { inLanguage, stateWord } from '../../views/format.ts'
import { localised, SPOKEN } from '../pages/frame.ts'
import type { PublicDocument } from './bytes.ts'
import { embeddedDocument, JSON_TYPE, openDocument } from './open-document.ts'
import type { Snapshot } from './snapshot.ts'

type Language = (typeof SPOKEN)[number]
type Badge = { path: string; label: string; state: State }

/** KRDS colours, step 60 on white and their light counterparts on black. */
const COLOURS: Record<State, [light: string, dark: string]> = {
  operational: ['#267337', '#7fd694'],
  degraded_performance: ['#8a5c00', '#ffc95c'],
  partial_outage: ['#8a5c00', '#ffc95c'],
  major_outage: ['#bd2c0f', '#ff9c86'],
  under_maintenance: ['#096ab3', '#7cc4ff'],
  unknown: ['#464c53', '#cdd1d5'],
}
const HEIGHT = 24
const MARGIN = 8
const WIDE = 12
const NARROW = 7

/** `/badge.svg` of the whole, `/badge/<service>.svg`, `/badge/<service>/<component>.svg`, and each as `.json` for shields.io. */
export function* badges(snapshot: Snapshot): Generator<PublicDocument> {
  for (const language of SPOKEN) {
    for (const { path, label, state } of badgesOf(snapshot, language)) {
      const word = stateWord(state, language)
      yield embeddedDocument(`${localised(path, language)}.svg`, 'image/svg+xml; charset=utf-8', () =>
        svg(label, word, state),
      )
      yield openDocument(`${localised(path, language)}.json`, JSON_TYPE, () =>
        JSON.stringify({
          schemaVersion: 1,
          label,
          message: word,
          color: COLOURS[state][0],
          isError: state === 'major_outage',
        }),
      )
    }
  }
}

function badgesOf({ site, state, services }: Snapshot, language: Language): Badge[] {
  return [
    { path: '/badge', label: inLanguage(site.name, language), state },
    ...services.flatMap((service) => {
      const label = inLanguage(service.name, language)
      const own = service.components.map(({ id, name, state }) => ({
        path: `/badge/${id}`,
        label: `${label} ${inLanguage(name, language)}`,
        state,
      }))
      return [{ path: `/badge/${service.id}`, label, state: service.state }, ...own]
    }),
  ]
}

function svg(label: string, word: string, state: State): string {
  const safe = Handlebars.escapeExpression
  const [left, right] = [widthOf(label), widthOf(word)]
  const [light, dark] = COLOURS[state]
  const whole = left + right + 4 * MARGIN
  const text = (x: number, width: number, what: string, kind: string) =>
    `<text class="${kind}" x="${x}" y="16" textLength="${width}" lengthAdjust="spacingAndGlyphs">${safe(what)}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="${HEIGHT}" role="img" aria-labelledby="t"><title id="t">${safe(label)}: ${safe(word)}</title>`,
    `<style>text{font:600 12px "Pretendard GOV","Apple SD Gothic Neo","Malgun Gothic","Noto Sans KR",sans-serif}.l{fill:#fff}.w{fill:#fff}.a{fill:#33363d}.b{fill:${light}}@media(prefers-color-scheme:dark){.a{fill:#58616a}.b{fill:${dark}}.w{fill:#131416}}</style>`,
    `<rect class="a" width="${left + 2 * MARGIN}" height="${HEIGHT}"/><rect class="b" x="${left + 2 * MARGIN}" width="${right + 2 * MARGIN}" height="${HEIGHT}"/>`,
    text(MARGIN, left, label, 'l'),
    text(left + 3 * MARGIN, right, word, 'w'),
    '</svg>',
  ].join('')
}

/** Hangul is as wide as it is high; nobody's font is needed to know. */
function widthOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (/[\u1100-\uffdc]/.test(letter) ? WIDE : NARROW), 0)
}

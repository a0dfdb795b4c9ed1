// The notice that a center prints and pins up, and the same for a screen in a waiting hall: what does not work, and what to do. Pure.
import { renderSVG } from 'uqr'
import { inLanguage, type Language, machineTime, moment, words } from '../../views/format.ts'
import type { Snapshot } from '../publish/snapshot.ts'
import { frame, localised } from './frame.ts'
import { overallSentence } from './sentence.ts'
import { stateView } from './state.ts'
import { troubles } from './troubles.ts'

/** A screen is read from afar: more than this would be too small. */
const MOST_ON_SCREEN = 6

/** A4, with a code that leads to the page. */
export function printPage(snapshot: Snapshot, language: Language) {
  const { site } = snapshot
  const address = `${site.url}${localised('/', language)}`
  return {
    ...notice(snapshot, '/print', language),
    sheet: 'print.css',
    address,
    code: renderSVG(address, { border: 0 }),
  }
}

export function hallPage(snapshot: Snapshot, language: Language) {
  const shown = notice(snapshot, '/hall', language)
  const affected = shown.troubled.flatMap(({ affected }) => affected)
  const instead = shown.troubled.flatMap(({ fallbacks }) => fallbacks).filter(({ broken }) => !broken)
  return {
    ...shown,
    sheet: 'hall.css',
    refresh: 60,
    affected: affected.slice(0, MOST_ON_SCREEN),
    more: affected.length > MOST_ON_SCREEN && `+${affected.length - MOST_ON_SCREEN}`,
    instead: [...new Map(instead.map((one) => [one.name, one])).values()].slice(0, MOST_ON_SCREEN),
  }
}

function notice(snapshot: Snapshot, path: string, language: Language) {
  const { site, at } = snapshot
  const sentence = overallSentence(snapshot, language)
  return {
    ...frame(site, language, path, `${sentence} · ${inLanguage(site.name, language)}`),
    at,
    asOf: moment(at, language),
    asOfMachine: machineTime(at),
    version: snapshot.version,
    state: stateView(snapshot.state, language),
    sentence,
    lead: words(language).lead[snapshot.state],
    troubled: troubles(snapshot, language),
  }
}

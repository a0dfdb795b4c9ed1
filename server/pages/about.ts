// How we know: what is looked at, how it is decided, and what cannot be seen. Pure.
import { STATES, type State } from '../../data/tables.ts'
import { inLanguage, josa, type Language, moment, words } from '../../views/format.ts'
import type { Snapshot } from '../publish/snapshot.ts'
import { frame, localised } from './frame.ts'
import { stateView } from './state.ts'

export function aboutPage(snapshot: Snapshot, language: Language) {
  const { site, at, services, history } = snapshot
  const w = words(language)
  const page = frame(site, language, '/about', `${w.menu.about} · ${inLanguage(site.name, language)}`)
  const link = (path: string) => localised(path, language)
  const watched = services
    .flatMap(({ components, standbys }) => [...components, ...standbys])
    .filter((one) => one.watched)
  return {
    ...page,
    at,
    asOf: moment(at, language),
    version: snapshot.version,
    sheet: 'tables.css',
    links: {
      ...page.links,
      availability: link('/availability'),
      downloads: link('/downloads'),
    },
    siteIs: josa(inLanguage(site.name, language), '은/는'),
    operatorRuns: josa(inLanguage(site.operator, language), '이/가'),
    places: history.locations.length,
    components: watched.length,
    runs: history.locations.reduce((sum, { runs }) => sum + runs, 0).toLocaleString('en'),
    states: STATES.map((state: State) => ({ state: stateView(state, language), means: w.stateMeans[state] })),
  }
}

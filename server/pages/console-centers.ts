// The lists of community service centers at the operators' console. Pure.
import type { SpokenLanguage } from '../../data/tables.ts'
import { words } from '../../views/format.ts'
import type { Site } from '../publish/snapshot.ts'
import type { CentersState } from '../routes/console-centers.ts'
import { consoleFrame } from './console-frame.ts'

export function consoleCentersPage(site: Site, state: CentersState, language: SpokenLanguage) {
  const { person, count, preview } = state
  const frame = consoleFrame(site, '/console/centers', words(language).consolePage.centers, state, language)
  return {
    ...frame,
    person: person.name,
    count,
    preview: preview ?? false,
    applyAction: `${frame.action}/apply`,
    exportAction: `${frame.action}/export`,
  }
}

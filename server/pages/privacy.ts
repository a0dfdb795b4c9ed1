// The privacy policy (개인정보 보호법 제30조), by what this installation really keeps and by whom it has things sent. Pure.
import { inLanguage, josa, type Language, words } from '../../views/format.ts'
import type { Site } from '../publish/snapshot.ts'
import { frame } from './frame.ts'

export function privacyPage(site: Site, language: Language) {
  const w = words(language)
  return {
    ...frame(site, language, '/privacy', `${w.privacy} · ${inLanguage(site.name, language)}`),
    sheet: 'tables.css',
    operatorIs: josa(inLanguage(site.operator, language), '은/는'),
    items: [
      ...site.telling.map(({ channel }) => w.privacyPage.items[channel]),
      ...(site.telling.length > 0 ? [w.privacyPage.choices] : []),
    ],
    processors: site.telling.flatMap(({ channel, by }) =>
      by === null ? [] : [`${by}: ${w.privacyPage.work[channel]}`],
    ),
  }
}

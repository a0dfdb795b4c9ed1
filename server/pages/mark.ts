// What is said of a component beside its state: colour, icon and word, never colour alone.
import { inLanguage, type Language, type MarkName, markWord } from '../../views/format.ts'
import type { PublicComponent } from '../publish/snapshot.ts'
import type { StateView } from './state.ts'

const KINDS: Record<MarkName, string> = { checking: 'work', 'one-network': 'warn', unstable: 'warn' }

const ICONS: Record<MarkName, string> = {
  checking: 'M9 3.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10M12.6 12.6 17 17',
  'one-network': 'M5 16v-3M10 16V9M15 16V4',
  unstable: 'M2.5 12h3l2.5-7 4 11 2.5-7h3',
}

/** `false`: there is nothing to say. The network is named where one alone sees the problem. */
export function markView({ mark, network }: PublicComponent, language: Language): StateView | false {
  if (mark === '') return false
  const view = markState(mark, language)
  return network ? { ...view, word: `${view.word} (${inLanguage(network, language)})` } : view
}

/** The mark by itself. */
export function markState(mark: MarkName, language: Language): StateView {
  return { kind: KINDS[mark], icon: ICONS[mark], word: markWord(mark, language) }
}

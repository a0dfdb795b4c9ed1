// The troubles on a board, and what a change rests on in plain sentences. Pure.
import type { Text } from '../../data/catalogue.ts'
import { type Trouble, troubleOf, type View } from './attribute.ts'
import type { Board, Change } from './board.ts'
import { explain, explainWell, type Names } from './explain.ts'
import { fullName, isShared } from './incident-title.ts'
import { concluded, inferenceFor, isProbed } from './inference.ts'

/** All components in trouble; those that no flow exercises by what was concluded for them. */
export function troublesNow(board: Board, view: View): Map<string, Trouble> {
  const found = new Map<string, Trouble>()
  for (const component of board.standings.keys()) {
    const trouble = troubleOf(component, view)
    if (!trouble) continue
    const inference =
      isProbed(component, view) || !isShared(component, board.catalogue) ? null : inferenceFor(component, view)
    found.set(component, inference?.level === 'failing' ? concluded(component, inference) : trouble)
  }
  return found
}

/** Of a component in trouble its failing runs; of one that is well again the good ones; of what is only concluded nothing. */
export function evidenceOf(board: Board, { component, decision }: Change): Text[] {
  if (decision.reason === 'dependants-failing' || decision.reason === 'dependants-working') return []
  const names = namesOf(board, component)
  if (decision.state !== 'operational') return explain(decision.grounds, names)
  return explainWell(board.standings.get(component)?.memory.flows ?? [], names)
}

export function namesOf({ groupNames, catalogue }: Board, component: string): Names {
  return { group: (id) => groupNames.get(id) ?? { ko: id, en: id }, about: fullName(component, catalogue) }
}

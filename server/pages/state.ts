// A state as people meet it: colour, icon and word, never colour alone.
import type { State } from '../../data/tables.ts'
import { type Language, stateWord } from '../../views/format.ts'

const KINDS: Record<State, 'good' | 'warn' | 'bad' | 'work' | 'none'> = {
  operational: 'good',
  degraded_performance: 'warn',
  partial_outage: 'warn',
  major_outage: 'bad',
  under_maintenance: 'work',
  unknown: 'none',
}

const ICONS: Record<State, string> = {
  operational: 'M4 10.5 8.2 15 16 5.5',
  degraded_performance: 'M10 5v5.5l3.5 2M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16',
  partial_outage: 'M10 3v9M10 15.5v1.5',
  major_outage: 'M4.5 4.5l11 11M15.5 4.5l-11 11',
  under_maintenance: 'M12.5 3a4 4 0 0 0-3.6 5.6L3 14.5 5.5 17l5.9-5.9A4 4 0 0 0 17 7.5l-2.6 1.6-2-2z',
  unknown: 'M6.8 7.2a3.2 3.2 0 1 1 4.6 3c-1 .6-1.4 1.2-1.4 2.3M10 15.8v1.2',
}

export type StateView = { kind: string; word: string; icon: string }

export function stateView(state: State, language: Language): StateView {
  return { kind: KINDS[state], word: stateWord(state, language), icon: ICONS[state] }
}

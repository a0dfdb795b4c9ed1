// Whether it works, in one sentence of each language: of everything, or of one service. Pure.
import type { Text } from '../../../data/catalogue.ts'
import { inLanguage, LANGUAGES, type Language, markWord, stateWord } from '../../../views/format.ts'
import { overallSentence } from '../../pages/sentence.ts'
import type { PublicService, Snapshot } from '../snapshot.ts'

type Sentence = Text & { easy: string }

export function sentenceOf(snapshot: Snapshot): Sentence {
  return inEach((language) => overallSentence(snapshot, language))
}

/** Its trouble as a sentence, otherwise its name and a word. */
export function serviceSentence(snapshot: Snapshot, service: PublicService): Sentence {
  const { name, state, components } = service
  const isUnstable = state === 'operational' && components.some(({ mark }) => mark === 'unstable')
  return inEach((language) => {
    if (state !== 'operational' && state !== 'unknown') {
      return overallSentence({ ...snapshot, services: [service] }, language)
    }
    return `${inLanguage(name, language)}: ${isUnstable ? markWord('unstable', language) : stateWord(state, language)}`
  })
}

function inEach(say: (language: Language) => string): Sentence {
  const [ko = '', en = '', easy = ''] = LANGUAGES.map(say)
  return { ko, en, easy }
}

// What an update and a suspected cause rest on, for whoever wants to see it. Pure.
import type { CauseRecord } from '../../data/queries/incidents.ts'
import { inLanguage, joinNames, type Language, machineTime, momentAgo, type Words, words } from '../../views/format.ts'
import type { PublicUpdate } from '../publish/snapshot.ts'

/** Sentences, and why the engine decided so, each reason once with all that it was decided of; `false` when there is nothing to show. */
export function updateEvidence(update: PublicUpdate, nameOf: (component: string) => string, language: Language) {
  const sentences = update.evidence.map((one) => inLanguage(one, language))
  const reasons = reasonLines(update.affected, nameOf, language)
  return sentences.length + reasons.length === 0 ? (false as const) : { sentences, reasons }
}

/** A cause with who says it, how much of the evidence fits, and that evidence. */
export function causeView(cause: CauseRecord, now: number, language: Language) {
  const w = words(language)
  const { standing, confidence, author, evidence } = cause
  return {
    standing: w.standing[standing],
    confidence: confidence === null ? (false as const) : w.confidence[levelOf(confidence)],
    author: standing === 'confirmed' ? author : (false as const),
    text: inLanguage(cause.text, language),
    at: momentAgo(cause.at, now, language),
    atMachine: machineTime(cause.at),
    evidence:
      evidence.length === 0
        ? (false as const)
        : { sentences: evidence.map((one) => inLanguage(one, language)), reasons: [] },
  }
}

function reasonLines(
  affected: PublicUpdate['affected'],
  nameOf: (component: string) => string,
  language: Language,
): string[] {
  const told = affected.flatMap(({ component, reason }) => {
    const word = reasonWord(reason, language)
    return word ? [{ word, name: nameOf(component) }] : []
  })
  const names = Map.groupBy(told, ({ word }) => word)
  return [...names].map(([word, all]) => `${joinNames(all.map(({ name }) => name))}: ${word}`)
}

function levelOf(confidence: number): keyof Words['confidence'] {
  return confidence >= 0.8 ? 'high' : confidence >= 0.5 ? 'middle' : 'low'
}

function reasonWord(reason: string | undefined, language: Language): string | undefined {
  const all: Record<string, string> = words(language).reason
  return reason === undefined ? undefined : all[reason]
}

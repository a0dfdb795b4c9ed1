// What may be suspected of an incident, and how much of the evidence fits that. Only a person confirms a cause. Pure.
import type { Text } from '../../data/catalogue.ts'
import type { CauseRecord } from '../../data/queries/incidents.ts'
import type { Trouble } from './attribute.ts'
import { classOf, namesCause, suspectedWords } from './observations.ts'
import type { Ground } from './signals.ts'
import type { Suspicion } from './suspicion.ts'
import { mainFault } from './trouble.ts'

/** `confidence`: share (0 … 1) of what the failing groups saw, by its weight, that fits; `null` where no run says anything. */
export type Diagnosis = { text: Text; confidence: number | null }

/**
 * `root`: name of the shared component that it is put down to; `suspicion`: what the runs of all places show together. A fault that
 * names its cause says more than that everything in front of it is well, and less than what was measured of addresses and sizes.
 */
export function diagnose(troubles: Trouble[], root: Text | null, suspicion: Suspicion | null = null): Diagnosis | null {
  const [first] = troubles
  if (!first) return null
  const grounds = troubles.flatMap((one) => one.grounds)
  const fault = mainFault(grounds) ?? first.fault
  const confidence = shareOf(grounds, fault === null ? null : classOf(fault))
  if (root) return { text: sharedWords(root), confidence }
  const named = fault !== null && namesCause(fault)
  if (suspicion && !(named && suspicion.kind === 'behind-the-edge')) {
    return { text: suspicion.text, confidence: suspicion.confidence }
  }
  return { text: suspectedWords(fault, first.stage), confidence }
}

/** Whether saying it adds to what was said: nothing new after a person has confirmed a cause, and no suspicion twice. */
export function isNews({ text, confidence }: Diagnosis, said: Pick<CauseRecord, 'standing' | 'text'>[]): boolean {
  if (said.some(({ standing }) => standing === 'confirmed')) return false
  if (said.length > 0 && confidence !== null && confidence < 0.5) return false
  return !said.some((one) => one.text.ko === text.ko)
}

function shareOf(grounds: Ground[], wanted: string | null): number | null {
  const seen = grounds.filter(({ failed, fault, slow }) =>
    wanted === null ? slow || failed > 0 : fault !== null && failed > 0,
  )
  const all = seen.reduce((sum, one) => sum + weightOf(one), 0)
  if (all === 0) return null
  const fitting = seen.filter(({ fault, slow }) =>
    wanted === null ? slow : fault !== null && classOf(fault) === wanted,
  )
  return fitting.reduce((sum, one) => sum + weightOf(one), 0) / all
}

/** Evidence in nats; a group that saw something weighs something, even after its evidence has faded. */
function weightOf({ evidence }: Ground): number {
  return Math.max(0.1, evidence)
}

function sharedWords(root: Text): Text {
  return {
    ko: `${root.ko} 또는 그 연결 구간의 장애로 추정됩니다. 이를 쓰는 기능에서 문제가 확인되었습니다.`,
    en: `Trouble with ${root.en}, or on the way to it, is suspected. What uses it was seen to fail.`,
  }
}

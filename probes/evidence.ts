// What a run sees on its way down the ladder, collected as it happens and bounded as the contract says.
import type { Evidence } from './result.ts'

type Kept = 'names' | 'ends' | 'sizes'

/** Each call adds one sight; the newest win when there are more than the contract takes. */
export type EvidenceNotes = {
  name: (sight: Evidence['names'][number]) => void
  end: (sight: Evidence['ends'][number]) => void
  size: (sight: Evidence['sizes'][number]) => void
  kernel: (growth: NonNullable<Evidence['kernel']>) => void
  /** When the certificate ends that was signed with (UTC ms). */
  identity: (until: number) => void
  /** All of it so far, milliseconds to a tenth; `undefined` when nothing was seen. */
  read: () => Evidence | undefined
}

const MOST: Record<Kept, number> = { names: 24, ends: 48, sizes: 48 }

const MOST_ADDRESSES = 16
const LONGEST_NAME = 120

const named = ({ name }: { name: string }) => ({ name: name.slice(0, LONGEST_NAME) })

/** Empty notes for one run. */
export function noteEvidence(): EvidenceNotes {
  const evidence: Evidence = { names: [], ends: [], sizes: [] }
  const keep = <K extends Kept>(kind: K, sight: Evidence[K][number]) => {
    const list = evidence[kind] as Evidence[K][number][]
    list.push({ ...sight, ms: Math.round(sight.ms * 10) / 10 })
    if (list.length > MOST[kind]) list.shift()
  }
  return {
    name: (sight) => keep('names', { ...sight, ...named(sight), addresses: sight.addresses.slice(0, MOST_ADDRESSES) }),
    end: (sight) => keep('ends', { ...sight, ...named(sight) }),
    size: (sight) => keep('sizes', sight),
    kernel: (growth) => {
      evidence.kernel = growth
    },
    identity: (until) => {
      evidence.identityUntil = until
    },
    read: () => {
      const { names, ends, sizes, kernel } = evidence
      return names.length + ends.length + sizes.length > 0 || kernel ? structuredClone(evidence) : undefined
    },
  }
}

// Remembers which documents came in earlier runs of this process, to see when an old copy is handed out again.
import { createHmac } from 'node:crypto'

/** The number and the SHA-256 of a document; both are kept as keyed digests only. */
type Seen = { number: string; sha256: string }

export type IssuedCopies = {
  /**
   * For one run of a flow: whether a document came in an earlier run of the same flow. What this run shows is remembered
   * for the next ones; the same document twice in one run is not an earlier copy.
   */
  ofRun: (flow: string) => (document: Seen) => boolean
}

const MAX_DIGESTS = 500

/** `key`: random bytes of this process, so that what is kept says nothing outside of it. */
export function rememberCopies(key: Uint8Array): IssuedCopies {
  const flows = new Map<string, Set<string>>()
  const digest = (kind: string, text: string) => createHmac('sha256', key).update(`${kind} ${text}`).digest('base64')
  return {
    ofRun: (flow) => {
      const known = flows.get(flow) ?? new Set<string>()
      flows.set(flow, known)
      const own = new Set<string>()
      return ({ number, sha256 }) => {
        const digests = [digest('number', number), digest('sha256', sha256)]
        const earlier = digests.some((one) => known.has(one) && !own.has(one))
        for (const one of digests) {
          own.add(one)
          known.add(one)
        }
        forgetFirst(known)
        return earlier
      }
    },
  }
}

function forgetFirst(known: Set<string>): void {
  for (const one of known) {
    if (known.size <= MAX_DIGESTS) return
    known.delete(one)
  }
}

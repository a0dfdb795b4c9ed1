// How often something may be asked of one key. In memory: what is forgotten at a restart bothers nobody.

/** True at most `most` times within `withinMs` for a key; `now` gives UTC milliseconds. */
export function limitPer(most: number, withinMs: number, now: () => number): (key: string) => boolean {
  const asked = new Map<string, number[]>()
  return (key) => {
    const since = now() - withinMs
    const times = (asked.get(key) ?? []).filter((at) => at > since)
    if (times.length >= most) return false
    asked.set(key, [...times, now()])
    if (asked.size > KEPT) for (const [one, ats] of asked) if ((ats.at(-1) ?? 0) <= since) asked.delete(one)
    return true
  }
}

const KEPT = 10_000

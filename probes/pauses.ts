// Pauses: a flow that is turned away leaves the service alone for a while, and so does everything that logs in as the same person. Pure.
import { CREDENTIALS } from './refused-logins.ts'
import type { Result } from './result.ts'

/** Whose trouble it is: of the flow alone, or of the test identity, and so of every flow that uses it. */
type Scope = 'flow' | 'identity'

/** Our test identity itself cannot be used. Settings are read anew at a start, so that such a pause does not outlive one. */
const OWN_SETTINGS = ['test-identity', CREDENTIALS]

/** The reasons that say so: by them a service asks for a human, or for being left alone. */
const TURNED_AWAY: Record<string, Scope> = {
  'account-locked': 'identity',
  'password-expired': 'identity',
  'human-needed': 'identity',
  'test-identity': 'flow', // others may do with what is there
  [CREDENTIALS]: 'flow', // others are let in
  captcha: 'flow',
  interstitial: 'flow',
  blocked: 'flow',
  'rate-limited': 'flow',
}

const FIRST_MS = { theirs: 3_600_000, ours: 30_000 }
const MOST_TIMES = 24

export type Pause = {
  /** The first word of the reason, such as `account-locked`. */
  code: string
  /** UTC ms. */
  until: number
  /** How often in a row. */
  times: number
}

/** By key: `flow:<id>`, or the key of an identity. A pause that is over stays until a run shows that its reason is gone. */
export type Pauses = Record<string, Pause>

/** What still holds after a restart. */
export function pausesKept(pauses: Pauses): Pauses {
  return Object.fromEntries(Object.entries(pauses).filter(([, { code }]) => !OWN_SETTINGS.includes(code)))
}

/** A flow, and the key of the identity that it logs in with. `ours`: on a bundled replica, whose patience is a rehearsal's. */
export type Subject = { id: string; identity: string | null; ours?: boolean }

export type AfterRun = {
  pauses: Pauses
  /** The pause that this run began. */
  began: { key: string; pause: Pause } | null
  /** Keys of the pauses of which this run showed that they are over. */
  ended: string[]
}

/** Until when the flow is, or was, paused (UTC ms); `null`: it is not, or a run has shown that the reason is gone. */
export function heldUntil(pauses: Pauses, subject: Subject): number | null {
  const ends = keysOf(subject).flatMap((key) => pauses[key]?.until ?? [])
  return ends.length > 0 ? Math.max(...ends) : null
}

/** Whether the pause of `key` has run out and one run at a time tries whether its reason is gone. */
export function isOnTrial(pauses: Pauses, key: string, now: number): boolean {
  const pause = pauses[key]
  return pause !== undefined && pause.until <= now
}

/**
 * What a run that ended now means. Turned away: a pause of an hour (or of what the service said: `pausedUntil`), twice as long
 * each time in a row, up to a day (or what the service said). A verdict ends the pauses that it was the trial of; what is
 * inconclusive for other reasons changes nothing.
 */
export function pauseAfter(
  pauses: Pauses,
  subject: Subject,
  { verdict, reason, pausedUntil }: Pick<Result, 'verdict' | 'reason' | 'pausedUntil'>,
  now: number,
): AfterRun {
  const code = reason.split(':')[0] ?? ''
  const scope = verdict === 'inconclusive' ? TURNED_AWAY[code] : undefined
  if (scope) {
    const key = (scope === 'identity' && subject.identity) || flowKey(subject)
    const pause = prolong(pauses[key], code, { said: pausedUntil ?? null, ...subject }, now)
    return { pauses: { ...pauses, [key]: pause }, began: { key, pause }, ended: [] }
  }
  const ended = verdict === 'inconclusive' ? [] : keysOf(subject).filter((key) => isOnTrial(pauses, key, now))
  const rest = Object.entries(pauses).filter(([key]) => !ended.includes(key))
  return { pauses: ended.length > 0 ? Object.fromEntries(rest) : pauses, began: null, ended }
}

type Wish = Pick<Subject, 'ours'> & { said: number | null }

/** A run that was under way when the pause began is no repetition. */
function prolong(old: Pause | undefined, code: string, { said, ours }: Wish, now: number): Pause {
  if (old && old.until > now) return { code, times: old.times, until: Math.max(old.until, said ?? 0) }
  const times = (old?.times ?? 0) + 1
  const usual = FIRST_MS[ours ? 'ours' : 'theirs']
  const first = said === null ? usual : Math.max(0, said - now)
  return { code, times, until: now + Math.max(first, Math.min(usual * MOST_TIMES, first * 2 ** (times - 1))) }
}

function flowKey({ id }: Subject): string {
  return `flow:${id}`
}

function keysOf(subject: Subject): string[] {
  return subject.identity ? [flowKey(subject), subject.identity] : [flowKey(subject)]
}

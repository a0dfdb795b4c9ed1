// When each flow runs. Pure: clock and chance come in as arguments, a new schedule comes out.
import type { Result, Verdict } from './result.ts'

export type Planned = { id: string; everySeconds: number; confirmEverySeconds: number }

type Entry = Planned & {
  /** UTC ms. */
  dueAt: number
  trigger: Result['trigger']
  running: boolean
  startedAt: number | null
  /** The last conclusive verdict was a failure. */
  failing: boolean
  confirmedAt: number | null
}

export type Schedule = { entries: Entry[] }
export type Due = { id: string; trigger: Result['trigger'] }

const STAGGER_MS = 1_000
/** Share of the interval by which a run may come later, so that flows drift apart. Never earlier: intervals are least ones. */
const JITTER = 0.05

/** Starts are staggered by at most a second, so that a fresh agent knows something soon without doing all at once. */
export function startSchedule(flows: Planned[], now: number): Schedule {
  return {
    entries: flows.map((flow, index) => ({
      ...flow,
      dueAt: now + index * Math.min(STAGGER_MS, (flow.everySeconds * 1000) / flows.length),
      trigger: 'schedule',
      running: false,
      startedAt: null,
      failing: false,
      confirmedAt: null,
    })),
  }
}

/** What is to be started now (confirmations first, then the longest due), and when to ask again (`null`: when a run ends). */
export function takeDue(schedule: Schedule, now: number, concurrency: number) {
  const free = Math.max(0, concurrency - schedule.entries.filter(({ running }) => running).length)
  const waiting = schedule.entries.filter(({ running }) => !running)
  const due = waiting.filter(({ dueAt }) => dueAt <= now).sort(byUrgency)
  const taken = due.slice(0, free)
  const later = waiting.filter((entry) => !due.includes(entry)).map(({ dueAt }) => dueAt)
  return {
    schedule: {
      entries: schedule.entries.map((entry) =>
        taken.includes(entry) ? { ...entry, running: true, startedAt: now } : entry,
      ),
    },
    run: taken.map(({ id, trigger }): Due => ({ id, trigger })),
    next: later.length > 0 ? Math.min(...later) : null,
  }
}

/** The schedule after a run ended: a first failure is confirmed at once, everything else waits for its interval. */
export function afterRun(schedule: Schedule, id: string, verdict: Verdict, now: number, random: number): Schedule {
  return { entries: schedule.entries.map((entry) => (entry.id === id ? ended(entry, verdict, now, random) : entry)) }
}

function ended(entry: Entry, verdict: Verdict, now: number, random: number): Entry {
  const conclusive = verdict !== 'inconclusive'
  const failing = conclusive ? verdict === 'failed' : entry.failing
  const rested = entry.confirmedAt === null || now - entry.confirmedAt >= entry.confirmEverySeconds * 1000
  if (verdict === 'failed' && !entry.failing && rested) {
    return { ...entry, running: false, failing, trigger: 'confirmation', dueAt: now, confirmedAt: now }
  }
  const interval = entry.everySeconds * 1000
  // a run that takes longer than its interval is followed at once, but never overlapped
  const dueAt = Math.max(now, (entry.startedAt ?? now) + interval * (1 + JITTER * random))
  return { ...entry, running: false, failing, trigger: 'schedule', dueAt }
}

function byUrgency(a: Entry, b: Entry): number {
  const confirmations = Number(b.trigger === 'confirmation') - Number(a.trigger === 'confirmation')
  return confirmations || a.dueAt - b.dueAt
}

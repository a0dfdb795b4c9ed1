// When each flow runs. Pure: clock and chance come in as arguments, a new schedule comes out.
import { burstDueAt, hearBurst, type Look, type LookBounds, NO_LOOK, tookRound } from './look.ts'
import type { Burst, Result, Verdict } from './result.ts'

export type Planned = {
  id: string
  everySeconds: number
  confirmEverySeconds: number
  /** How far the server may make this flow run more often; `null`: not at all. */
  bursts: LookBounds | null
  /** What it uses that others use too, such as a host: `Bounds.most` says how many at once. */
  keys?: string[]
}

export type Bounds = {
  /** Runs at once that have this key. */
  most: (key: string) => number
  /** A paused flow does not run before (UTC ms), and then only as planned, whatever is asked for; `null`: it is not paused. */
  heldUntil: (id: string) => number | null
}

const UNBOUNDED: Bounds = { most: () => Infinity, heldUntil: () => null }

/** What came of a run, as far as the next one depends on it. */
export type Ended = {
  verdict: Verdict
  /** `false`: running again soon could lock the account, or ignore that we were turned away. */
  repeatable: boolean
  /** `false`: the server asks for second runs itself (bursts). */
  confirm: boolean
}

type Entry = Planned & {
  /** UTC ms. */
  dueAt: number
  trigger: Result['trigger']
  running: boolean
  /** The run under way is a round of a burst. */
  inBurst: boolean
  startedAt: number | null
  /** The last conclusive verdict was a failure. */
  failing: boolean
  confirmedAt: number | null
  look: Look
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
      inBurst: false,
      startedAt: null,
      failing: false,
      confirmedAt: null,
      look: NO_LOOK,
    })),
  }
}

/** What is to be started now (second looks first, then the longest due), and when to ask again (`null`: when a run ends). */
export function takeDue(schedule: Schedule, now: number, concurrency: number, bounds = UNBOUNDED) {
  const running = schedule.entries.filter((entry) => entry.running)
  const waiting = schedule.entries
    .filter((entry) => !entry.running)
    .map((entry) => ({ entry, ...nextOf(entry, bounds.heldUntil(entry.id)) }))
  const due = waiting.filter(({ at }) => at <= now).sort(byUrgency)
  const taken = new Map<Entry, Result['trigger']>()
  for (const { entry, trigger } of due) {
    const others = [...running, ...taken.keys()]
    if (others.length < concurrency && hasRoom(entry, others, bounds)) taken.set(entry, trigger)
  }
  const later = waiting.filter((one) => !due.includes(one)).map(({ at }) => at)
  return {
    schedule: {
      entries: schedule.entries.map((entry) =>
        taken.has(entry) ? started(entry, taken.get(entry) === 'burst', now) : entry,
      ),
    },
    run: [...taken].map(([{ id }, trigger]): Due => ({ id, trigger })),
    next: later.length > 0 ? Math.min(...later) : null,
  }
}

function hasRoom({ keys = [] }: Entry, others: Entry[], { most }: Bounds): boolean {
  return keys.every((key) => others.filter((other) => other.keys?.includes(key)).length < most(key))
}

/** The schedule after a run ended: a first failure may be confirmed at once, everything else waits for its interval. */
export function afterRun(schedule: Schedule, id: string, what: Ended, now: number, random: number): Schedule {
  return { entries: schedule.entries.map((entry) => (entry.id === id ? ended(entry, what, now, random) : entry)) }
}

/** The schedule after the server named every burst under way. A burst that it does not name is over. */
export function hearBursts(schedule: Schedule, bursts: Burst[], now: number): Schedule {
  return {
    entries: schedule.entries.map((entry) => {
      const mine = bursts.filter(({ flow }) => flow === entry.id)
      return { ...entry, look: hearBurst(entry.look, mine, now) }
    }),
  }
}

/** A round of a burst that comes due together with a scheduled run is that run. No burst breaks a pause. */
function nextOf(entry: Entry, held: number | null): { at: number; trigger: Result['trigger'] } {
  if (held !== null) return { at: Math.max(entry.dueAt, held), trigger: 'schedule' }
  const burst = entry.bursts ? burstDueAt(entry.look, entry.bursts, entry.startedAt) : null
  return burst !== null && burst < entry.dueAt
    ? { at: burst, trigger: 'burst' }
    : { at: entry.dueAt, trigger: entry.trigger }
}

function started(entry: Entry, isBurst: boolean, now: number): Entry {
  return {
    ...entry,
    running: true,
    inBurst: isBurst,
    startedAt: now,
    look: isBurst ? tookRound(entry.look, now) : entry.look,
  }
}

function ended(entry: Entry, { verdict, repeatable, confirm }: Ended, now: number, random: number): Entry {
  const conclusive = verdict !== 'inconclusive'
  const failing = conclusive ? verdict === 'failed' : entry.failing
  const look = { ...entry.look, repeatable }
  const rested = entry.confirmedAt === null || now - entry.confirmedAt >= entry.confirmEverySeconds * 1000
  if (confirm && repeatable && verdict === 'failed' && !entry.failing && rested) {
    return {
      ...entry,
      look,
      running: false,
      inBurst: false,
      failing,
      trigger: 'confirmation',
      dueAt: now,
      confirmedAt: now,
    }
  }
  const interval = entry.everySeconds * 1000
  // rounds of bursts leave the schedule as it is: agents that look in turns go on looking in turns
  if (entry.inBurst)
    return { ...entry, look, running: false, inBurst: false, failing, dueAt: turnAfter(entry, now, interval) }
  // a run that takes longer than its interval is followed at once, but never overlapped
  const dueAt = Math.max(now, (entry.startedAt ?? now) + interval * (1 + JITTER * random))
  return { ...entry, look, running: false, inBurst: false, failing, trigger: 'schedule', dueAt }
}

/** The flow's next turn; one that came due during the round is that round. */
function turnAfter({ dueAt, startedAt, bursts }: Entry, now: number, interval: number): number {
  const missed = dueAt > now ? 0 : Math.floor((now - dueAt) / interval) + 1
  return Math.max(dueAt + missed * interval, (startedAt ?? now) + (bursts?.leastSeconds ?? 0) * 1000)
}

type Waiting = { at: number; trigger: Result['trigger'] }

function byUrgency(a: Waiting, b: Waiting): number {
  const urgent = Number(b.trigger !== 'schedule') - Number(a.trigger !== 'schedule')
  return urgent || a.at - b.at
}

// World scripts: what goes wrong in the world of one seed, and when. The truth that everything is checked against.
import type { Fault } from '../../probes/result.ts'
import type { Chance } from './random.ts'

export const PLACES = ['busan', 'daejeon', 'seoul']
export const COMPONENTS = [
  'government24/front',
  'government24/login',
  'government24/resident-register',
  'government24/verification',
  'saeol/login',
  'saeol/counter-issue',
]

export const KINDS = [
  'hard',
  'partial',
  'size-dependent-loss',
  'slow',
  'dns-split',
  'certificate-expired',
  'waiting-room',
] as const
export type Kind = (typeof KINDS)[number]

/** Times are UTC ms; `until` does not belong to it. */
export type Span = { from: number; until: number }
export type Trouble = Span & {
  kind: Kind
  component: string
  share: number
  places: string[]
  fault: Partial<Fault> | null
}
export type Script = Span & {
  troubles: Trouble[]
  /** Agents whose network is gone: nothing arrives, and what they note meanwhile says that it is them. */
  cutOff: (Span & { place: string })[]
  /** Agents that work on but reach the server only later: what they found arrives late. */
  delayed: (Span & { place: string })[]
  /** Wrong clocks of agents. */
  clocks: (Span & { place: string; byMs: number })[]
  /** Planned, and published long before; `missed`: nothing was down, `overrun`: the trouble outlives it. */
  maintenances: (Span & { component: string; course: 'missed' | 'overrun' | 'as-planned' })[]
  providerOut: (Span & { takesFirst: boolean })[]
  /** When the process is killed, and after how many statements of the database or calls of a provider from then on. */
  crashes: { at: number; after: number; where: 'statement' | 'call' }[]
  /** A subscriber leaves. */
  leaving: { at: number; reader: number }
  /** Of reports. */
  duplicated: number
  lostAnswers: number
  reordered: number
}

const MINUTE = 60_000
const FAULTS: Record<Kind, Partial<Fault> | null> = {
  hard: { layer: 'tcp', code: 'refused' },
  partial: { layer: 'http', code: 'status-503' },
  'size-dependent-loss': { layer: 'path', code: 'large-packets-lost', step: 'log-in' },
  slow: null,
  'dns-split': { layer: 'dns', code: 'nxdomain' },
  'certificate-expired': { layer: 'tls', code: 'expired' },
  'waiting-room': { layer: 'http', code: 'queue-page' },
}
/** Only these are large enough to lose packets over their size. */
const LARGE = ['government24/login', 'government24/resident-register', 'saeol/login', 'saeol/counter-issue']

/** Five hours; the last 100 minutes are quiet, so that everything must have come to its end. */
export function writeScript(dice: Chance, start: number): Script {
  const until = start + 300 * MINUTE
  const late = until - 100 * MINUTE
  const span = (least: number, most: number): Span => {
    const lasts = Math.round(dice.between(least, most) * MINUTE)
    const from = Math.round(dice.between(start + 15 * MINUTE, late - lasts))
    return { from, until: from + lasts }
  }
  const troubles = Array.from({ length: 4 }, () => troubleOf(dice, dice.pick(KINDS), span(4, 40)))
  const maintenances = (['missed', 'overrun', 'as-planned'] as const)
    .slice(0, 1 + Math.floor(dice.next() * 3))
    .map((course) => {
      return { ...span(15, 40), component: dice.pick(COMPONENTS), course }
    })
  for (const { from, until, component, course } of maintenances) {
    if (course === 'missed') continue
    const ends = course === 'overrun' ? until + Math.round(dice.between(8, 25) * MINUTE) : until
    const all = { kind: 'hard' as const, component, share: 1, places: PLACES, fault: FAULTS.hard }
    troubles.push({ ...all, from: from + MINUTE, until: Math.min(ends, late) })
  }
  return {
    from: start,
    until,
    troubles: troubles.filter((one, index) => !troubles.slice(0, index).some((other) => overlaps(one, other))),
    cutOff: Array.from({ length: 2 }, () => ({ ...span(2, 15), place: dice.pick(PLACES) })),
    delayed: [{ ...span(3, 12), place: dice.pick(PLACES) }],
    clocks: [{ ...span(5, 20), place: dice.pick(PLACES), byMs: dice.pick([-5, 5]) * MINUTE }],
    maintenances,
    providerOut: [{ ...span(10, 50), takesFirst: dice.happens(0.5) }],
    crashes: Array.from({ length: 4 }, () => ({
      at: span(0, 1).from,
      after: Math.floor(dice.between(1, 12)),
      where: dice.pick(['statement', 'call'] as const),
    })),
    leaving: { at: span(0, 1).from, reader: Math.floor(dice.between(0, 4)) },
    duplicated: 0.03,
    lostAnswers: 0.02,
    reordered: 0.02,
  }
}

function troubleOf(dice: Chance, kind: Kind, span: Span): Trouble {
  const share = kind === 'partial' ? dice.pick([0.3, 0.5]) : 1
  const places = kind === 'dns-split' ? [dice.pick(PLACES)] : PLACES
  const component = dice.pick(kind === 'size-dependent-loss' ? LARGE : COMPONENTS)
  return { ...span, kind, component, share, places, fault: FAULTS[kind] }
}

/** Troubles of one component that touch each other, with the time an incident takes to end, would be one. */
function overlaps(one: Trouble, other: Trouble): boolean {
  const apart = 40 * MINUTE
  return one.component === other.component && one.from < other.until + apart && other.from < one.until + apart
}

export function during<T extends Span>(spans: T[], at: number): T[] {
  return spans.filter(({ from, until }) => at >= from && at < until)
}

// What would be said differently: incidents matched by their components and their time, then held against each other. Pure.
import type { SaidIncident } from './said.ts'

/** A server looks once a second, so that instants closer than this are the same. */
const SAME_MS = 2000

/** Of a pair: what became of it now. Times are now minus then, in seconds: negative is earlier. */
export type Change =
  | { what: 'began' | 'told' | 'resolved'; seconds: number }
  | { what: 'no-longer-resolved' | 'now-resolved' }
  | { what: 'component-added' | 'component-missing'; component: string }
  | { what: 'state'; component: string; before: string; after: string }
  | { what: 'cause' | 'root' | 'audience'; before: string | null; after: string | null }

export type Difference =
  | { kind: 'only-then'; before: SaidIncident }
  | { kind: 'only-now'; after: SaidIncident }
  | { kind: 'changed'; before: SaidIncident; after: SaidIncident; changes: Change[] }

/** By time. `end`: until when an incident that is not resolved is taken to last. */
export function differences(then: SaidIncident[], now: SaidIncident[], end: number): Difference[] {
  const pairs = matched(then, now, end)
  const changed = pairs.flatMap(([before, after]): Difference[] => {
    const changes = changesOf(before, after)
    return changes.length > 0 ? [{ kind: 'changed', before, after, changes }] : []
  })
  const onlyThen = then.filter((one) => !pairs.some(([before]) => before === one))
  const onlyNow = now.filter((one) => !pairs.some(([, after]) => after === one))
  return [
    ...changed,
    ...onlyThen.map((one): Difference => ({ kind: 'only-then', before: one })),
    ...onlyNow.map((one): Difference => ({ kind: 'only-now', after: one })),
  ].sort((a, b) => whenOf(a) - whenOf(b))
}

function whenOf(difference: Difference): number {
  return difference.kind === 'only-now' ? difference.after.detectedAt : difference.before.detectedAt
}

type Pair = [then: SaidIncident, now: SaidIncident]

/** The pairs that have most in common first; each incident once. */
function matched(then: SaidIncident[], now: SaidIncident[], end: number): Pair[] {
  const candidates = then
    .flatMap((before) => now.map((after) => ({ before, after, common: inCommon(before, after, end) })))
    .filter(({ common }) => common > 0)
    .sort((a, b) => b.common - a.common)
  const pairs: Pair[] = []
  for (const { before, after } of candidates) {
    if (!pairs.some(([one, other]) => one === before || other === after)) pairs.push([before, after])
  }
  return pairs
}

/** Milliseconds of common time for each common component; as much again for the same cause and the same audience. */
function inCommon(one: SaidIncident, other: SaidIncident, end: number): number {
  const shared = one.components.filter(({ id }) => other.components.some((component) => component.id === id)).length
  const from = Math.max(one.beganAt, other.beganAt)
  const until = Math.min(one.resolvedAt ?? end, other.resolvedAt ?? end)
  const alike = 1 + Number(one.cause === other.cause) + Number(one.audience === other.audience)
  return until < from ? 0 : shared * (until - from + 1) * alike
}

function changesOf(then: SaidIncident, now: SaidIncident): Change[] {
  const changes: Change[] = []
  const move = (what: 'began' | 'told' | 'resolved', before: number, after: number) => {
    if (Math.abs(after - before) > SAME_MS) changes.push({ what, seconds: Math.round((after - before) / 1000) })
  }
  move('began', then.beganAt, now.beganAt)
  move('told', then.toldAt, now.toldAt)
  if (then.resolvedAt !== null && now.resolvedAt !== null) move('resolved', then.resolvedAt, now.resolvedAt)
  else if (then.resolvedAt !== null) changes.push({ what: 'no-longer-resolved' })
  else if (now.resolvedAt !== null) changes.push({ what: 'now-resolved' })
  for (const what of ['cause', 'root', 'audience'] as const) {
    if (then[what] !== now[what]) changes.push({ what, before: then[what], after: now[what] })
  }
  return [...changes, ...componentChanges(then, now)]
}

function componentChanges(then: SaidIncident, now: SaidIncident): Change[] {
  const missing = then.components.filter(({ id }) => !now.components.some((one) => one.id === id))
  const present = now.components.flatMap(({ id, worst }): Change[] => {
    const before = then.components.find((one) => one.id === id)
    if (!before) return [{ what: 'component-added', component: id }]
    return before.worst === worst ? [] : [{ what: 'state', component: id, before: before.worst, after: worst }]
  })
  return [...missing.map(({ id }): Change => ({ what: 'component-missing', component: id })), ...present]
}

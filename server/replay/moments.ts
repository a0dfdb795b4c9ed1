// When time alone can change a decision: so that a replay jumps over hours in which nothing can happen. Pure.
import type { DecidingContext } from '../incidents/board.ts'

const SECOND = 1000
/** Whatever else, it is looked this often: what this file does not foresee is late by no more. */
const AT_LEAST_EVERY = 60 * SECOND
/** A time in which looking every second is cheaper than finding out when to. */
export const SHORT = 10 * SECOND
const UNSTABLE_SLOTS = 21
const SOONEST_INSTANT = Date.UTC(1990, 0, 1)

/** Every length of time (milliseconds) that deciding compares with, from the policies' names: those that end in `Seconds`. */
export function lengthsOf({ policy, staff }: Pick<DecidingContext, 'policy' | 'staff'>): number[] {
  const named = Object.entries({ ...policy, ...staff })
    .filter(([name]) => name.endsWith('Seconds'))
    .map(([, value]) => Number(value) * SECOND)
  const slots = Array.from({ length: UNSTABLE_SLOTS }, (_, index) => (index + 1) * policy.unstableSlotSeconds * SECOND)
  return [...new Set([0, ...named, ...slots, (policy.resolveAfterSeconds * SECOND) / 2])]
}

/** Every number inside `value` that can be an instant. */
export function instantsIn(value: unknown): number[] {
  if (typeof value === 'number') return value >= SOONEST_INSTANT ? [value] : []
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap(instantsIn)
}

/**
 * The whole seconds after `from` and before `until` at which the server would look and could find something new: a second at
 * or after a remembered instant or one of the lengths after it. Too many are harmless: in a short time it is every second, and
 * everywhere one at least every `atLeastEvery` milliseconds.
 */
export function momentsBetween(
  instants: number[],
  lengths: number[],
  from: number,
  until: number,
  atLeastEvery = AT_LEAST_EVERY,
): number[] {
  const first = nextSecond(from)
  if (until - from <= SHORT) return every(SECOND, first, until)
  const moments = new Set(every(atLeastEvery, first, until))
  for (const length of lengths) {
    for (const instant of instants) {
      // a rule may hold from the very instant on, or only beyond it
      for (const moment of [secondFrom(instant + length), nextSecond(instant + length)]) {
        if (moment >= first && moment < until) moments.add(moment)
      }
    }
  }
  return [...moments].sort((a, b) => a - b)
}

/** The first whole second at or after `at`. */
function secondFrom(at: number): number {
  return Math.ceil(at / SECOND) * SECOND
}

/** The next whole second later than `at`. */
function nextSecond(at: number): number {
  return (Math.floor(at / SECOND) + 1) * SECOND
}

function every(step: number, first: number, until: number): number[] {
  return Array.from({ length: Math.max(0, Math.ceil((until - first) / step)) }, (_, index) => first + index * step)
}

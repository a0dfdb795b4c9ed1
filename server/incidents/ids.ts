import { randomInt } from 'node:crypto'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** 12 characters [a-z0-9], unguessable. */
export function newId(): string {
  return Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}

/** Sorts by time, then by the transaction's number, then by the order of calls: for rows whose instants can be equal. */
export function orderedId(at: number, index: number, turn = 0): string {
  const part = (number: number, length: number) => number.toString(36).padStart(length, '0')
  return `${part(at, 9)}${part(turn, 7)}${part(index, 3)}${newId()}`
}

import { randomInt } from 'node:crypto'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** 12 characters [a-z0-9], unguessable. */
export function newId(): string {
  return Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}

/** Sorts by time, then by the order of calls: for rows whose instants can be equal. */
export function orderedId(at: number, index: number): string {
  return `${at.toString(36).padStart(9, '0')}${index.toString(36).padStart(3, '0')}${newId()}`
}

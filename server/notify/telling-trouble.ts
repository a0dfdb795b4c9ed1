// Trouble of telling itself, as the cause of an operators' incident is named. Pure.
const CAUSE = 'telling/'

export function tellingCause(provider: string): string {
  return CAUSE + provider
}

export function isTellingTrouble(cause: string): boolean {
  return cause.startsWith(CAUSE)
}

/** The provider that a cause is about. */
export function troubledProvider(cause: string): string {
  return cause.slice(CAUSE.length)
}

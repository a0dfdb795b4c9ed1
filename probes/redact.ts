// The last guard before a result leaves a run: messages are written without secrets, and this makes sure of it.

const URL_DETAILS = /(https?:\/\/[^\s?#;"'<>]+)[?#;][^\s"'<>]*/g
const RESIDENT_NUMBER = /(?<!\d)\d{6}\s?[-–—]?\s?[0-9]\d{6}(?!\d)/g
const LONG_NUMBER = /\d{9,}|(?<!\d)\d{3,6}(?:-\d{3,6}){2,}(?!\d)/g

/**
 * Masks resident numbers, long numbers (documents, cards, phones), the details of addresses, and the given secrets.
 * Dates, times, ports and byte counts stay readable.
 */
export function redact(text: string, secrets: string[] = []): string {
  let safe = text
  for (const secret of secrets) if (secret.length >= 4) safe = safe.replaceAll(secret, '***')
  return safe.replace(URL_DETAILS, '$1').replace(RESIDENT_NUMBER, '******-*******').replace(LONG_NUMBER, '***')
}

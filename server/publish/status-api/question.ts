// What may be asked of a document behind a "?", and what is said when it cannot be understood. Pure.
import Type from 'typebox'

/** What was asked cannot be understood; the message says what and how to mend it. */
export class QuestionError extends Error {}

/** Where a component was asked for by an id that there is not. */
export function noComponent(id: string): QuestionError {
  return new QuestionError(`No component is called "${id}": /api/v1/components lists them.`)
}

export const From = Type.String({
  description: 'RFC 3339 or a day of Korea: what went on at or after it',
  examples: ['2026-11-01'],
})
export const To = Type.String({
  description: 'RFC 3339 or a day of Korea: what began before it',
  examples: ['2026-12-01T09:00:00+09:00'],
})

/** As UTC milliseconds, from the beginning of time to its end where nothing is given. Throws QuestionError. */
export function readPeriod({ from, to }: { from?: string | undefined; to?: string | undefined }) {
  const period = {
    from: from === undefined ? Number.NEGATIVE_INFINITY : readTime('from', from),
    to: to === undefined ? Number.POSITIVE_INFINITY : readTime('to', to),
  }
  if (period.from < period.to) return period
  throw new QuestionError('`from` is not before `to`: exchange them, or leave one out.')
}

function readTime(name: string, text: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00+09:00`) : readInstant(text)
  if (!Number.isNaN(at)) return at
  throw new QuestionError(
    `\`${name}\` is no time: write a day, 2026-11-24, or an instant with its offset, 2026-11-24T09:00:00+09:00 ("+" as %2B).`,
  )
}

/** Without an offset nobody knows when it is. */
function readInstant(text: string): number {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
    ? Date.parse(text)
    : Number.NaN
}

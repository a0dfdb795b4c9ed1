// What somebody wants to be told, and when. Stored as JSON with only what they chose; the rest follows from channel and role. Pure.
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import type { Channel, SubscriberRole } from '../../data/tables.ts'
import { KST_OFFSET } from '../../views/format.ts'

const DAY = 86_400_000
const MINUTE = 60_000

/** Kinds of messages somebody may leave out. */
export const KINDS = ['opened', 'changed', 'resolved', 'reminder', 'maintenance'] as const
export type Kind = (typeof KINDS)[number]

const TimeOfDay = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'Korean time, as 21:00' })

export const PreferencesSchema = Type.Object(
  {
    kinds: Type.Optional(
      Type.Array(Type.Enum([...KINDS]), { description: 'kinds of messages; left out: all of them' }),
    ),
    quiet: Type.Optional(
      Type.Union(
        [Type.Literal(false), Type.Object({ from: TimeOfDay, until: TimeOfDay }, { additionalProperties: false })],
        {
          description:
            'no message in between, one with what is true then at the end; false: at any hour; default for texts and browsers 21:00–08:00, else false',
        },
      ),
    ),
    regions: Type.Optional(
      Type.Array(Type.String(), {
        description: 'what is elsewhere alone is not told, as [서울특별시]; left out: everywhere',
      }),
    ),
    digest: Type.Optional(
      Type.Union([Type.Literal('daily'), Type.Literal('weekly')], {
        description: 'also a summary every day, or on Mondays, at 08:30',
      }),
    ),
    format: Type.Optional(
      Type.Union([Type.Literal('bongsu'), Type.Literal('statuspage')], {
        description: 'of a webhook: which shape its receiver reads',
      }),
    ),
    level: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 3,
        description:
          'of an operator: 1 is told at once, 2 and 3 only while nobody has acknowledged the incident for 5 and 15 minutes',
      }),
    ),
  },
  { additionalProperties: false },
)

/** As it is stored: only what was chosen. */
export type ChosenPreferences = Static<typeof PreferencesSchema>
export type QuietHours = { from: string; until: string }

/** As it holds. `level`: whom an incident is escalated to (operators only). */
export type Preferences = {
  kinds: readonly Kind[]
  quiet: QuietHours | false
  digest: 'daily' | 'weekly' | false
  format: 'bongsu' | 'statuspage'
  level: number
}

/** A text or a browser rings at the bedside (domain rules: 21 to 08). */
export const NIGHT: QuietHours = { from: '21:00', until: '08:00' }

/** The preferences that hold for somebody; `json` as stored. What cannot be read counts as not chosen, so that nobody goes untold. */
export function readPreferences(
  json: string,
  { channel, role }: { channel: Channel; role: SubscriberRole },
): Preferences {
  return complete(parse(json), { channel, role })
}

/** What holds for somebody who chose this. */
export function complete(
  chosen: ChosenPreferences,
  { channel, role }: { channel: Channel; role: SubscriberRole },
): Preferences {
  const rings = (channel === 'sms' || channel === 'push') && role !== 'operator'
  const { kinds = KINDS, quiet = rings ? NIGHT : false, digest = false, format = 'bongsu', level = 1 } = chosen
  return { kinds, quiet, digest, format, level }
}

function parse(json: string): ChosenPreferences {
  try {
    const value: unknown = JSON.parse(json)
    return Value.Check(PreferencesSchema, value) ? value : {}
  } catch {
    return {}
  }
}

/** When the quiet hours end in which `now` (UTC ms) lies; null when it lies in none. Equal ends are no quiet hours. */
export function quietUntil(quiet: QuietHours | false, now: number): number | null {
  if (!quiet) return null
  const midnight = Math.floor((now + KST_OFFSET) / DAY) * DAY - KST_OFFSET
  const [from, until] = [midnight + offsetOf(quiet.from), midnight + offsetOf(quiet.until)]
  if (from < until) return now >= from && now < until ? until : null
  if (from === until) return null
  if (now >= from) return until + DAY
  return now < until ? until : null
}

function offsetOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return (hours * 60 + minutes) * MINUTE
}

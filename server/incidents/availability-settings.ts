// What of measuring availability is policy: what counts, what is aimed at, how long what is kept; each with its reason.
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'

const days = (standard: number, why: string) => Type.Integer({ minimum: 1, default: standard, description: why })

export const RetentionSchema = Type.Object(
  {
    runsDays: days(
      14,
      'days that single runs are kept: long enough to look into an incident and to replay it with another policy',
    ),
    fiveMinutesDays: days(
      90,
      'days that five-minute roll-ups are kept: as far back as the page shows, and older detail is not asked for',
    ),
    hoursDays: days(
      730,
      'days that hourly roll-ups are kept: the same season of last year can be compared; days and months are kept for ever',
    ),
  },
  { additionalProperties: false },
)
export type Retention = Static<typeof RetentionSchema>
export const DEFAULT_RETENTION: Retention = Object.freeze(Value.Default(RetentionSchema, {}) as Retention)

export const AvailabilitySchema = Type.Object(
  {
    leastNoticeHours: Type.Integer({
      minimum: 0,
      default: 24,
      description:
        'maintenance counts neither for nor against when announced this long before: nobody can plan for less',
    }),
    settleMinutes: Type.Integer({
      minimum: 3,
      default: 30,
      description:
        'minutes after its end until a bucket is rolled up: runs and decisions about it are still arriving, and each later one is a correction',
    }),
    slo: Type.Record(Type.String(), Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 100 }), {
      default: {},
      description:
        'availability aimed at, in percent, by component or by service (for each of its components), e.g. { saeol: 99.5, saeol/login: 99.9 }',
    }),
  },
  { additionalProperties: false },
)
export type AvailabilitySettings = Static<typeof AvailabilitySchema>
export const DEFAULT_AVAILABILITY: AvailabilitySettings = Object.freeze(
  Value.Default(AvailabilitySchema, {}) as AvailabilitySettings,
)

/** The target of a component as a share, from its own entry or its service's; null without one. */
export function targetOf({ slo }: AvailabilitySettings, component: { id: string; service: string }): number | null {
  const percent = slo[component.id] ?? slo[component.service]
  return percent === undefined ? null : percent / 100
}

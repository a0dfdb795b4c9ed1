// What is policy about maintenance, with its reasons.
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'

export const MaintenancePolicySchema = Type.Object(
  {
    maintenanceAheadDays: Type.Integer({
      minimum: 1,
      maximum: 366,
      default: 60,
      description:
        'how far ahead the occurrences of recurring maintenance are planned: further than anybody looks, and a change of the rule moves few',
    }),
  },
  { additionalProperties: false },
)

export type MaintenancePolicy = Static<typeof MaintenancePolicySchema>

export const DEFAULT_MAINTENANCE_POLICY: MaintenancePolicy = Object.freeze(
  Value.Default(MaintenancePolicySchema, {}) as MaintenancePolicy,
)

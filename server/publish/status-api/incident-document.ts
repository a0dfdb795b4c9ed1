// One incident in /api/v1, with the evidence of every update and cause: its schema and how it is built. Pure.
import Type, { type Static } from 'typebox'
import { closed, Instant, instant, MaybeInstant, maybeInstant, StateSchema, TextSchema } from '../api-schemas.ts'
import type { PublicIncident } from '../snapshot.ts'

const Evidence = Type.Array(TextSchema, { description: 'what was seen, from where and when' })

const IncidentComponentSchema = Type.Object(
  {
    id: Type.String(),
    state: StateSchema,
    beganAt: Instant,
    recoveredAt: MaybeInstant,
    because: Type.Union([Type.String(), Type.Null()], {
      description: 'the component whose trouble it is affected by; null: its own',
    }),
  },
  closed,
)

const ChangeSchema = Type.Object(
  {
    component: Type.String(),
    from: StateSchema,
    to: StateSchema,
    reason: Type.Union([Type.String(), Type.Null()], { description: 'the named reason of the decision' }),
  },
  closed,
)

const UpdateSchema = Type.Object(
  {
    status: Type.String(),
    body: TextSchema,
    author: Type.String(),
    at: Instant,
    changes: Type.Array(ChangeSchema),
    evidence: Evidence,
  },
  closed,
)

const CauseSchema = Type.Object(
  {
    standing: Type.Enum(['suspected', 'confirmed']),
    author: Type.String(),
    text: TextSchema,
    at: Instant,
    confidence: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
      description: 'of a suspected cause: share of the evidence that fits it',
    }),
    evidence: Evidence,
  },
  closed,
)

const ReportSchema = Type.Object(
  { language: Type.Enum(['ko', 'en', 'easy']), body: Type.String(), author: Type.String(), at: Instant },
  closed,
)

const MeasureSchema = Type.Object(
  {
    id: Type.String(),
    text: TextSchema,
    owner: Type.String(),
    dueDay: Type.String({ format: 'date', description: 'a day in Korea' }),
    state: Type.Enum(['open', 'done', 'dropped']),
    note: Type.String(),
    changedAt: MaybeInstant,
  },
  closed,
)

export const IncidentSchema = Type.Object(
  {
    id: Type.String(),
    url: Type.String(),
    title: TextSchema,
    status: Type.Enum(['investigating', 'identified', 'monitoring', 'resolved']),
    impact: Type.Enum(['none', 'minor', 'major', 'critical']),
    service: Type.String(),
    beganAt: Instant,
    beganSays: Type.String({ description: 'who says when it began' }),
    detectedAt: Instant,
    announcedAt: Instant,
    resolvedAt: MaybeInstant,
    reopenedAt: Type.Union([Instant, Type.Null()], { description: 'when it last came back after having been over' }),
    unstableSince: Type.Union([Instant, Type.Null()], { description: 'since when it comes and goes' }),
    regions: Type.Array(Type.String(), { description: 'where it is, by name; empty: everywhere' }),
    root: Type.Union([Type.String(), Type.Null()], { description: 'the component that the others fail because of' }),
    version: Type.Integer(),
    updatedAt: Instant,
    components: Type.Array(IncidentComponentSchema),
    updates: Type.Array(UpdateSchema, { description: 'newest first' }),
    causes: Type.Array(CauseSchema, { description: 'oldest first; never overwritten' }),
    reports: Type.Array(ReportSchema, {
      description: 'what was written afterwards, in Markdown; the newest of each language',
    }),
    measures: Type.Array(MeasureSchema, { description: 'what was promised afterwards' }),
  },
  closed,
)

export const OneIncidentSchema = Type.Object({ incident: IncidentSchema }, closed)

export function incidentDocument(incident: PublicIncident, siteUrl: string): Static<typeof OneIncidentSchema> {
  return { incident: incidentBody(incident, siteUrl) }
}

export function incidentBody(incident: PublicIncident, siteUrl: string): Static<typeof IncidentSchema> {
  const { id, title, status, impact, service, beganSays, root, version } = incident
  return {
    id,
    url: `${siteUrl}/incidents/${id}`,
    title,
    status,
    impact,
    service,
    beganAt: instant(incident.beganAt),
    beganSays,
    detectedAt: instant(incident.detectedAt),
    announcedAt: instant(incident.announcedAt),
    resolvedAt: maybeInstant(incident.resolvedAt),
    reopenedAt: maybeInstant(incident.reopenedAt),
    unstableSince: maybeInstant(incident.unstableSince),
    regions: incident.regions ?? [],
    root,
    version,
    updatedAt: instant(incident.updatedAt),
    components: incident.components.map((part) => ({
      id: part.id,
      state: part.state,
      beganAt: instant(part.beganAt),
      recoveredAt: maybeInstant(part.recoveredAt),
      because: part.because,
    })),
    updates: incident.updates.map((update) => ({
      status: update.status,
      body: update.body,
      author: update.author,
      at: instant(update.at),
      changes: update.affected.map((one) => ({ ...one, reason: one.reason ?? null })),
      evidence: update.evidence,
    })),
    causes: incident.causes.map((cause) => ({ ...cause, at: instant(cause.at) })),
    reports: (incident.reports ?? []).map((one) => ({ ...one, at: instant(one.at) })),
    measures: (incident.measures ?? []).map((one) => ({ ...one, changedAt: maybeInstant(one.changedAt) })),
  }
}

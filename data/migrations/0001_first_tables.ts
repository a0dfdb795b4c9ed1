import { type Kysely, sql } from 'kysely'

// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen and must not depend on today's tables
export async function up(db: Kysely<any>): Promise<void> {
  const states = `'operational','degraded_performance','partial_outage','major_outage','under_maintenance','unknown'`
  for (const statement of [
    `CREATE TABLE results (
      id text PRIMARY KEY, agent text NOT NULL, boot text NOT NULL, sequence bigint NOT NULL, location text NOT NULL,
      flow text NOT NULL, component text NOT NULL, trigger text NOT NULL, started_at bigint NOT NULL,
      duration_ms double precision NOT NULL,
      verdict text NOT NULL CHECK (verdict IN ('ok','slow','failed','inconclusive')), reason text NOT NULL, fault text,
      steps text NOT NULL, document text, received_at bigint NOT NULL, UNIQUE (agent, boot, sequence))`,
    `CREATE INDEX results_by_component ON results (component, started_at)`,
    `CREATE INDEX results_by_time ON results (started_at)`,
    `CREATE TABLE component_states (
      component text PRIMARY KEY, state text NOT NULL CHECK (state IN (${states})), reason text NOT NULL, since bigint NOT NULL,
      last_checked_at bigint, fresh_until bigint, memory text NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL)`,
    `CREATE INDEX component_states_by_deadline ON component_states (fresh_until)`,
    `CREATE TABLE transitions (
      id text PRIMARY KEY, component text NOT NULL, from_state text NOT NULL CHECK (from_state IN (${states})),
      to_state text NOT NULL CHECK (to_state IN (${states})), reason text NOT NULL, at bigint NOT NULL,
      decided_at bigint NOT NULL, incident text, evidence text NOT NULL)`,
    `CREATE INDEX transitions_by_component ON transitions (component, at)`,
    `CREATE TABLE incidents (
      id text PRIMARY KEY, cause text NOT NULL, service text NOT NULL,
      status text NOT NULL CHECK (status IN ('investigating','identified','monitoring','resolved')),
      impact text NOT NULL CHECK (impact IN ('none','minor','major','critical')), title_ko text NOT NULL, title_en text NOT NULL,
      began_at bigint NOT NULL, began_says text NOT NULL, detected_at bigint NOT NULL, announced_at bigint NOT NULL,
      monitoring_at bigint, resolved_at bigint, version bigint NOT NULL,
      kind text NOT NULL CHECK (kind IN ('opened','changed','resolved')), updated_at bigint NOT NULL)`,
    `CREATE UNIQUE INDEX incidents_one_open_per_cause ON incidents (cause) WHERE resolved_at IS NULL`,
    `CREATE INDEX incidents_by_time ON incidents (began_at)`,
    `CREATE TABLE incident_components (
      incident text NOT NULL REFERENCES incidents (id), component text NOT NULL, state text NOT NULL CHECK (state IN (${states})),
      began_at bigint NOT NULL, recovered_at bigint, PRIMARY KEY (incident, component))`,
    `CREATE TABLE incident_updates (
      id text PRIMARY KEY, incident text NOT NULL REFERENCES incidents (id), version bigint NOT NULL, status text NOT NULL,
      body_ko text NOT NULL, body_en text NOT NULL, affected text NOT NULL, author text NOT NULL, at bigint NOT NULL,
      UNIQUE (incident, version))`,
    `CREATE TABLE cause_statements (
      id text PRIMARY KEY, incident text NOT NULL REFERENCES incidents (id),
      standing text NOT NULL CHECK (standing IN ('suspected','confirmed')), author text NOT NULL,
      text_ko text NOT NULL, text_en text NOT NULL, at bigint NOT NULL)`,
    `CREATE INDEX cause_statements_by_incident ON cause_statements (incident, at)`,
    `CREATE TABLE maintenances (
      id text PRIMARY KEY, title_ko text NOT NULL, title_en text NOT NULL, body_ko text NOT NULL, body_en text NOT NULL,
      components text NOT NULL, starts_at bigint NOT NULL, ends_at bigint NOT NULL, published_at bigint NOT NULL, source text,
      updated_at bigint NOT NULL, CHECK (starts_at < ends_at))`,
    `CREATE TABLE subscribers (
      id text PRIMARY KEY, channel text NOT NULL CHECK (channel IN ('email','sms')), address text NOT NULL,
      language text NOT NULL CHECK (language IN ('ko','en')), role text NOT NULL CHECK (role IN ('public','center','operator')),
      name text NOT NULL, scope text NOT NULL, status text NOT NULL CHECK (status IN ('pending','active','left')),
      source text NOT NULL, created_at bigint NOT NULL, confirmed_at bigint, left_at bigint, UNIQUE (channel, address))`,
    `CREATE INDEX subscribers_by_role ON subscribers (status, role, id)`,
    `CREATE TABLE knowledge (
      subscriber text NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
      incident text NOT NULL REFERENCES incidents (id), known_version bigint NOT NULL, known_kind text NOT NULL, known_at bigint,
      known_impact text NOT NULL, next_at bigint NOT NULL, tries bigint NOT NULL, trying_since bigint, lease_until bigint NOT NULL, lease_owner text NOT NULL,
      PRIMARY KEY (subscriber, incident))`,
    `CREATE INDEX knowledge_by_incident ON knowledge (incident, next_at)`,
    `CREATE TABLE attempts (
      id text PRIMARY KEY, subscriber text NOT NULL, incident text NOT NULL, version bigint NOT NULL, kind text NOT NULL,
      channel text NOT NULL, provider text NOT NULL,
      state text NOT NULL CHECK (state IN ('started','accepted','failed','refused')),
      started_at bigint NOT NULL, finished_at bigint, provider_ref text, error text)`,
    `CREATE INDEX attempts_by_subscriber ON attempts (subscriber, started_at)`,
    `CREATE TABLE facts (name text PRIMARY KEY, value text NOT NULL)`,
  ]) {
    await sql.raw(statement).execute(db)
  }
}

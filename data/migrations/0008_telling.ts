import { type Kysely, sql } from 'kysely'

// Neither database lets go of a check in place on SQLite, so that tables are made anew: children first go over to the new parent,
// since dropping the old one would take its children along.
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen and must not depend on today's tables
export async function up(db: Kysely<any>): Promise<void> {
  const [old, added] = [SUBSCRIBERS, `'{}', 0, ''`]
  for (const statement of [
    `CREATE TABLE subscribers_new (
      id text PRIMARY KEY, channel text NOT NULL CHECK (channel IN ('email','sms','webhook','chat','push')), address text NOT NULL,
      language text NOT NULL CHECK (language IN ('ko','en','easy')), role text NOT NULL CHECK (role IN ('public','center','operator')),
      name text NOT NULL, scope text NOT NULL, status text NOT NULL CHECK (status IN ('pending','active','left')),
      source text NOT NULL, created_at bigint NOT NULL, confirmed_at bigint, left_at bigint,
      region text NOT NULL, district text NOT NULL,
      preferences text NOT NULL, digested_at bigint NOT NULL, left_because text NOT NULL)`,
    `INSERT INTO subscribers_new (${old}, preferences, digested_at, left_because) SELECT ${old}, ${added} FROM subscribers`,

    `CREATE TABLE knowledge_new (
      subscriber text NOT NULL REFERENCES subscribers_new (id) ON DELETE CASCADE ON UPDATE CASCADE,
      topic text NOT NULL, known_version bigint NOT NULL, known_kind text NOT NULL, known_at bigint,
      known_impact text NOT NULL, next_at bigint NOT NULL, tries bigint NOT NULL, trying_since bigint,
      lease_until bigint NOT NULL, lease_owner text NOT NULL, PRIMARY KEY (subscriber, topic))`,
    `INSERT INTO knowledge_new SELECT
      subscriber, incident, known_version, known_kind, known_at, known_impact, next_at, tries, trying_since, lease_until, lease_owner
      FROM knowledge`,
    `CREATE TABLE staff_reports_new (
      id text PRIMARY KEY, center text NOT NULL REFERENCES subscribers_new (id) ON DELETE CASCADE ON UPDATE CASCADE,
      component text NOT NULL, answer text NOT NULL CHECK (answer IN ('works','slow','fails')), at bigint NOT NULL)`,
    `INSERT INTO staff_reports_new SELECT id, center, component, answer, at FROM staff_reports`,
    `DROP TABLE knowledge`,
    `DROP TABLE staff_reports`,
    `DROP TABLE subscribers`,
    `ALTER TABLE subscribers_new RENAME TO subscribers`,
    `ALTER TABLE knowledge_new RENAME TO knowledge`,
    `ALTER TABLE staff_reports_new RENAME TO staff_reports`,
    `CREATE INDEX subscribers_by_role ON subscribers (status, role, id)`,
    `CREATE INDEX subscribers_by_confirmation ON subscribers (confirmed_at)`,
    `CREATE INDEX knowledge_by_topic ON knowledge (topic, next_at)`,
    `CREATE INDEX staff_reports_by_time ON staff_reports (at)`,
    `CREATE INDEX staff_reports_by_center ON staff_reports (center, at)`,

    `ALTER TABLE attempts RENAME COLUMN incident TO topic`,
    // what became of it after it was handed over: delivered, bounced, complained … (empty: not known)
    `ALTER TABLE attempts ADD COLUMN receipt text NOT NULL DEFAULT ''`,
    `ALTER TABLE attempts ADD COLUMN receipt_at bigint`,
    `CREATE INDEX attempts_by_reference ON attempts (provider, provider_ref)`,
    `CREATE INDEX attempts_by_time ON attempts (started_at)`,

    `CREATE TABLE bounces (
      id text PRIMARY KEY, subscriber text NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE ON UPDATE CASCADE,
      kind text NOT NULL CHECK (kind IN ('soft','hard','complaint')), reason text NOT NULL, at bigint NOT NULL)`,
    `CREATE INDEX bounces_by_subscriber ON bounces (subscriber, at)`,
    // an operator has seen it and cares for it: nobody else is woken
    `CREATE TABLE acknowledgements (incident text PRIMARY KEY REFERENCES incidents (id), by_whom text NOT NULL, at bigint NOT NULL)`,
    // who did what with people's data, and what was ordered of telling
    `CREATE TABLE audit (id text PRIMARY KEY, at bigint NOT NULL, by_whom text NOT NULL, action text NOT NULL, detail text NOT NULL)`,
    `CREATE INDEX audit_by_time ON audit (at)`,
  ]) {
    await sql.raw(statement).execute(db)
  }
}

const SUBSCRIBERS = `id, channel, address, language, role, name, scope, status, source, created_at, confirmed_at, left_at, region, district`

// Every table, as Kysely sees it. Instants are UTC milliseconds, ids and enums text, JSON text, booleans 0/1.

/** States of a component; `unknown` means no fresh evidence and is never counted or shown as up. */
export const STATES = [
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
  'under_maintenance',
  'unknown',
] as const
export type State = (typeof STATES)[number]

/** What is said of a component beside its state: being looked at (told to nobody), seen by one network only, coming and going. */
export const MARKS = ['', 'checking', 'one-network', 'unstable'] as const
export type Mark = (typeof MARKS)[number]
/** Whom an incident is told to: what one network alone sees is for operators. */
export type Audience = 'everyone' | 'operators'

export type Impact = 'none' | 'minor' | 'major' | 'critical'
export type IncidentStatus = 'investigating' | 'identified' | 'monitoring' | 'resolved'
/** `webhook`: a program's address; `chat`: an incoming webhook of Slack, Teams or Discord; `push`: a browser. */
export type Channel = 'email' | 'sms' | 'webhook' | 'chat' | 'push'
/** `easy`: Korean in easy words (쉬운 말). */
export type Language = 'ko' | 'en' | 'easy'
/** Of forms, and of what operators alone see. */
export type SpokenLanguage = Exclude<Language, 'easy'>
export type SubscriberStatus = 'pending' | 'active' | 'left'
export type SubscriberRole = 'public' | 'center' | 'operator'
export type AttemptState = 'started' | 'accepted' | 'failed' | 'refused'
export type Receipt = '' | 'delivered' | 'bounced' | 'complained' | 'expired'

/** What a counter says of a task, best first. */
export const STAFF_ANSWERS = ['works', 'slow', 'fails'] as const
export type StaffAnswer = (typeof STAFF_ANSWERS)[number]

export type Tables = {
  results: ResultsTable
  component_states: ComponentStatesTable
  transitions: TransitionsTable
  incidents: IncidentsTable
  incident_components: IncidentComponentsTable
  incident_updates: IncidentUpdatesTable
  cause_statements: CauseStatementsTable
  incident_reports: IncidentReportsTable
  measures: MeasuresTable
  measure_changes: MeasureChangesTable
  maintenances: MaintenancesTable
  subscribers: SubscribersTable
  centers: CentersTable
  knowledge: KnowledgeTable
  attempts: AttemptsTable
  bounces: BouncesTable
  acknowledgements: AcknowledgementsTable
  audit: AuditTable
  facts: FactsTable
  staff_reports: StaffReportsTable
  rollups: RollupsTable
  corrections: CorrectionsTable
  rollup_repairs: RollupRepairsTable
}

/** One run of one flow at one location. Unique by (agent, boot, sequence), which makes resending harmless. */
export type ResultsTable = {
  id: string
  agent: string
  boot: string
  sequence: number
  location: string
  flow: string
  component: string
  trigger: string
  started_at: number
  duration_ms: number
  verdict: string
  reason: string
  fault: string | null
  steps: string
  document: string | null
  received_at: number
  /** How often the flow ran there, and how long it may take. */
  every_seconds: number
  timeout_seconds: number
  /** 1: a run that stood still was reported as failing before it ended; the final result has the same start. */
  provisional: number
  /** How long the agent took to connect to its canaries, where it asked them. */
  canary_ms: number | null
  /** JSON of what the run saw on its way (probes/result.ts, EvidenceSchema) */
  evidence: string | null
  /** The flow paused itself until then. */
  paused_until: number | null
}

/** What the engine remembers of a component between two pieces of evidence. */
export type ComponentStatesTable = {
  component: string
  state: State
  reason: string
  since: number
  last_checked_at: number | null
  /** The stored deadline: past it the component is `unknown`. */
  fresh_until: number | null
  /** JSON of the engine's memory (server/incidents/memory.ts) */
  memory: string
  mark: Mark
  /** Of the component's use that does not work, 0 … 1. */
  share: number
  created_at: number
  updated_at: number
}

/** A change of state: the central record everything else hangs off, and the interval log of availability. */
export type TransitionsTable = {
  id: string
  component: string
  from_state: State
  to_state: State
  reason: string
  /** When it holds from: the first failing run, the first good run of the closing streak, the missed deadline. */
  at: number
  decided_at: number
  incident: string | null
  /** JSON: what it rests on (server/incidents/decide.ts, Grounds) */
  evidence: string
  mark: Mark
  /** Of the component's use that does not work from `at` on, 0 … 1. */
  share: number
}

/** At most one open incident per cause: a unique index says so. */
export type IncidentsTable = {
  id: string
  cause: string
  service: string
  status: IncidentStatus
  impact: Impact
  title_ko: string
  title_en: string
  title_easy: string
  began_at: number
  began_says: string
  detected_at: number
  announced_at: number
  monitoring_at: number | null
  resolved_at: number | null
  version: number
  /** What the newest version means to a reader: `opened`, `changed` or `resolved`. */
  kind: 'opened' | 'changed' | 'resolved'
  updated_at: number
  /** The component that the others fail because of; null while none is known. */
  root: string | null
  audience: Audience
  /** Since when it comes and goes; null: it does not. */
  unstable_since: number | null
  /** When it last went on after having been resolved. */
  reopened_at: number | null
  /** JSON: the regions it is in, by name; empty array means everywhere. Said by a person. */
  regions: string
}

export type IncidentComponentsTable = {
  incident: string
  component: string
  state: State
  began_at: number
  recovered_at: number | null
  /** The component whose trouble it is affected by; null: its own. */
  because: string | null
}

export type IncidentUpdatesTable = {
  id: string
  incident: string
  version: number
  status: IncidentStatus
  body_ko: string
  body_en: string
  body_easy: string
  /** JSON: [{ component, from, to }] */
  affected: string
  author: string
  at: number
  /** The text is shown from this instant on: a policy can hold it for a person to look at. */
  public_at: number
  /** JSON: what was seen, from where and when, as sentences [{ ko, en }] */
  evidence: string
}

/** Append-only: 추정 (suspected) or 확인 (confirmed), with author and time; never overwritten. */
export type CauseStatementsTable = {
  id: string
  incident: string
  standing: 'suspected' | 'confirmed'
  author: string
  text_ko: string
  text_en: string
  text_easy: string
  at: number
  /** Of a suspected cause, 0 … 1: share of the evidence that fits it. */
  confidence: number | null
  /** JSON: [{ ko, en }] */
  evidence: string
}

/** What operators write of an incident afterwards, in Markdown. Append-only: the newest of each language holds. */
export type IncidentReportsTable = {
  id: string
  incident: string
  language: Language | 'easy'
  body: string
  author: string
  at: number
}

/** A measure promised after an incident; `due_day`: YYYY-MM-DD of Korea. */
export type MeasuresTable = {
  id: string
  incident: string
  text_ko: string
  text_en: string
  owner: string
  due_day: string
  author: string
  at: number
}

/** Append-only: the newest holds. */
export type MeasureChangesTable = {
  id: string
  measure: string
  state: 'open' | 'done' | 'dropped'
  note: string
  author: string
  at: number
}

export type MaintenancesTable = {
  id: string
  title_ko: string
  title_en: string
  title_easy: string
  body_ko: string
  body_en: string
  body_easy: string
  /** JSON: component ids */
  components: string
  starts_at: number
  ends_at: number
  published_at: number
  source: string | null
  updated_at: number
  /** Id of the recurring maintenance that this is one occurrence of. */
  series: string | null
  /** JSON: component id → when it is over there, where that is before `ends_at` */
  ends: string
  /** Its definition vanished before it began: it is not coming. */
  cancelled_at: number | null
}

export type SubscribersTable = {
  id: string
  channel: Channel
  /** Sealed (address-book.ts); of whoever left: the id. */
  address: string
  language: Language
  role: SubscriberRole
  name: string
  /** JSON: service or component ids; empty array means everything */
  scope: string
  status: SubscriberStatus
  /** `page`, `configuration` or `list` */
  source: string
  created_at: number
  confirmed_at: number | null
  left_at: number | null
  /** Of a center: its province or city (시·도), and its city, county or borough (시·군·구); otherwise empty. */
  region: string
  district: string
  /** JSON: what kinds of messages, when, how often (server/notify/preferences.ts) */
  preferences: string
  /** Why they are no longer told: `asked`, `bounced`, `complained` or `removed`; empty while they are. */
  left_because: string
  /** Id of the center of a list whose address this is; null: of no list. */
  center: string | null
}

/** A community service center of a list. */
export type CentersTable = {
  id: string
  /** By what it is known again: its code, or region, district and name. */
  key: string
  code: string
  name: string
  note: string
  region: string
  district: string
  town: string
  postcode: string
  address: string
  phone: string
  /** What whoever is told there does (담당역할). */
  duty: string
  opened_at: number
  closed_at: number | null
  updated_at: number
}

/** One tap of a center: how a component works at its counters. Append-only; the newest of each center and component holds. */
export type StaffReportsTable = {
  id: string
  /** Subscriber id: nobody's name or address. */
  center: string
  component: string
  answer: StaffAnswer
  at: number
}

/** What a subscriber last knew of a topic (an incident's id, `maintenance:…` or `digest:…`), and the lease of the worker that is bringing them up to date. */
export type KnowledgeTable = {
  subscriber: string
  topic: string
  known_version: number
  known_kind: string
  /** When they were last told; null while they never were, even if a version was looked at. */
  known_at: number | null
  /** Impact as they were last told; empty while they never were. */
  known_impact: string
  /** Not before this instant (retry or minimum gap). */
  next_at: number
  tries: number
  /** When the first of `tries` failed; null without failures. */
  trying_since: number | null
  lease_until: number
  lease_owner: string
}

/** One try to bring one subscriber up to date over one channel: recorded before the call, finished after it. */
export type AttemptsTable = {
  id: string
  subscriber: string
  topic: string
  version: number
  kind: string
  channel: Channel
  provider: string
  state: AttemptState
  started_at: number
  finished_at: number | null
  provider_ref: string | null
  error: string | null
  /** What became of it after it was handed over; empty while nobody has said. */
  receipt: Receipt
  receipt_at: number | null
}

/** A message that could not be delivered, or of which its reader complained. */
export type BouncesTable = {
  id: string
  subscriber: string
  kind: 'soft' | 'hard' | 'complaint'
  reason: string
  at: number
}

/** An operator cares for an incident: nobody further is woken. */
export type AcknowledgementsTable = { incident: string; by_whom: string; at: number }

/** Who did what with people's data, and what was ordered of telling. Append-only. */
export type AuditTable = { id: string; at: number; by_whom: string; action: string; detail: string }

/** Small facts of the installation, by name: snapshot version, catalogue first seen … */
export type FactsTable = { name: string; value: string }

/** Lengths of the roll-ups' buckets; days and months are those of Korea. */
export const SPANS = ['5m', 'hour', 'day', 'month'] as const
export type Span = (typeof SPANS)[number]

/**
 * What a component was in one bucket of time, computed from the log and the runs. A changed result is a new revision and the
 * old one stays. The columns named like states and those after them are milliseconds of the bucket.
 */
export type RollupsTable = Record<State, number> & {
  component: string
  span: Span
  /** Its first millisecond. */
  bucket: number
  revision: number
  computed_at: number
  /** When a newer revision took its place; null: it is the present one. */
  superseded_at: number | null
  /** Why this revision was made: `first`, `late-results`, `late-decision`, `maintenance` or `correction`. */
  reason: string
  /** A person's words about their correction, otherwise empty. */
  note: string
  /** 1: the times differ from what was first computed. */
  corrected: number
  /** Maintenance that was announced in time: not counted. */
  excluded: number
  /** Unknown outside of that. */
  unwatched: number
  /** Time that did not work, weighed by the share that did not. */
  down: number
  degraded: number
  /** JSON: runs by verdict and layer, and how long they took (server/incidents/availability-runs.ts) */
  runs: string
}

/** A person says that a component was in another state than the log says. Append-only; the newest holds. */
export type CorrectionsTable = {
  id: string
  component: string
  from_at: number
  until_at: number
  state: State
  share: number
  reason: string
  author: string
  made_at: number
}

/** A stretch of the past whose roll-ups have to be computed again. */
export type RollupRepairsTable = {
  id: string
  component: string
  from_at: number
  until_at: number
  reason: string
  note: string
}

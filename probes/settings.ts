// The agent's settings: one schema, also part of the server's one configuration file (`agent:`).
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import { MOST_RUNS } from './look.ts'
import { type Environment, fillIn, mistakes, readYaml, SettingsError } from './settings-file.ts'

const Name = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,59}$', description: 'small letters, digits and hyphens' })
const Secret = Type.String({
  minLength: 1,
  description: 'written as ${ENV_NAME}, ${file:/path} or ${command:/path argument}; never in the file itself',
})

export const AuthorisationSchema = Type.Object(
  {
    reference: Type.String({ minLength: 1, description: 'the number of the written permission' }),
    issuer: Type.String({ minLength: 1 }),
    validUntil: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    bursts: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'the permission covers runs less than 5 minutes apart, for a short time after a failure',
      }),
    ),
  },
  { additionalProperties: false },
)

export const IdentitySchema = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'the test person, as printed on documents' }),
    login: Type.Optional(Type.String({ description: 'user name' })),
    password: Type.Optional(Secret),
    residentNumber: Type.Optional(Secret),
    totp: Type.Optional(Secret),
    certificate: Type.Optional(Type.String({ description: 'path of the PEM certificate that signs the challenge' })),
    privateKey: Type.Optional(Type.String({ description: 'path of its PEM private key (PKCS#8)' })),
    certificateFolder: Type.Optional(
      Type.String({ description: 'instead: NPKI or GPKI folder with signCert.der and signPri.key' }),
    ),
    certificatePassword: Type.Optional(Secret),
  },
  { additionalProperties: false },
)

const Url = Type.String({ pattern: '^https?://' })

export const SizePairSchema = Type.Object(
  {
    small: Type.String({ pattern: '^https?://', description: 'answers at most 1 KiB' }),
    large: Type.String({ pattern: '^https?://', description: 'answers at least 64 KiB; same host' }),
    upload: Type.Optional(
      Type.String({
        pattern: '^https?://',
        description: 'takes a POST of 64 KiB; same host; only where the owner agrees',
      }),
    ),
  },
  { additionalProperties: false, description: 'fetched beside each run, to see whether size matters on the way' },
)

const TARGET = {
  hosts: Type.Record(Type.String(), Type.String({ pattern: '^https?://' }), {
    description:
      'origin per role; Government 24: www, plus; Saeol: saeol, gpki; emergency rescue: report, dispatch; shared: gpki, verification; fallback sites: by id',
  }),
  replica: Type.Optional(
    Type.Boolean({
      default: false,
      description: 'a bundled replica: may be logged into without authorisation, at short intervals',
    }),
  ),
  ca: Type.Optional(Type.String({ description: 'path of a PEM file with further trusted CAs' })),
  resolvers: Type.Optional(
    Type.Array(Type.String(), { description: 'address:port of DNS servers; default: the system’s' }),
  ),
  paths: Type.Optional(
    Type.Record(Type.String(), Type.String(), { description: 'overrides of the flow’s paths, by name' }),
  ),
  codes: Type.Optional(
    Type.Record(Type.String(), Type.String(), { description: 'service codes such as CappBizCD, by name' }),
  ),
  documentNumberPattern: Type.Optional(
    Type.String({ description: 'regular expression; Government 24: 4-4-4-4 digits' }),
  ),
  documentSigners: Type.Optional(
    Type.String({ description: 'path of a PEM file with the CAs that sign documents and their times' }),
  ),
  sizePair: Type.Optional(SizePairSchema),
  authorisation: Type.Optional(AuthorisationSchema),
  identity: Type.Optional(IdentitySchema),
}
const closed = { additionalProperties: false } as const

export const TargetSchema = Type.Object(
  {
    ...TARGET,
    standby: Type.Optional(
      Type.Object(TARGET, {
        ...closed,
        description: 'the backup (예비) of this service: the same flows run there, to show whether it would work',
      }),
    ),
  },
  closed,
)

export const FlowSettingsSchema = Type.Object(
  {
    everySeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    timeoutSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    slowAfterSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    stallAfterSeconds: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        description:
          'a run in which nothing moves for so long (default 8) is reported as failing before it ends; never before slowAfterSeconds',
      }),
    ),
    enabled: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

export const BurstSettingsSchema = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean({ default: true })),
    leastSeconds: Type.Optional(
      Type.Number({
        minimum: 5,
        default: 5,
        description: 'least seconds between two runs of a flow on a real service',
      }),
    ),
    runs: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MOST_RUNS,
        default: 8,
        description: 'further runs of a flow in 5 minutes at most (flows that issue documents: 2 in 10 minutes)',
      }),
    ),
  },
  { additionalProperties: false, description: 'how far the server may ask for more runs of a flow after a failure' },
)

export const HealthSettingsSchema = Type.Object(
  {
    clockMs: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, default: 2_000, description: 'how far our clock may be off the server’s' }),
    ),
    lagMs: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, default: 200, description: 'p99 of the event loop’s lag during a run' }),
    ),
    freeMegabytes: Type.Optional(
      Type.Number({ minimum: 0, default: 50, description: 'least free space where the spool is' }),
    ),
    resolvers: Type.Optional(
      Type.Array(Type.String(), {
        description: 'address:port of independent name servers; in a closed network: ones inside it',
      }),
    ),
  },
  {
    ...closed,
    description: 'an agent beyond these limits is unwell: what it sees fail is inconclusive',
  },
)

export const BrowserSettingsSchema = Type.Object(
  {
    executable: Type.String({ minLength: 1, description: 'path of Chromium; without it no browser flow runs' }),
    concurrency: Type.Optional(Type.Integer({ minimum: 1, maximum: 8, default: 1 })),
    maxMegabytes: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        default: 1_024,
        description: 'a browser that has grown beyond it is replaced',
      }),
    ),
    evidenceFolder: Type.Optional(
      Type.String({ description: 'where masked screenshots and traces of failed runs go; default: none are made' }),
    ),
    keepDays: Type.Optional(Type.Number({ exclusiveMinimum: 0, default: 7 })),
  },
  closed,
)

export const AgentSettingsSchema = Type.Object(
  {
    name: Name,
    location: Name,
    key: Secret,
    server: Type.String({ pattern: '^https?://', description: 'address of the collector' }),
    spool: Type.Object(
      {
        folder: Type.String({ minLength: 1 }),
        maxMegabytes: Type.Optional(Type.Number({ exclusiveMinimum: 0, default: 1024 })),
      },
      { additionalProperties: false },
    ),
    userAgent: Type.Optional(Type.String({ minLength: 1 })),
    canaries: Type.Optional(
      Type.Array(Type.String({ description: 'host:port of unrelated, well-known hosts' }), {
        description: 'when a run cannot connect and none of these answers either, our own network is at fault',
      }),
    ),
    collectors: Type.Optional(
      Type.Array(Type.Object({ server: Url, key: Secret }, closed), {
        maxItems: 3,
        description: 'further servers that get every result, each on its own',
      }),
    ),
    health: Type.Optional(HealthSettingsSchema),
    bursts: Type.Optional(BurstSettingsSchema),
    concurrency: Type.Optional(Type.Integer({ minimum: 1, default: 4 })),
    concurrencyPerHost: Type.Optional(
      Type.Integer({ minimum: 1, default: 2, description: 'flows at once that speak to one host' }),
    ),
    browser: Type.Optional(BrowserSettingsSchema),
    targets: Type.Record(Type.String(), TargetSchema),
    environments: Type.Optional(
      Type.Record(Name, Type.Record(Type.String(), TargetSchema), {
        description: 'other places of the same services, such as staging: for `npm run probe -- … --target staging`',
      }),
    ),
    flows: Type.Optional(
      Type.Record(Type.String(), FlowSettingsSchema, {
        description: 'per flow id, "*" for all; default: every flow whose target is given',
      }),
    ),
  },
  { additionalProperties: false },
)

export type SizePair = Static<typeof SizePairSchema>
export type BrowserSettings = Static<typeof BrowserSettingsSchema>
export type Authorisation = Static<typeof AuthorisationSchema>
export type IdentitySettings = Static<typeof IdentitySchema>
export type Target = Static<typeof TargetSchema>
export type AgentSettings = Static<typeof AgentSettingsSchema>

export { SettingsError } from './settings-file.ts'

/** Says who we are to a service, and where to read more; settings may say it better. */
export const USER_AGENT = 'BongsuProbe/0.1 (status monitoring)'

/** Name servers of different owners: only asked, with the canaries, when a real service cannot be reached. */
export const RESOLVERS = ['168.126.63.1:53', '1.1.1.1:53']

/** Unrelated, well-known hosts: only asked when a real service cannot be reached. */
export const CANARIES = ['one.one.one.one:443', 'dns.google:443', 'www.naver.com:443', 'www.daum.net:443']

/**
 * Reads the agent's settings from `file` (YAML or JSON; the whole file, or its top-level `agent`).
 * Throws SettingsError with every mistake at once.
 */
export function readAgentSettings(file: string, env: Environment): AgentSettings {
  const root = readYaml(file)
  const whole = (root as { agent?: unknown } | null)?.agent ?? root
  const problems: string[] = []
  const value = Value.Default(AgentSettingsSchema, fillIn(whole, env, problems))
  problems.push(...mistakes(AgentSettingsSchema, value))
  if (problems.length > 0) throw new SettingsError(file, problems)
  return value as AgentSettings
}

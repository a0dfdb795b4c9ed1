// The one configuration: a YAML file against one schema, or the rehearsal's object. Frozen, with every mistake told at once.
import { join } from 'node:path'
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import type { Catalogue } from '../data/catalogue.ts'
import { AgentSettingsSchema } from '../probes/settings.ts'
import { type Environment, fillIn, mistakes, readYaml, SettingsError } from '../probes/settings-file.ts'
import { DEFAULT_POLICY, type Policy, PolicySchema } from './incidents/policy.ts'
import { AddressError, ConfiguredSubscriberSchema, NotifySettingsSchema, normaliseAddress } from './notify/settings.ts'

const Name = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,59}$', description: 'small letters, digits and hyphens' })
const TextSchema = Type.Object(
  { ko: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) },
  { additionalProperties: false },
)
const Instant = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2})?(Z|[+-]\\d{2}:\\d{2})$',
  description: 'with its offset, e.g. 2026-12-05T01:00+09:00',
})

const SiteSchema = Type.Object(
  {
    name: TextSchema,
    url: Type.String({ pattern: '^https?://[^/]+$', description: 'the public address, without a slash at the end' }),
    operator: TextSchema,
    contact: Type.String({ minLength: 3, description: 'e-mail address or telephone number for questions' }),
    official: Type.Optional(
      Type.Boolean({ default: false, description: 'true only for a government body: shows the official masthead' }),
    ),
  },
  { additionalProperties: false },
)

const LocationSchema = Type.Object(
  {
    id: Name,
    name: TextSchema,
    network: Type.Optional(Type.String({ description: 'carrier it is connected by; default: one of its own' })),
    site: Type.Optional(Type.String({ description: 'building it stands in; default: one of its own' })),
    key: Type.String({
      minLength: 16,
      description: 'shared with the agent there; at least 16 characters, as ${ENV_NAME}',
    }),
  },
  { additionalProperties: false },
)

const MaintenanceSchema = Type.Object(
  {
    id: Name,
    title: TextSchema,
    body: TextSchema,
    components: Type.Array(Type.String(), { minItems: 1 }),
    from: Instant,
    until: Instant,
    published: Instant,
    source: Type.Optional(Type.String({ description: 'address of the public notice' })),
  },
  { additionalProperties: false },
)

export const ConfigSchema = Type.Object(
  {
    site: SiteSchema,
    listen: Type.Optional(
      Type.Object(
        {
          host: Type.Optional(Type.String({ default: '127.0.0.1' })),
          port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65535, default: 8080 })),
          trustProxy: Type.Optional(
            Type.Boolean({ default: false, description: 'behind a reverse proxy of your own' }),
          ),
        },
        { additionalProperties: false, default: {} },
      ),
    ),
    data: Type.Optional(Type.String({ description: 'folder of database, spool and secret; default ./var' })),
    database: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'postgres://… or the path of an SQLite file; default <data>/bongsu.sqlite',
      }),
    ),
    catalogue: Type.Optional(Type.String({ description: 'folder of your own catalogue; default: the bundled one' })),
    linkSecret: Type.Optional(
      Type.String({
        minLength: 32,
        description: 'signs links in messages; default: made once and kept in <data>/link-secret',
      }),
    ),
    locations: Type.Array(LocationSchema, { minItems: 1 }),
    policy: Type.Optional(Type.Partial(PolicySchema, { additionalProperties: false })),
    notify: Type.Optional(NotifySettingsSchema),
    subscribers: Type.Optional(Type.Array(ConfiguredSubscriberSchema)),
    maintenances: Type.Optional(Type.Array(MaintenanceSchema)),
    agent: Type.Optional(AgentSettingsSchema),
  },
  { additionalProperties: false, $id: 'bongsu.schema.json', title: 'Configuration of Bongsu' },
)

export type ConfigFile = Static<typeof ConfigSchema>

export type Config = ConfigFile & {
  data: string
  database: string
  listen: { host: string; port: number; trustProxy: boolean }
  policy: Policy
  rehearsal: boolean
}

/** Reads and checks `file`; `given` (the command line) wins over it. Throws SettingsError. */
export function readConfig(file: string, env: Environment, given: { port?: number; data?: string } = {}): Config {
  const problems: string[] = []
  const content = Value.Default(ConfigSchema, fillIn(readYaml(file), env, problems)) as ConfigFile
  problems.push(...mistakes(ConfigSchema, content))
  if (problems.length === 0) problems.push(...contradictions(content))
  if (problems.length > 0) throw new SettingsError(file, problems)
  const { port, ...rest } = given
  const listen = port === undefined ? content.listen : { ...content.listen, port }
  return completeConfig({ ...content, ...rest, ...(listen && { listen }) }, false)
}

/** Fills in what the file may leave out. */
export function completeConfig(content: ConfigFile, rehearsal: boolean): Config {
  const data = content.data ?? './var'
  return Object.freeze({
    ...content,
    data,
    database: content.database ?? join(data, 'bongsu.sqlite'),
    listen: { host: '127.0.0.1', port: 8080, trustProxy: false, ...content.listen },
    policy: { ...DEFAULT_POLICY, ...content.policy },
    rehearsal,
  })
}

/** Locations of one network and one site fail together: their word counts once. */
export function groupOf({
  id,
  network = id,
  site = id,
}: Pick<ConfigFile['locations'][number], 'id' | 'network' | 'site'>): string {
  return network === id && site === id ? id : `${network}/${site}`
}

function contradictions({ locations, agent, maintenances = [], subscribers = [], notify }: ConfigFile): string[] {
  const found: string[] = []
  const ids = locations.map(({ id }) => id)
  for (const [index, id] of ids.entries()) {
    if (ids.indexOf(id) !== index)
      found.push(`/locations/${index}/id: "${id}" stands twice; give each location its own`)
  }
  if (agent && !ids.includes(agent.location)) {
    found.push(`/agent/location: "${agent.location}" is not one of the locations (${ids.join(', ')})`)
  }
  for (const [index, { from, until }] of maintenances.entries()) {
    if (Date.parse(from) >= Date.parse(until)) found.push(`/maintenances/${index}: "until" must be later than "from"`)
  }
  for (const [index, { channel, address, region, district }] of subscribers.entries()) {
    const problem = addressProblem(channel, address)
    if (problem) found.push(`/subscribers/${index}/address: ${problem}`)
    if (!notify?.[channel])
      found.push(`/subscribers/${index}: nothing can be sent by ${channel}; add notify.${channel}`)
    if (district && !region)
      found.push(
        `/subscribers/${index}: add the region of "${district}"; districts of several regions are called alike`,
      )
  }
  return found
}

function addressProblem(channel: 'email' | 'sms', address: string): string | null {
  try {
    normaliseAddress(channel, address)
    return null
  } catch (error) {
    if (error instanceof AddressError) return error.message
    throw error
  }
}

/** What only shows together with the catalogue: unknown ids. Throws SettingsError. */
export function checkAgainstCatalogue(config: Config, catalogue: Catalogue, file: string): void {
  const known = (id: string) => catalogue.components.has(id) || catalogue.services.some((service) => service.id === id)
  const lists = [
    ...(config.maintenances ?? []).map(({ components }, index) => ({
      place: `/maintenances/${index}/components`,
      ids: components,
    })),
    ...(config.subscribers ?? []).map(({ scope }, index) => ({
      place: `/subscribers/${index}/scope`,
      ids: scope ?? [],
    })),
  ]
  const found = lists.flatMap(({ place, ids }) =>
    ids
      .filter((id) => !known(id))
      .map((id) => `${place}: "${id}" is neither a service nor a component of the catalogue`),
  )
  if (found.length > 0) throw new SettingsError(file, found)
}

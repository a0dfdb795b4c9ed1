// The one configuration: a YAML file against one schema, or the rehearsal's object. Frozen, with every mistake told at once.
import { join } from 'node:path'
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import { type Catalogue, isKnown } from '../data/catalogue.ts'
import type { Channel } from '../data/tables.ts'
import { AgentSettingsSchema } from '../probes/settings.ts'
import { type Environment, fillIn, mistakes, readYaml, SettingsError } from '../probes/settings-file.ts'
import { Name, TextSchema } from './config-parts.ts'
import {
  AvailabilitySchema,
  type AvailabilitySettings,
  DEFAULT_AVAILABILITY,
  DEFAULT_RETENTION,
  type Retention,
  RetentionSchema,
} from './incidents/availability-settings.ts'
import { maintenanceMistakes } from './incidents/maintenance-mistakes.ts'
import {
  DEFAULT_MAINTENANCE_POLICY,
  type MaintenancePolicy,
  MaintenancePolicySchema,
} from './incidents/maintenance-policy.ts'
import { componentIds, MaintenanceSchema } from './incidents/maintenance-settings.ts'
import { DEFAULT_POLICY, type Policy, PolicySchema } from './incidents/policy.ts'
import { policyMistakes } from './incidents/policy-mistakes.ts'
import { DEFAULT_STAFF_POLICY, type StaffPolicy, StaffPolicySchema } from './incidents/staff.ts'
import {
  AddressError,
  ConfiguredSubscriberSchema,
  NotifySettingsSchema,
  normaliseAddress,
  smsMistakes,
} from './notify/settings.ts'
import { PublishSchema } from './publish/publish-settings.ts'
import { SigningSchema } from './signing-key.ts'

const SiteSchema = Type.Object(
  {
    name: TextSchema,
    url: Type.String({ pattern: '^https?://[^/]+$', description: 'the public address, without a slash at the end' }),
    operator: TextSchema,
    contact: Type.String({ minLength: 3, description: 'e-mail address or telephone number for questions' }),
    licence: Type.Optional(
      Type.Object(
        { name: TextSchema, url: Type.String({ pattern: '^https?://' }) },
        { additionalProperties: false, description: 'of the data that can be downloaded; default CC BY 4.0' },
      ),
    ),
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
    abroad: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'outside Korea: what fails only there may be kept out on purpose; all such count as one network',
      }),
    ),
    key: Type.String({
      minLength: 16,
      description: 'shared with the agent there; at least 16 characters, as ${ENV_NAME}',
    }),
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
          openPages: Type.Optional(
            Type.Integer({
              minimum: 0,
              default: 10_000,
              description:
                'most open pages that are told of news at once; further ones look by themselves every 15 seconds',
            }),
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
    addressKeys: Type.Optional(
      Type.Array(Type.String({ minLength: 32 }), {
        minItems: 1,
        description:
          'seal mail addresses and telephone numbers in the database, as ${ENV_NAME} or ${file:/path}; to change the key put the new one first and keep the old one until the next start; default: made once and kept in <data>/address-key',
      }),
    ),
    publish: Type.Optional(PublishSchema),
    signing: Type.Optional(SigningSchema),
    locations: Type.Array(LocationSchema, { minItems: 1 }),
    policy: Type.Optional(
      Type.Partial(Type.Object({ ...PolicySchema.properties, ...MaintenancePolicySchema.properties }), {
        additionalProperties: false,
      }),
    ),
    notify: Type.Optional(NotifySettingsSchema),
    subscribers: Type.Optional(Type.Array(ConfiguredSubscriberSchema)),
    maintenances: Type.Optional(Type.Array(MaintenanceSchema)),
    staffReports: Type.Optional(Type.Partial(StaffPolicySchema, { additionalProperties: false })),
    availability: Type.Optional(Type.Partial(AvailabilitySchema, { additionalProperties: false })),
    retention: Type.Optional(Type.Partial(RetentionSchema, { additionalProperties: false })),
    agent: Type.Optional(AgentSettingsSchema),
  },
  { additionalProperties: false, $id: 'bongsu.schema.json', title: 'Configuration of Bongsu' },
)

export type ConfigFile = Static<typeof ConfigSchema>

export type Config = ConfigFile & {
  data: string
  database: string
  listen: { host: string; port: number; trustProxy: boolean; openPages: number }
  policy: Policy & MaintenancePolicy
  staffReports: StaffPolicy
  availability: AvailabilitySettings
  retention: Retention
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
    listen: { host: '127.0.0.1', port: 8080, trustProxy: false, openPages: 10_000, ...content.listen },
    policy: { ...DEFAULT_POLICY, ...DEFAULT_MAINTENANCE_POLICY, ...content.policy },
    staffReports: { ...DEFAULT_STAFF_POLICY, ...content.staffReports },
    availability: { ...DEFAULT_AVAILABILITY, ...content.availability },
    retention: { ...DEFAULT_RETENTION, ...content.retention },
    rehearsal,
  })
}

/** Kept out for one reason, all locations abroad fail together, whatever network they stand in. */
const ABROAD = '(abroad)'

/** Locations of one network and one site fail together: their word counts once. */
export function groupOf({
  id,
  network = id,
  site = id,
  abroad = false,
}: Pick<ConfigFile['locations'][number], 'id' | 'network' | 'site' | 'abroad'>): string {
  if (abroad) return ABROAD
  return network === id && site === id ? id : `${network}/${site}`
}

/** The locations as deciding takes them. */
export function placesOf({ locations }: Pick<Config, 'locations'>) {
  return locations.map((one) => {
    const { id, name, abroad = false } = one
    return { id, name, group: groupOf(one), abroad }
  })
}

function contradictions({
  locations,
  agent,
  policy,
  maintenances = [],
  subscribers = [],
  notify,
}: ConfigFile): string[] {
  const found = policyMistakes({ ...DEFAULT_POLICY, ...policy }, '/policy')
  const ids = locations.map(({ id }) => id)
  for (const [index, id] of ids.entries()) {
    if (ids.indexOf(id) !== index)
      found.push(`/locations/${index}/id: "${id}" stands twice; give each location its own`)
  }
  if (agent && !ids.includes(agent.location)) {
    found.push(`/agent/location: "${agent.location}" is not one of the locations (${ids.join(', ')})`)
  }
  found.push(...maintenanceMistakes(maintenances), ...smsMistakes(notify?.sms))
  for (const [index, { channel, address, region, district }] of subscribers.entries()) {
    const problem = addressProblem(channel, address)
    if (problem) found.push(`/subscribers/${index}/address: ${problem}`)
    if ((channel === 'email' || channel === 'sms') && !notify?.[channel])
      found.push(`/subscribers/${index}: nothing can be sent by ${channel}; add notify.${channel}`)
    if (district && !region)
      found.push(
        `/subscribers/${index}: add the region of "${district}"; districts of several regions are called alike`,
      )
  }
  return found
}

function addressProblem(channel: Channel, address: string): string | null {
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
  const known = (id: string) => isKnown(catalogue, id)
  const lists = [
    ...(config.maintenances ?? []).map((one, index) => ({
      place: `/maintenances/${index}/components`,
      ids: componentIds(one),
    })),
    ...(config.subscribers ?? []).map(({ scope }, index) => ({
      place: `/subscribers/${index}/scope`,
      ids: scope ?? [],
    })),
    { place: '/availability/slo', ids: Object.keys(config.availability.slo) },
  ]
  const found = lists.flatMap(({ place, ids }) =>
    ids
      .filter((id) => !known(id))
      .map((id) => `${place}: "${id}" is neither a service nor a component of the catalogue`),
  )
  if (found.length > 0) throw new SettingsError(file, found)
}

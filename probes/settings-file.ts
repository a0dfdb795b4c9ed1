// Reads settings from a YAML or JSON file: secrets filled in, every mistake at once, each with how to mend it.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { TSchema } from 'typebox'
import { Settings } from 'typebox/system'
import { Value } from 'typebox/value'
import { parse } from 'yaml'

/** The settings cannot be used. `message` lists every problem, one a line. */
export class SettingsError extends Error {
  readonly problems: string[]
  constructor(file: string, problems: string[]) {
    super(`The settings in ${file} cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

export type Environment = Record<string, string | undefined>

/** The parsed file as it stands, before secrets are filled in. Throws SettingsError. */
export function readYaml(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new SettingsError(file, [`the file cannot be read: ${(error as Error).message}`])
  }
  try {
    return parse(text)
  } catch (error) {
    throw new SettingsError(file, [`it is neither YAML nor JSON: ${(error as Error).message}`])
  }
}

const PLACE = /\$\{(file:[^}]+|command:[^}]+|[A-Za-z_]\w*)\}/g
const COMMAND_MS = 10_000

/**
 * Replaces `${ENV_NAME}`, `${file:/path}` and `${command:/path argument …}` (what a program prints; run without a shell) in every
 * text of `value`; what is missing goes into `problems`.
 */
export function fillIn(value: unknown, env: Environment, problems: string[], path = ''): unknown {
  if (typeof value === 'string') return value.replace(PLACE, (_, place: string) => lookUp(place, env, problems, path))
  if (Array.isArray(value)) return value.map((item, index) => fillIn(item, env, problems, `${path}/${index}`))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, fillIn(item, env, problems, `${path}/${key}`)]),
  )
}

function lookUp(place: string, env: Environment, problems: string[], path: string): string {
  if (place.startsWith('file:')) return readSecret(place.slice('file:'.length), problems, path)
  if (place.startsWith('command:')) return askCommand(place.slice('command:'.length), problems, path)
  const found = env[place]
  if (found) return found
  const file = env[`${place}_FILE`]
  if (file) return readSecret(file, problems, path)
  problems.push(`${path}: the environment has no ${place}; set it, or ${place}_FILE to a file that holds it`)
  return '-'
}

/** What a program says may hold the secret: none of it gets into a problem. */
function askCommand(command: string, problems: string[], path: string): string {
  const [program = '', ...given] = command.trim().split(/\s+/)
  try {
    const said = execFileSync(program, given, {
      encoding: 'utf8',
      timeout: COMMAND_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    if (said.trim()) return said.trim()
    problems.push(`${path}: the command ${program} printed nothing; it must print the secret on stdout`)
  } catch (error) {
    problems.push(
      `${path}: the command ${program} ${whyItFailed(error as NodeJS.ErrnoException & { status?: number })}`,
    )
  }
  return '-'
}

function whyItFailed({ code, status }: { code?: string | undefined; status?: number | null }): string {
  if (code === 'ETIMEDOUT') return `did not end within ${COMMAND_MS / 1000} seconds`
  if (code) return `cannot be run (${code}); give the whole path of a program, with its arguments after spaces`
  return `failed (exit code ${status ?? 'none'}); run it by hand as the same user to see why`
}

function readSecret(file: string, problems: string[], path: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    problems.push(`${path}: ${(error as Error).message}`)
    return '-'
  }
}

/** What does not fit the schema, as sentences: path, what is expected, the schema's own advice. Never shows values. */
export function mistakes(schema: TSchema, value: unknown): string[] {
  const { maxErrors } = Settings.Get()
  Settings.Set({ maxErrors: 1000 })
  try {
    const errors = Value.Errors(schema, value)
    return [
      ...new Set(errors.filter(({ keyword }) => keyword !== 'additionalProperties').map((error) => say(error, schema))),
    ]
  } finally {
    Settings.Set({ maxErrors })
  }
}

type Mistake = { keyword: string; schemaPath: string; instancePath: string; params: object; message: string }

function say({ keyword, schemaPath, instancePath, params, message }: Mistake, schema: TSchema): string {
  const where = instancePath || 'the settings'
  const place = at(schema, schemaPath) as { description?: string } | undefined
  const advice = place?.description ? ` (${place.description})` : ''
  if (keyword === 'boolean') return `${where}: unknown setting${knownBeside(schema, schemaPath)}`
  if (keyword === 'required') {
    return `${where}: missing ${(params as { requiredProperties: string[] }).requiredProperties.join(', ')}`
  }
  return `${where}: ${message}${advice}`
}

function knownBeside(schema: TSchema, schemaPath: string): string {
  const { properties } = (at(schema, schemaPath.replace(/\/additionalProperties$/, '')) ?? {}) as {
    properties?: object
  }
  return properties ? `; known here: ${Object.keys(properties).join(', ')}` : ''
}

function at(schema: unknown, schemaPath: string): unknown {
  const steps = schemaPath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  return steps.reduce<unknown>((place, step) => (place as Record<string, unknown> | undefined)?.[step], schema)
}

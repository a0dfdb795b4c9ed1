// Reads one YAML (or JSON) file against one schema: secrets come from the environment or files, every mistake is told at once.
import { readFileSync } from 'node:fs'
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { parseDocument } from 'yaml'

/** The settings cannot be used; the message lists every mistake with its place and how to mend it. */
export class SettingsError extends Error {
  readonly mistakes: string[]
  constructor(file: string, mistakes: string[]) {
    super(
      `${file} has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:\n${mistakes.map((line) => `  - ${line}`).join('\n')}`,
    )
    this.mistakes = mistakes
  }
}

export type Environment = Record<string, string | undefined>

/**
 * The content of `file`, checked against `schema`, defaults filled in, `${NAME}` and `${file:/path}` replaced.
 * `part` picks a top-level key when the file has it. Throws SettingsError.
 */
export function readSettingsFile<T extends TSchema>(
  file: string,
  schema: T,
  env: Environment,
  part?: string,
): Static<T> {
  const whole = parse(file)
  const chosen = part !== undefined && isObject(whole) && part in whole ? whole[part] : whole
  return checkSettings(file, schema, chosen, env)
}

/** The same for content that is already at hand. */
export function checkSettings<T extends TSchema>(
  file: string,
  schema: T,
  content: unknown,
  env: Environment,
): Static<T> {
  const mistakes: string[] = []
  const value = Value.Default(schema, fillIn(content ?? {}, env, '', mistakes))
  if (mistakes.length === 0) mistakes.push(...mistakesOf(schema, value))
  if (mistakes.length > 0) throw new SettingsError(file, mistakes)
  return value as Static<T>
}

function parse(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new SettingsError(file, [
      `it cannot be read (${(error as Error).message}); check the path given with --config`,
    ])
  }
  const document = parseDocument(text)
  if (document.errors.length > 0)
    throw new SettingsError(
      file,
      document.errors.map((error) => `not YAML: ${error.message.split('\n')[0]}`),
    )
  return document.toJS()
}

function fillIn(value: unknown, env: Environment, path: string, mistakes: string[]): unknown {
  if (typeof value === 'string') return fillInText(value, env, path, mistakes)
  if (Array.isArray(value)) return value.map((item, index) => fillIn(item, env, `${path}/${index}`, mistakes))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, fillIn(item, env, `${path}/${key}`, mistakes)]),
  )
}

function fillInText(text: string, env: Environment, path: string, mistakes: string[]): string {
  return text.replace(/\$\{(file:)?([^}]+)\}/g, (_whole, fromFile: string | undefined, name: string) => {
    const found = fromFile ? readSecret(name) : (env[name] ?? readSecret(env[`${name}_FILE`]))
    if (found !== undefined) return found
    mistakes.push(
      fromFile
        ? `${path}: the file ${name} cannot be read; make it, readable for this user`
        : `${path}: the environment has no ${name}; set ${name}, or ${name}_FILE to the path of a file that holds it`,
    )
    return ''
  })
}

function readSecret(path: string | undefined): string | undefined {
  if (path === undefined) return undefined
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}

function mistakesOf(schema: TSchema, value: unknown): string[] {
  const seen = new Set<string>()
  for (const error of Value.Errors(schema, value)) {
    const path = error.instancePath || '/'
    const parameters = error.params as Record<string, unknown>
    if (error.keyword === 'required') seen.add(`${path}: ${list(parameters.requiredProperties)} is missing; add it`)
    else if (error.keyword === 'additionalProperties') {
      seen.add(
        `${path}: there is no setting called ${list(parameters.additionalProperties)}; remove it or mend its spelling`,
      )
    } else if (error.keyword !== 'boolean') seen.add(`${path}: ${error.message}`)
  }
  return [...seen]
}

function list(names: unknown): string {
  return Array.isArray(names) ? names.map((name) => `"${name}"`).join(', ') : 'something'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

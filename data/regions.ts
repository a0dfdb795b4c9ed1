// Regions of Korea as data: names with the time in which they are valid, and what stands in their place afterwards.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import { parse } from 'yaml'
import { CatalogueError } from './catalogue.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Named = {
  code: Type.Optional(Type.String({ pattern: '^\\d{2}(\\d{3})?$' })),
  name: Type.String({ minLength: 2 }),
  from: Type.Optional(Day),
  until: Type.Optional(Day),
  successors: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
}
const RegionsSchema = Type.Array(
  Type.Object(
    {
      ...Named,
      aliases: Type.Array(Type.String()),
      districts: Type.Optional(Type.Array(Type.Object(Named, { additionalProperties: false }))),
    },
    { additionalProperties: false },
  ),
  { minItems: 1 },
)

export type Region = Static<typeof RegionsSchema>[number]

/** `name`: as it is called on the day; `was`: as it was written, where that is over; null: there is no such region. */
export type FoundRegion = { name: string; was: string | null } | null
/** `choose`: the names among which a person has to choose, since the one that was written is over. */
export type FoundDistrict = { name: string; was: string | null } | { choose: string[] }

const BUNDLED = fileURLToPath(new URL('catalogue/regions.yaml', import.meta.url))

/** Reads regions.yaml of `folder` (default: the bundled one). Throws CatalogueError with every mistake. */
export function loadRegions(folder?: string): Region[] {
  const file = folder === undefined ? BUNDLED : join(folder, 'regions.yaml')
  // days stay texts
  const entries: unknown = parse(readFileSync(file, 'utf8'), { schema: 'core' })
  if (!Value.Check(RegionsSchema, entries)) {
    const mistakes = Value.Errors(RegionsSchema, entries).map(
      ({ instancePath, message }) => `${file}: ${instancePath} ${message}`,
    )
    throw new CatalogueError(mistakes)
  }
  const mistakes = entries.flatMap((region) => [
    ...unknownSuccessors(
      region,
      entries.map(({ name }) => name),
    ),
    ...(region.districts ?? []).flatMap((one) =>
      unknownSuccessors(
        one,
        (region.districts ?? []).map(({ name }) => name),
      ),
    ),
  ])
  if (mistakes.length > 0) throw new CatalogueError(mistakes.map((text) => `${file}: ${text}`))
  return entries
}

function unknownSuccessors({ name, successors = [] }: Pick<Region, 'name' | 'successors'>, known: string[]): string[] {
  return successors
    .filter((one) => !known.includes(one))
    .map((one) => `${name}: its successor ${one} is not in the list`)
}

/** The region that is called so, as it is called on `day` (YYYY-MM-DD of Korea). */
export function findRegion(regions: Region[], written: string, day: string): FoundRegion {
  const known = regions.find(({ name, aliases }) => name === written || aliases.includes(written))
  if (!known) return null
  if (known.until === undefined || day <= known.until) return { name: known.name, was: null }
  const [successor, ...others] = known.successors ?? []
  return successor !== undefined && others.length === 0
    ? { name: successor, was: known.name }
    : { name: known.name, was: null }
}

/** A district of a region on `day`. What the list does not name is taken as it is written: districts are many and few are re-cut. */
export function findDistrict(regions: Region[], region: string, written: string, day: string): FoundDistrict {
  const known = regions.find(({ name }) => name === region)?.districts?.find(({ name }) => name === written)
  if (!known || known.until === undefined || day <= known.until) return { name: written, was: null }
  const [successor, ...others] = known.successors ?? []
  if (successor === undefined) return { name: written, was: null }
  return others.length === 0 ? { name: successor, was: written } : { choose: [successor, ...others] }
}

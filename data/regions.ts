// Regions of Korea as data: names with the time in which they are valid, and what stands in their place afterwards.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Type, { type Static } from 'typebox'
import { parse } from 'yaml'
import { CatalogueError } from './catalogue.ts'
import { mistakesOf } from './catalogue-schema.ts'

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

const FILE = fileURLToPath(new URL('catalogue/regions.yaml', import.meta.url))

let loaded: Region[] | undefined

/** Those of the bundled regions.yaml, which is read once. Throws CatalogueError with every mistake. */
export function loadRegions(): Region[] {
  loaded ??= readRegions()
  return loaded
}

function readRegions(): Region[] {
  const entries: unknown = parse(readFileSync(FILE, 'utf8'))
  const mistakes = mistakesOf(RegionsSchema, entries, FILE)
  if (mistakes.length > 0) throw new CatalogueError(mistakes)
  const regions = entries as Region[]
  const lost = [regions, ...regions.map(({ districts = [] }) => districts)].flatMap(unknownSuccessors)
  if (lost.length > 0) throw new CatalogueError(lost.map((text) => `${FILE}: ${text}`))
  return regions
}

/** Of names that stand in one list. */
function unknownSuccessors(names: Pick<Region, 'name' | 'successors'>[]): string[] {
  const known = names.map(({ name }) => name)
  return names.flatMap(({ name, successors = [] }) =>
    successors.filter((one) => !known.includes(one)).map((one) => `${name}: its successor ${one} is not in the list`),
  )
}

/** What stands in the place of a name on `day`; none while it is valid. */
function successorsOn({ until, successors = [] }: Pick<Region, 'until' | 'successors'>, day: string): string[] {
  return until === undefined || day <= until ? [] : successors
}

/** The region that is called so, as it is called on `day` (YYYY-MM-DD of Korea). */
export function findRegion(regions: Region[], written: string, day: string): FoundRegion {
  const known = regions.find(({ name, aliases }) => name === written || aliases.includes(written))
  if (!known) return null
  const [successor, ...others] = successorsOn(known, day)
  return successor !== undefined && others.length === 0
    ? { name: successor, was: known.name }
    : { name: known.name, was: null }
}

/** What regions are called on `day` (YYYY-MM-DD of Korea), in the order of the list. */
export function regionNames(regions: Region[], day: string): string[] {
  return regions.filter(({ from = day, until = day }) => from <= day && day <= until).map(({ name }) => name)
}

/** Names among which somebody chooses: not what has become part of another. */
export function choosableRegions(): string[] {
  return loadRegions().flatMap(({ name, successors }) => (successors ? [] : [name]))
}

/** A district of a region on `day`. What the list does not name is taken as it is written: districts are many and few are re-cut. */
export function findDistrict(regions: Region[], region: string, written: string, day: string): FoundDistrict {
  const known = regions.find(({ name }) => name === region)?.districts?.find(({ name }) => name === written)
  const [successor, ...others] = known ? successorsOn(known, day) : []
  if (successor === undefined) return { name: written, was: null }
  return others.length === 0 ? { name: successor, was: written } : { choose: [successor, ...others] }
}

// Flows made of data: the front pages of the sites that people are sent to instead, as the *.yaml files beside this one list them.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Type, { type Static } from 'typebox'
import { type Flow, type StepContext, step } from '../flow.ts'
import { mistakes, readYaml, SettingsError } from '../settings-file.ts'
import { unlike } from '../unlike.ts'

const Words = Type.Array(Type.String({ minLength: 1 }), {
  minItems: 1,
  description: 'a list of words, of which one must be there',
})

const FrontDoorSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$', description: 'small letters, digits and hyphens' }),
    name: Type.String({ minLength: 1 }),
    url: Type.String({ pattern: '^https?://[^/]+/', description: 'the whole address of the front page, https://…/' }),
    title: Words,
    words: Words,
  },
  { additionalProperties: false },
)

export type FrontDoor = Static<typeof FrontDoorSchema>

/** The service that all of them belong to. */
export const FALLBACK_SITES = 'fallback-sites'

/** All sites that the *.yaml files of `folder` list. Throws SettingsError with every mistake of a file at once. */
export function readFrontDoors(folder: string = import.meta.dirname): FrontDoor[] {
  const doors: FrontDoor[] = []
  for (const name of readdirSync(folder).toSorted()) {
    if (name.endsWith('.yaml')) doors.push(...readFile(join(folder, name), doors))
  }
  return doors
}

/** One flow a site. Each needs the target `fallback-sites`; without a host of its own it goes to the site's own address. */
export function frontDoorFlows(doors: FrontDoor[] = readFrontDoors()): Flow[] {
  return doors.map((door) => ({
    id: `${FALLBACK_SITES}/${door.id}`,
    component: `${FALLBACK_SITES}/${door.id}`,
    service: FALLBACK_SITES,
    tier: 'anonymous',
    everySeconds: 300,
    timeoutSeconds: 60,
    slowAfterSeconds: 10,
    steps: [step('main', (context) => openDoor(context, door))],
  }))
}

async function openDoor({ session, target, expect }: StepContext, door: FrontDoor): Promise<void> {
  const page = await session.get(addressOf(door, target.hosts[door.id]))
  const says = (text: string, words: string[]) => words.some((word) => squeeze(text).includes(squeeze(word)))
  expect(`the title says ${door.title.join(' or ')}`, says(page.title, door.title), unlike(page, 'wrong-page'))
  expect(`the page says ${door.words.join(' or ')}`, says(page.visible, door.words), {
    ...unlike(page, 'incomplete-page'),
    cause: 'the title is right, but none of the expected words can be read on the page',
  })
}

function addressOf({ url }: FrontDoor, host: string | undefined): string {
  const { pathname, search } = new URL(url)
  return host ? new URL(pathname + search, host).href : url
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '').toLowerCase()
}

function readFile(file: string, before: FrontDoor[]): FrontDoor[] {
  const given = readYaml(file)
  const problems = mistakes(Type.Array(FrontDoorSchema), given)
  if (problems.length > 0) throw new SettingsError(file, problems)
  const doors = given as FrontDoor[]
  const ids = [...before, ...doors].map(({ id }) => id)
  const twice = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))]
  if (twice.length > 0)
    throw new SettingsError(
      file,
      twice.map((id) => `the id "${id}" is given twice; each site needs its own`),
    )
  return doors
}

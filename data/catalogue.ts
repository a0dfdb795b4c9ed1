// The catalogue: services, components, what they need and what to do instead, as YAML files that operators can replace.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { type PaperTopic, readEntries, readPapers } from './catalogue-schema.ts'

/** `easy`: Korean in easy words (쉬운 말), where somebody wrote it. */
export type Text = { ko: string; en: string; easy?: string }

export type ComponentKind = 'page' | 'login' | 'document' | 'function' | 'dependency' | 'standby'

/** What a counter does, as against what it only meets on the way. */
const TASKS: ReadonlySet<ComponentKind> = new Set(['login', 'document', 'function'])

export type Component = {
  /** `<service>/<name>` */
  id: string
  service: string
  name: Text
  description: Text | null
  kind: ComponentKind
  /** Ids of components it cannot work without. */
  needs: string[]
  /** Ids of fallbacks, best first. */
  fallbacks: string[]
  /** Faults of others that name it, as `layer/code`, with `*` for any rest. */
  shownBy?: string[]
  /** Whether centers are asked how it works at their counters. */
  reportable: boolean
}

export type Service = { id: string; name: Text; description: Text | null; owner: Text; components: Component[] }

export type Fallback = {
  id: string
  kind: 'online' | 'kiosk' | 'counter' | 'phone' | 'handwritten'
  name: Text
  /** What to do, one sentence. */
  how: Text
  hours: Text | null
  fee: Text | null
  bring: Text | null
  url: string | null
  phone: string | null
  /** Components it shares: when one of them is down, so is this fallback. */
  needs: string[]
  /** Can be asked about anything. */
  general: boolean
  /** Day the entry was last checked, YYYY-MM-DD. */
  checkedOn: string
}

/** What people come for, in their words, and where it can be had. */
export type Paper = {
  id: string
  topic: PaperTopic
  name: Text
  aliases: string[]
  /** The component that issues it on the web, and where that is. */
  online: { component: string; url: string } | null
  /** The component without which no counter issues it. */
  counter: string | null
  /** Ids of fallbacks, best first. */
  ways: string[]
}

export type Catalogue = {
  services: Service[]
  /** In the order in which they are listed. */
  papers: Paper[]
  fallbacks: Map<string, Fallback>
  /** Every component by id. */
  components: Map<string, Component>
}

/** The catalogue cannot be used; the message lists every mistake with its file and place. */
export class CatalogueError extends Error {
  constructor(mistakes: string[]) {
    super(`The catalogue has ${mistakes.length} mistake(s):\n${mistakes.map((line) => `  - ${line}`).join('\n')}`)
  }
}

const BUNDLED = fileURLToPath(new URL('catalogue', import.meta.url))

/** Reads `services.yaml` and `fallbacks.yaml` of `folder` (default: the bundled ones). Throws CatalogueError. */
export function loadCatalogue(folder = BUNDLED): Catalogue {
  const mistakes: string[] = []
  const files = { services: join(folder, 'services.yaml'), fallbacks: join(folder, 'fallbacks.yaml') }
  const papersFile = join(folder, 'papers.yaml')
  const papers = existsSync(papersFile) ? readPapers(read(papersFile, mistakes), papersFile, mistakes) : []
  const entries = readEntries(read(files.services, mistakes), read(files.fallbacks, mistakes), files, mistakes)
  if (!entries || !papers || mistakes.length > 0) throw new CatalogueError(mistakes)
  const services = entries.services.map(
    (service): Service => ({
      ...service,
      description: service.description ?? null,
      components: service.components.map((component) => ({
        id: component.id,
        service: service.id,
        name: component.name,
        description: component.description ?? null,
        kind: component.kind,
        needs: component.needs ?? [],
        fallbacks: component.fallbacks ?? [],
        shownBy: component.shownBy ?? [],
        reportable: component.reportable ?? TASKS.has(component.kind),
      })),
    }),
  )
  const components = services.flatMap((service) => service.components)
  const fallbacks = entries.fallbacks.map((fallback) => ({ ...fallback, general: fallback.general ?? false }))
  mistakes.push(...contradictions(services, components, fallbacks, files))
  const known = {
    components: new Set(components.map(({ id }) => id)),
    ways: new Set(fallbacks.map(({ id }) => id)),
  }
  mistakes.push(...papers.flatMap((paper) => paperMistakes(paper, known, papersFile)))
  if (mistakes.length > 0) throw new CatalogueError(mistakes)
  return {
    services,
    papers: papers.map(({ online = null, counter = null, ...paper }) => ({ ...paper, online, counter })),
    fallbacks: new Map(fallbacks.map((fallback) => [fallback.id, fallback])),
    components: new Map(components.map((component) => [component.id, component])),
  }
}

function paperMistakes(
  { id, online, counter, ways }: { id: string; online?: { component: string }; counter?: string; ways: string[] },
  known: { components: Set<string>; ways: Set<string> },
  file: string,
): string[] {
  const needed = [online?.component, counter].filter((one) => one !== undefined)
  return [
    ...needed
      .filter((one) => !known.components.has(one))
      .map((one) => `${file}: ${id} is issued by "${one}", which no component is called`),
    ...ways
      .filter((one) => !known.ways.has(one))
      .map((one) => `${file}: ${id} has the way "${one}", which no fallback is called`),
  ]
}

function read(file: string, mistakes: string[]): unknown {
  try {
    return parse(readFileSync(file, 'utf8'))
  } catch (error) {
    mistakes.push(`${file}: ${(error as Error).message.split('\n')[0]}`)
    return null
  }
}

type Files = { services: string; fallbacks: string }

function contradictions(services: Service[], components: Component[], fallbacks: Fallback[], files: Files): string[] {
  const ids = new Set(components.map(({ id }) => id))
  const fallbackIds = new Set(fallbacks.map(({ id }) => id))
  return [
    ...twice(
      services.map(({ id }) => id),
      files.services,
    ),
    ...twice(
      components.map(({ id }) => id),
      files.services,
    ),
    ...twice(
      fallbacks.map(({ id }) => id),
      files.fallbacks,
    ),
    ...components.flatMap(({ id, service, needs, fallbacks }) => [
      ...(id.startsWith(`${service}/`) ? [] : [`${files.services}: ${id}: must begin with "${service}/"`]),
      ...needs
        .filter((need) => !ids.has(need))
        .map((need) => `${files.services}: ${id} needs "${need}", which no component is called`),
      ...fallbacks
        .filter((name) => !fallbackIds.has(name))
        .map((name) => `${files.services}: ${id} falls back to "${name}", which is not in ${files.fallbacks}`),
    ]),
    ...fallbacks.flatMap(({ id, needs }) =>
      needs
        .filter((need) => !ids.has(need))
        .map((need) => `${files.fallbacks}: ${id} needs "${need}", which no component is called`),
    ),
    ...cycles(components).map((cycle) => `${files.services}: components need each other in a circle: ${cycle}`),
  ]
}

function twice(ids: string[], file: string): string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${file}: "${id}" stands twice`)
}

function cycles(components: Component[]): string[] {
  const needs = new Map(components.map((component) => [component.id, component.needs]))
  const found: string[] = []
  const done = new Set<string>()
  const walk = (id: string, path: string[]): void => {
    if (path.includes(id)) {
      found.push([...path.slice(path.indexOf(id)), id].join(' → '))
      return
    }
    if (done.has(id)) return
    for (const need of needs.get(id) ?? []) walk(need, [...path, id])
    done.add(id)
  }
  for (const { id } of components) walk(id, [])
  return found
}

/** Whether an id is a service or a component. */
export function isKnown({ components, services }: Catalogue, id: string): boolean {
  return components.has(id) || services.some((service) => service.id === id)
}

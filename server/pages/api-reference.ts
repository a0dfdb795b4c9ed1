// The reference of /api/v1, written out from its OpenAPI document. Pure.
import { inLanguage, type Language, words } from '../../views/format.ts'
import { openApi } from '../publish/openapi.ts'
import type { Snapshot } from '../publish/snapshot.ts'
import { STATUSPAGE_DOCUMENTS } from '../publish/statuspage-v2.ts'
import { frame } from './frame.ts'

type Parameter = { name: string; in: string; required?: boolean; description?: string; schema?: object }
type Operation = {
  summary: string
  parameters?: (Parameter | { $ref: string })[]
  responses: Record<string, { content?: Content }>
}
type Content = Record<string, { example?: unknown; schema?: object }>
type Described = { paths: Record<string, { get: Operation; parameters?: Parameter[] }> }

const MOST_LINES = 40

export function apiReferencePage(snapshot: Snapshot, language: Language) {
  const { site } = snapshot
  const w = words(language)
  const { paths } = openApi(snapshot) as Described
  return {
    ...frame(site, language, '/api', `${w.menu.api} · ${inLanguage(site.name, language)}`),
    sheet: 'tables.css',
    base: site.url,
    calls: Object.entries(paths).map(([path, { get, parameters = [] }]) => ({
      id: path.slice(1).replace(/[^a-z0-9]+/gi, '-'),
      path,
      summary: get.summary,
      parameters: [...parameters, ...(get.parameters ?? [])].flatMap(parameterView),
      example: exampleOf(get),
    })),
    statuspage: STATUSPAGE_DOCUMENTS.map(({ path }) => `/api/v2${path}`),
  }
}

/** What is common to all calls is a reference there, and stands above the list here. */
function parameterView(parameter: Parameter | { $ref: string }) {
  if (!('name' in parameter)) return []
  const { name, in: place, description = '', schema = {} } = parameter
  return [{ name, place, description, schema: JSON.stringify(schema) }]
}

/** The beginning of the present document, or false where there is none. */
function exampleOf({ responses }: Operation): string | false {
  const example = responses[200]?.content?.['application/json']?.example
  if (example === undefined) return false
  const lines = JSON.stringify(example, null, 2).split('\n')
  return lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), '…'].join('\n') : lines.join('\n')
}

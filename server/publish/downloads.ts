// The public data as files, CSV and JSON: days of availability, incidents, and what runs came to. Pure.
import type { Cell } from '../csv.ts'
import { csvOf } from '../csv.ts'
import { availabilityOf } from '../incidents/availability.ts'
import { instant, maybeInstant } from './api-schemas.ts'
import type { PublicDocument } from './bytes.ts'
import { JSON_TYPE, OPEN_HEADERS, openDocument } from './open-document.ts'
import type { Snapshot } from './snapshot.ts'
import { allComponents } from './status-api/components.ts'

type Row = Record<string, Cell>

/** The columns of each file and how its rows are made; `name` is that of the file without ending. */
export const DOWNLOADS: {
  name: 'availability' | 'incidents' | 'runs'
  columns: string[]
  rows: (snapshot: Snapshot) => Row[]
}[] = [
  {
    name: 'availability',
    columns: [
      'day',
      'component',
      'name_ko',
      'name_en',
      'availability_percent',
      'coverage_percent',
      'down_minutes',
      'degraded_minutes',
      'maintenance_minutes',
      'unwatched_minutes',
      'corrected',
      'note',
    ],
    rows: availabilityRows,
  },
  {
    name: 'incidents',
    columns: [
      'id',
      'title_ko',
      'title_en',
      'impact',
      'began_at',
      'began_says',
      'detected_at',
      'announced_at',
      'resolved_at',
      'minutes',
      'components',
      'url',
    ],
    rows: incidentRows,
  },
  {
    name: 'runs',
    columns: [
      'day',
      'component',
      'ok',
      'slow',
      'failed',
      'inconclusive',
      'typical_ms',
      'slowest_ms',
      'failed_by_layer',
    ],
    rows: runRows,
  },
]

/** `/downloads/<name>.csv` and `.json`; the JSON says the licence and when it was made. */
export function* downloads(snapshot: Snapshot): Generator<PublicDocument> {
  const { site, at } = snapshot
  for (const { name, columns, rows } of DOWNLOADS) {
    const type = 'text/csv; charset=utf-8; header=present'
    const headers = [...OPEN_HEADERS, 'content-disposition', `attachment; filename="${name}.csv"`]
    yield { path: `/downloads/${name}.csv`, type, headers, content: () => csvOf(rows(snapshot), columns) }
    const json = () => JSON.stringify({ licence: site.licence, madeAt: instant(at), [name]: rows(snapshot) })
    yield openDocument(`/downloads/${name}.json`, JSON_TYPE, json)
  }
}

function availabilityRows(snapshot: Snapshot): Row[] {
  return allComponents(snapshot.services)
    .filter(({ watched }) => watched)
    .flatMap(({ id, name, days }) =>
      [...(snapshot.history.days.get(id) ?? []), ...days].map((day) => {
        const { share, coverage } = availabilityOf(day)
        return {
          day: day.day,
          component: id,
          name_ko: name.ko,
          name_en: name.en,
          availability_percent: share === null ? null : percent(share),
          coverage_percent: percent(coverage),
          down_minutes: minutes(day.down),
          degraded_minutes: minutes(day.degraded),
          maintenance_minutes: minutes(day.excluded),
          unwatched_minutes: minutes(day.unwatched),
          corrected: day.corrected ? 'yes' : 'no',
          note: day.note,
        }
      }),
    )
}

function incidentRows({ incidents, history, site }: Snapshot): Row[] {
  return [...incidents, ...history.incidents].map((one) => ({
    id: one.id,
    title_ko: one.title.ko,
    title_en: one.title.en,
    impact: one.impact,
    began_at: instant(one.beganAt),
    began_says: one.beganSays,
    detected_at: instant(one.detectedAt),
    announced_at: instant(one.announcedAt),
    resolved_at: maybeInstant(one.resolvedAt),
    minutes: one.resolvedAt === null ? null : minutes(one.resolvedAt - one.beganAt),
    components: one.components.map(({ id }) => id).join(' '),
    url: `${site.url}/incidents/${one.id}`,
  }))
}

function runRows({ history }: Snapshot): Row[] {
  return [...history.runs].flatMap(([component, days]) =>
    days.map(({ day, ok, slow, failed, inconclusive, typical, slowest, layers }) => ({
      day,
      component,
      ok,
      slow,
      failed,
      inconclusive,
      typical_ms: typical,
      slowest_ms: slowest,
      failed_by_layer: Object.entries(layers)
        .map(([layer, count]) => `${layer} ${count}`)
        .join(' '),
    })),
  )
}

/** Three decimals, and never a 100 that is not true. */
function percent(share: number): number {
  return share >= 1 ? 100 : Math.min(99.999, Math.round(share * 100_000) / 1000)
}

function minutes(milliseconds: number): number {
  return Math.round(milliseconds / 6000) / 10
}

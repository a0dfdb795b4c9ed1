// The centers as a list that can be imported again, with the address of each one's report page. Pure.
import type { CenterRecord } from '../../data/queries/centers.ts'
import { csvOf } from '../csv.ts'
import { COLUMNS, type Column, REPORT_PAGE } from './read-file.ts'

const ORDER: Column[] = [
  'code',
  'name',
  'region',
  'district',
  'town',
  'postcode',
  'address',
  'phone',
  'mail',
  'mobile',
  'duty',
]

/** `reportPage`: where a center says how its counters do; '' where it is told nowhere. */
export function centersCsv(centers: CenterRecord[], reportPage: (center: CenterRecord) => string): string {
  const heads = [...ORDER.map((column) => COLUMNS[column][0]), REPORT_PAGE]
  const rows = centers.map((center) => {
    const named = { ...center, name: center.note ? `${center.name}(${center.note})` : center.name }
    return Object.fromEntries([
      ...ORDER.map((column) => [COLUMNS[column][0], named[column]]),
      [REPORT_PAGE, reportPage(center)],
    ])
  })
  return csvOf(rows, heads)
}

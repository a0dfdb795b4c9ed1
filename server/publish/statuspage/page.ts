import { KST_OFFSET } from '../../../views/format.ts'
import { publicId } from '../public-id.ts'
import type { Snapshot } from '../snapshot.ts'

export function page({ site, at }: Snapshot) {
  return {
    id: publicId(`page:${site.url}`),
    name: site.name.ko,
    url: site.url,
    time_zone: site.timeZone,
    updated_at: time(at),
  }
}

/** ISO 8601 with milliseconds and the page's offset; Korea has no summer time. */
export function time(at: number): string {
  return `${new Date(at + KST_OFFSET).toISOString().slice(0, -1)}+09:00`
}

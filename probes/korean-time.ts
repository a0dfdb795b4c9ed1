/** Korea has had no summer time since 1988: UTC+9 all year (milliseconds). */
export const KOREA_AHEAD_MS = 9 * 3_600_000

/** Date and time of day in Korea, `2026-11-25` and `13:05:09`, of an instant (UTC ms). */
export function koreanClock(at: number): { day: string; time: string } {
  const [day = '', time = ''] = new Date(at + KOREA_AHEAD_MS).toISOString().split('T')
  return { day, time: time.slice(0, 8) }
}

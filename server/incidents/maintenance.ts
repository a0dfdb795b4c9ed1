// Whether a maintenance is in force, and for which components. Pure.

export type Window = { components: string[]; startsAt: number; endsAt: number }
export type MaintenanceStatus = 'scheduled' | 'in_progress' | 'completed'

/** The start belongs to it, the end does not. */
export function maintenanceStatus({ startsAt, endsAt }: Window, now: number): MaintenanceStatus {
  if (now < startsAt) return 'scheduled'
  return now < endsAt ? 'in_progress' : 'completed'
}

/** A maintenance names components, or services as a whole. */
export function covers({ components }: Window, component: string): boolean {
  return components.some((id) => component === id || component.startsWith(`${id}/`))
}

/** `since`: start of the earliest one in force, otherwise the end of the last one over (0: none). */
export function maintenanceOf(windows: Window[], component: string, now: number): { active: boolean; since: number } {
  const own = windows.filter((window) => covers(window, component))
  const active = own.filter((window) => maintenanceStatus(window, now) === 'in_progress')
  if (active.length > 0) return { active: true, since: Math.min(...active.map(({ startsAt }) => startsAt)) }
  const over = own.filter((window) => maintenanceStatus(window, now) === 'completed')
  return { active: false, since: Math.max(0, ...over.map(({ endsAt }) => endsAt)) }
}

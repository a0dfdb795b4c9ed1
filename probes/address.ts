import { Inconclusive, type Target } from './flow.ts'

/** The address of `name` on the host with `role`: the flow's default path, or what the target says instead. */
export function addressOf(target: Target, role: string, name: string, defaults: Record<string, string>): string {
  const host = target.hosts[role]
  const path = target.paths?.[name] ?? defaults[name]
  if (!host) throw new Inconclusive('settings', `the target has no host "${role}"; give it in hosts.${role}`)
  if (path === undefined) throw new Error(`no path is named "${name}"; there are ${Object.keys(defaults).join(', ')}`)
  return new URL(path, host).href
}

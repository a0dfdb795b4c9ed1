// The policy that is to be tried: a YAML or JSON file with the settings of `policy:`, over those that hold.
import { mistakes, readYaml, SettingsError } from '../../probes/settings-file.ts'
import { ConfigSchema } from '../config.ts'
import type { Policy } from '../incidents/policy.ts'
import { policyMistakes } from '../incidents/policy-mistakes.ts'

/** Throws SettingsError with every mistake and its place. */
export function readPolicyFile<T extends Policy>(file: string, present: T): T {
  const content = readYaml(file) ?? {}
  const wrong = mistakes(ConfigSchema.properties.policy, content)
  if (wrong.length > 0) throw new SettingsError(file, wrong)
  const tried = { ...present, ...(content as Partial<T>) }
  const contradictions = policyMistakes(tried, '')
  if (contradictions.length > 0) throw new SettingsError(file, contradictions)
  return tried
}

export type PolicyChange = { setting: string; before: unknown; after: unknown }

/** What is tried that is not so now, in the order of the settings. */
export function policyChanges(before: Policy, after: Policy): PolicyChange[] {
  const held = new Map<string, unknown>(Object.entries(before))
  return Object.entries(after)
    .filter(([setting, value]) => JSON.stringify(value) !== JSON.stringify(held.get(setting)))
    .map(([setting, value]) => ({ setting, before: held.get(setting), after: value }))
}

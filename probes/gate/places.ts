// The two places that are compared: of the settings by name, or two sets of stand-ins where there are none.
import { join } from 'node:path'
import type { Target } from '../flow.ts'
import { type Replicas, startReplicas } from '../replicas/replicas.ts'
import { type BrowserSettings, CANARIES, readAgentSettings, USER_AGENT } from '../settings.ts'
import type { Environment } from '../settings-file.ts'

export type GatePlace = {
  name: string
  targets: Record<string, Target>
  userAgent: string
  canaries: string[]
}
export type GatePlaces = {
  base: GatePlace
  target: GatePlace
  /** For flows that drive one. */
  browser?: BrowserSettings | undefined
  close: () => Promise<void>
}
export type PlaceNames = { base: string; target: string }

/** Of the agent's settings in `file`. Throws an Error that says which names there are, or SettingsError. */
export function placesIn(file: string, names: PlaceNames, env: Environment): GatePlaces {
  const { targets, environments = {}, browser, ...rest } = readAgentSettings(file, env)
  const { userAgent = USER_AGENT, canaries = CANARIES } = rest
  const known: Record<string, Record<string, Target>> = {
    ...environments,
    production: targets,
    standby: standbyOf(targets),
  }
  const placeOf = (name: string): GatePlace => {
    const found = Object.hasOwn(known, name) ? known[name] : undefined
    if (!found) throw new Error(`There is no place "${name}" in ${file}; known are ${Object.keys(known).join(', ')}.`)
    return { name, targets: found, userAgent, canaries }
  }
  return { base: placeOf(names.base), target: placeOf(names.target), browser, close: async () => {} }
}

/**
 * Two sets of stand-ins, in `folder`; `faults` (`fault`, or `switch/fault` as the switchboard names them) are on at the target, for
 * `services`. Throws an Error that says which faults there are.
 */
export async function placesOfReplicas(
  options: { folder: string; now: () => number; faults: string[]; services: string[] },
  names: PlaceNames,
): Promise<GatePlaces> {
  const started: Replicas[] = []
  const close = async () => {
    await Promise.all(started.map((replicas) => replicas.close()))
  }
  try {
    for (const [index] of [names.base, names.target].entries()) {
      started.push(await startReplicas({ now: options.now, folder: join(options.folder, String(index)) }))
    }
    const [first, second] = started as [Replicas, Replicas]
    const isStandby = names.target === 'standby'
    for (const fault of options.faults) await switchOn(second, fault, options.services, isStandby)
    return { base: placeAt(first, names.base), target: placeAt(second, names.target), close }
  } catch (error) {
    await close()
    throw error
  }
}

function placeAt(replicas: Replicas, name: string): GatePlace {
  const { targets } = replicas.settings()
  return { name, targets: name === 'standby' ? standbyOf(targets) : targets, userAgent: USER_AGENT, canaries: [] }
}

async function switchOn({ faults }: Replicas, given: string, services: string[], isStandby: boolean): Promise<void> {
  const [id, fault = ''] = given.includes('/') ? given.split('/') : [null, given]
  const wanted = id ? [id] : services.map((service) => `${service}${isStandby ? '-standby' : ''}`)
  const { targets } = faults.list()
  const fitting = targets.filter((one) => wanted.includes(one.id) && one.faults.some((known) => known.id === fault))
  if (fitting.length === 0) {
    const known = targets.flatMap((one) => one.faults.map((each) => `${one.id}/${each.id}`))
    throw new Error(`There is no fault "${given}" for ${wanted.join(', ')}; known are ${known.join(', ')}.`)
  }
  for (const one of fitting) await faults.set(one.id, fault, true)
}

function standbyOf(targets: Record<string, { standby?: Target }>): Record<string, Target> {
  return Object.fromEntries(
    Object.entries(targets).flatMap(([service, { standby }]) => (standby ? [[service, standby]] : [])),
  )
}

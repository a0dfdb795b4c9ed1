// The real shell for the figures: a database in memory, followed incidents, and a provider that takes every message.
import type { Catalogue, Component, Service } from '../../data/catalogue.ts'
import { type Db, openDatabase } from '../../data/database.ts'
import { componentStates, saveComponentStates } from '../../data/queries/components.ts'
import { openIncidents } from '../../data/queries/incidents.ts'
import { saveConfiguredSubscribers } from '../../data/queries/subscribers.ts'
import type { Mark, State } from '../../data/tables.ts'
import type { Result } from '../../probes/result.ts'
import { type Memory, readMemory } from '../../server/incidents/memory.ts'
import type { Policy } from '../../server/incidents/policy.ts'
import { recordReport } from '../../server/incidents/record-result.ts'
import { createMemory, reconcile, type TellingChannel } from '../../server/notify/reconcile.ts'
import { BOOK } from '../support/address-book.ts'
import { incidentIn } from '../support/told.ts'

export type Standing = { memory: Memory; state: State; mark: Mark; since: number }
export type Office = {
  catalogue: Catalogue
  /** One result through the whole path, from how the component stands; how it stands then, and whether its incident is open. */
  take: (
    standing: Standing,
    location: string,
    result: Result,
    now: number,
  ) => Promise<{ standing: Standing; open: boolean }>
  /** One pass over the subscribers: components of which a first message was accepted. */
  tell: (now: number) => Promise<string[]>
  /** Everything that was ever recorded is gone. */
  clear: () => Promise<void>
  close: () => Promise<void>
}

export const componentOf = (flow: number) => `service-${flow}/login`

/** `flows` components, each of a service of its own, so that no trouble hides behind another. */
export async function openOffice(flows: number, locations: string[], policy: Policy): Promise<Office> {
  const database = await openDatabase(':memory:')
  const { db } = database
  const catalogue = catalogueOf(flows)
  let sequence = 0
  let told: string[] = []
  let memory = createMemory()
  const post: TellingChannel = {
    channel: 'email',
    provider: 'smtp',
    batch: 20,
    send: async (messages) =>
      messages.map((one) => {
        if (one.kind === 'opened') told.push(...incidentIn(one).components.map(({ id }) => id))
        return { ok: true, ref: 'accepted' }
      }),
  }
  await saveConfiguredSubscribers(
    db,
    BOOK,
    [{ channel: 'email', address: 'reader@example.kr', language: 'ko', role: 'public', name: '', scope: [] }],
    0,
  )
  return {
    catalogue,
    take: async (standing, location, result, now) => {
      const { component } = result
      await saveComponentStates(db, [rowOf(component, standing, now)])
      sequence += 1
      const places = locations.map((id) => ({ id, group: id }))
      await recordReport(db, { catalogue, policy, locations: places, now: () => now }, location, {
        agent: location,
        boot: '1',
        results: [{ ...result, sequence }],
      })
      const row = (await componentStates(db)).find((one) => one.component === component)
      if (!row) throw new Error(`${component} has no state`)
      const open = (await openIncidents(db)).some(({ components }) => components.some(({ id }) => id === component))
      return { standing: { memory: readMemory(row.memory), state: row.state, mark: row.mark, since: row.since }, open }
    },
    tell: async (now) => {
      told = []
      const quietly = { info: () => {}, warn: () => {} }
      const needs = {
        db,
        channels: [post],
        policy: { changeGapSeconds: 1800 },
        random: () => 0.5,
        isSure: async () => true,
        owner: 'one',
        log: quietly,
      }
      await reconcile({ ...needs, now: () => now, memory })
      return told
    },
    clear: async () => {
      await clearAll(db)
      memory = createMemory()
    },
    close: database.close,
  }
}

async function clearAll(db: Db): Promise<void> {
  for (const table of [
    'attempts',
    'knowledge',
    'incident_updates',
    'cause_statements',
    'incident_components',
  ] as const) {
    await db.deleteFrom(table).execute()
  }
  for (const table of ['incidents', 'transitions', 'component_states', 'results'] as const) {
    await db.deleteFrom(table).execute()
  }
}

function rowOf(component: string, { memory, state, mark, since }: Standing, now: number) {
  const instants = { last_checked_at: now, fresh_until: null, created_at: since, updated_at: now }
  return { component, state, mark, since, share: 0, reason: 'good-run', memory: JSON.stringify(memory), ...instants }
}

function catalogueOf(flows: number): Catalogue {
  const services = Array.from({ length: flows }, (_, flow): Service => {
    const id = `service-${flow}`
    const name = { ko: `서비스 ${flow}`, en: `Service ${flow}` }
    const component: Component = {
      id: componentOf(flow),
      service: id,
      name: { ko: '로그인', en: 'Login' },
      description: null,
      kind: 'login',
      needs: [],
      fallbacks: [],
      reportable: true,
    }
    return { id, name, description: null, owner: { ko: '기관', en: 'Agency' }, components: [component] }
  })
  const components = new Map(services.flatMap((one) => one.components.map((component) => [component.id, component])))
  return { services, papers: [], fallbacks: new Map(), components }
}

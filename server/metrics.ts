// What Prometheus is told. Names and labels stay, since dashboards and alerts rest on them.
import { Counter, Gauge, Registry } from 'prom-client'
import type { howTellingGoes } from '../data/queries/told.ts'
import { UNWELL_CODES } from '../probes/classify.ts'
import { PAUSE_CODES } from './incidents/pause-words.ts'
import { reasonCode } from './incidents/pauses.ts'

export type Metrics = {
  registry: Registry
  results: Counter<'location' | 'verdict'>
  inconclusive: Counter<'location' | 'why'>
  changes: Counter<string>
  messages: Counter<'outcome'>
  snapshotVersion: Gauge
  snapshotAt: Gauge
  filesWrittenAt: Gauge<'store'>
  filesFailed: Counter<'store'>
}

/** Why a run could not tell, beside what makes a flow pause. Whatever else an agent says is `other`, so that labels stay few. */
const OURS = [...UNWELL_CODES, 'stopped', 'probe-error', 'settings']
const CODES: readonly string[] = [...PAUSE_CODES, ...OURS]

/** The label of an agent's reason. */
export function whyInconclusive(reason: string): string {
  const code = reasonCode(reason)
  return CODES.includes(code) ? code : 'other'
}

/** What is asked at each reading: the flows that pause now, and how telling goes (providers: of the last five minutes). */
export type AskedForMetrics = {
  paused: () => Promise<{ location: string }[]>
  telling: () => ReturnType<typeof howTellingGoes>
}

const NOTHING: AskedForMetrics = {
  paused: async () => [],
  telling: async () => ({ backlog: [], providers: [], stopped: false, now: 0 }),
}

export function createMetrics({ paused, telling }: AskedForMetrics = NOTHING): Metrics {
  const registry = new Registry()
  const registers = [registry]
  addTellingGauges(registers, telling)
  new Gauge({
    name: 'bongsu_paused_flows',
    help: 'Flows that pause because the service turned them away, by location',
    labelNames: ['location'],
    registers,
    async collect() {
      this.reset()
      for (const { location } of await paused()) this.inc({ location })
    },
  })
  return {
    registry,
    results: new Counter({
      name: 'bongsu_results_total',
      help: 'Results stored, by location and verdict',
      labelNames: ['location', 'verdict'],
      registers,
    }),
    inconclusive: new Counter({
      name: 'bongsu_inconclusive_results_total',
      help: 'Results that could not tell, by location and why',
      labelNames: ['location', 'why'],
      registers,
    }),
    changes: new Counter({
      name: 'bongsu_changes_total',
      help: 'Reports and sweeps that changed a public state',
      registers,
    }),
    messages: new Counter({
      name: 'bongsu_messages_total',
      help: 'Messages to subscribers, by outcome (sent, failed)',
      labelNames: ['outcome'],
      registers,
    }),
    snapshotVersion: new Gauge({
      name: 'bongsu_snapshot_version',
      help: 'Version of the published snapshot',
      registers,
    }),
    snapshotAt: new Gauge({
      name: 'bongsu_snapshot_timestamp_seconds',
      help: 'When the published snapshot was built (Unix seconds)',
      registers,
    }),
    filesWrittenAt: new Gauge({
      name: 'bongsu_files_written_timestamp_seconds',
      help: 'When the public side was last written as files, by store',
      labelNames: ['store'],
      registers,
    }),
    filesFailed: new Counter({
      name: 'bongsu_files_failed_total',
      help: 'Times that writing the public side as files failed, by store',
      labelNames: ['store'],
      registers,
    }),
  }
}

/** Read together at each reading. */
function addTellingGauges(registers: Registry[], telling: AskedForMetrics['telling']): void {
  let asked: ReturnType<typeof telling> | null = null
  const found = () => {
    asked ??= telling().finally(() => {
      asked = null
    })
    return asked
  }
  new Gauge({
    name: 'bongsu_telling_waiting',
    help: 'Subscribers who are behind on an incident, by channel',
    labelNames: ['channel'],
    registers,
    async collect() {
      this.reset()
      for (const { channel, waiting } of (await found()).backlog) this.set({ channel }, waiting)
    },
  })
  new Gauge({
    name: 'bongsu_telling_oldest_unsent_seconds',
    help: 'Age of the oldest news that somebody waits for, by channel',
    labelNames: ['channel'],
    registers,
    async collect() {
      this.reset()
      const { backlog, now } = await found()
      for (const { channel, oldestAt } of backlog) this.set({ channel }, (now - oldestAt) / 1000)
    },
  })
  new Gauge({
    name: 'bongsu_telling_stopped',
    help: '1 while an operator has stopped telling',
    registers,
    async collect() {
      this.set(Number((await found()).stopped))
    },
  })
  new Gauge({
    name: 'bongsu_provider_attempts',
    help: 'Messages handed to a provider in the last five minutes, by what became of them (accepted, failed, refused)',
    labelNames: ['provider', 'state'],
    registers,
    async collect() {
      this.reset()
      for (const { provider, accepted, failed, refused } of (await found()).providers) {
        for (const [state, count] of Object.entries({ accepted, failed, refused })) this.set({ provider, state }, count)
      }
    },
  })
  new Gauge({
    name: 'bongsu_provider_typical_seconds',
    help: 'Median time of handing a message over in the last five minutes, by provider',
    labelNames: ['provider'],
    registers,
    async collect() {
      this.reset()
      for (const { provider, typicalMs } of (await found()).providers) {
        if (typicalMs !== null) this.set({ provider }, typicalMs / 1000)
      }
    },
  })
}

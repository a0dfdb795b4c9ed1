// What Prometheus is told. Names and labels stay, since dashboards and alerts rest on them.
import { Counter, Gauge, Registry } from 'prom-client'
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

/** `paused`: the flows that pause now, asked at each reading. */
export function createMetrics(paused: () => Promise<{ location: string }[]> = async () => []): Metrics {
  const registry = new Registry()
  const registers = [registry]
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

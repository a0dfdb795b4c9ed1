// What Prometheus is told. Names and labels stay, since dashboards and alerts rest on them.
import { Counter, Gauge, Registry } from 'prom-client'

export type Metrics = {
  registry: Registry
  results: Counter<'location' | 'verdict'>
  changes: Counter<string>
  messages: Counter<'outcome'>
  snapshotVersion: Gauge
  snapshotAt: Gauge
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    results: new Counter({
      name: 'bongsu_results_total',
      help: 'Results stored, by location and verdict',
      labelNames: ['location', 'verdict'],
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
  }
}

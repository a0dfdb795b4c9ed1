// How late this process and this machine were while a run went on: the event loop's delay, and time stolen by the host.
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Health } from '../health.ts'

const RESOLUTION_MS = 10
/** Fewer clock ticks than this are too few for a share. */
const LEAST_TICKS = 100

export type LoadWatch = { read: () => Pick<Health, 'lagMs' | 'stealShare'>; end: () => void }

/** Watches from now on until `end`; `lagMs` is what comes on top of the timer's own rhythm. */
export function watchLoad(): LoadWatch {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  const before = readTicks()
  return {
    read: () => ({
      lagMs: delay.count > 0 ? Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS) : null,
      stealShare: shareOf(before, readTicks()),
    }),
    end: () => void delay.disable(),
  }
}

type Ticks = { stolen: number; all: number }

/** The first line of /proc/stat (proc_stat(5)): user nice system idle iowait irq softirq steal. `null` elsewhere. */
function readTicks(): Ticks | null {
  try {
    const line = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? ''
    const ticks = line.split(/\s+/).slice(1, 9).map(Number)
    return ticks.length === 8 ? { stolen: ticks[7] ?? 0, all: ticks.reduce((sum, one) => sum + one, 0) } : null
  } catch {
    return null
  }
}

function shareOf(before: Ticks | null, after: Ticks | null): number | null {
  if (!before || !after || after.all - before.all < LEAST_TICKS) return null
  return (after.stolen - before.stolen) / (after.all - before.all)
}

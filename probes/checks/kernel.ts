// What the kernel counts of TCP (Linux): of the whole network namespace, so also of what others on this machine send.
import { readFileSync } from 'node:fs'
import type { Evidence } from '../result.ts'

type Kernel = NonNullable<Evidence['kernel']>

const PROC = '/proc/self/net'
const MTU_PROBING = '/proc/sys/net/ipv4/tcp_mtu_probing'

/** The counters since the namespace began; `null` where the kernel shows none. */
export function readKernel(folder = PROC, mtuProbing = MTU_PROBING): Kernel | null {
  const snmp = counters(read(`${folder}/snmp`), 'Tcp')
  const more = counters(read(`${folder}/netstat`), 'TcpExt')
  const sentSegments = snmp.get('OutSegs')
  const retransmitted = snmp.get('RetransSegs')
  if (sentSegments === undefined || retransmitted === undefined) return null
  return {
    sentSegments,
    retransmitted,
    timeouts: more.get('TCPTimeouts') ?? 0,
    outOfOrder: more.get('TCPOFOQueue') ?? 0,
    mtuProbing: !['', '0'].includes(read(mtuProbing).trim()),
  }
}

let lately: { kernel: Kernel | null; at: number } | undefined
const LATELY_MS = 1_000

/** As of at most a second ago: to be compared with later, when the runs of a second need not read each for itself. */
export function lateKernel(): Kernel | null {
  const at = performance.now()
  if (!lately || at - lately.at > LATELY_MS) lately = { kernel: readKernel(), at }
  return lately.kernel
}

/** What they grew by; never below 0 (32-bit counters start anew). */
export function kernelGrowth(before: Kernel, after: Kernel): Kernel {
  const grown = (count: 'sentSegments' | 'retransmitted' | 'timeouts' | 'outOfOrder') =>
    Math.max(0, after[count] - before[count])
  return {
    sentSegments: grown('sentSegments'),
    retransmitted: grown('retransmitted'),
    timeouts: grown('timeouts'),
    outOfOrder: grown('outOfOrder'),
    mtuProbing: after.mtuProbing,
  }
}

/** Two lines a group: `Tcp: names …`, `Tcp: values …` (proc_pid_net(5)). */
function counters(text: string, group: string): Map<string, number> {
  const [names = [], values = []] = text
    .split('\n')
    .filter((line) => line.startsWith(`${group}: `))
    .map((line) => line.split(' ').slice(1))
  return new Map(names.map((name, i) => [name, Number(values[i])]))
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

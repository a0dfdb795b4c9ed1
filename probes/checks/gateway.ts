// Whether our default gateway is there, as the kernel knows it: no packet is sent. Linux only.
import { readFile } from 'node:fs/promises'
import { endianness } from 'node:os'
import type { Health } from '../health.ts'

const UP_AND_GATEWAY = 0x3
const COMPLETE = 0x2
const NOWHERE6 = `${'0'.repeat(32)} 00 `

/** Reads the routes and the neighbours of this network namespace; `unknown` where there is no /proc/net. */
export async function lookAtGateway(): Promise<Health['gateway']> {
  const [routes, neighbours, routes6] = await Promise.all(
    ['route', 'arp', 'ipv6_route'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => null)),
  )
  return routes && neighbours ? judgeGateway(routes, neighbours, routes6 ?? '') : 'unknown'
}

/**
 * Pure; the texts are those of /proc/net/{route,arp,ipv6_route} (proc_net(5)). A gateway that was not spoken to lately is
 * not among the neighbours: nothing is known of it.
 */
export function judgeGateway(routes: string, neighbours: string, routes6: string): Health['gateway'] {
  const gateways = routes
    .split('\n')
    .map((line) => line.split(/\s+/))
    .filter(([, to, , flags]) => to === '00000000' && (Number.parseInt(flags ?? '', 16) & UP_AND_GATEWAY) === 3)
    .map(([, , gateway = '']) => dotted(gateway))
  if (gateways.length === 0) return hasDefault6(routes6) ? 'unknown' : 'none'
  const seen = neighbours
    .split('\n')
    .map((line) => line.split(/\s+/))
    .filter(([address = '']) => gateways.includes(address))
    .map(([, , flags]) => (Number.parseInt(flags ?? '', 16) & COMPLETE) !== 0)
  if (seen.length === 0) return 'unknown'
  return seen.includes(true) ? 'ok' : 'silent'
}

/** The kernel prints the address as one number in the byte order of the machine. */
function dotted(hex: string): string {
  const bytes = [...Buffer.from(hex, 'hex')]
  return (endianness() === 'LE' ? bytes.reverse() : bytes).join('.')
}

function hasDefault6(routes6: string): boolean {
  return routes6.split('\n').some((line) => line.startsWith(NOWHERE6) && !line.endsWith(' lo'))
}

import assert from 'node:assert/strict'
import { endianness } from 'node:os'
import { test } from 'node:test'
import { judgeGateway } from '../../../probes/checks/gateway.ts'

const GATEWAY = endianness() === 'LE' ? '010200C0' : 'C0000201'
const ROUTES = `Iface\tDestination\tGateway \tFlags\nlo0\t000200C0\t00000000\t0001\neth0\t00000000\t${GATEWAY}\t0003\t0\n`
const NO_DEFAULT = 'Iface\tDestination\tGateway \tFlags\neth0\t000200C0\t00000000\t0001\n'
const neighbour = (flags: string) =>
  `IP address  HW type  Flags\n192.0.2.1    0x1    ${flags}    02:fc:00:00:00:05  *  eth0\n`
const DEFAULT6 = `${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003`

for (const [what, routes, neighbours, routes6, says] of [
  ['its hardware address is known', ROUTES, neighbour('0x2'), '', 'ok'],
  ['it was asked for and did not answer', ROUTES, neighbour('0x0'), '', 'silent'],
  ['nobody spoke to it lately', ROUTES, 'IP address  HW type  Flags\n', '', 'unknown'],
  ['there is none', NO_DEFAULT, '', '', 'none'],
  ['there is only a way to refuse (lo)', NO_DEFAULT, '', `${DEFAULT6}       lo`, 'none'],
  ['there is one of IPv6', NO_DEFAULT, '', `${DEFAULT6}     eth0`, 'unknown'],
] as const) {
  test(`the gateway when ${what}: ${says}`, () => assert.equal(judgeGateway(routes, neighbours, routes6), says))
}

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { kernelGrowth, readKernel } from '../../../probes/checks/kernel.ts'
import { serve } from './servers.ts'

function folder(t: TestContext, files: Record<string, string>): string {
  const made = mkdtempSync(join(tmpdir(), 'bongsu-kernel-'))
  t.after(() => rmSync(made, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text)
  return made
}

const SNMP = 'Ip: Forwarding DefaultTTL\nIp: 1 64\nTcp: RtoAlgorithm OutSegs RetransSegs\nTcp: 1 1000 37\n'
const NETSTAT = 'TcpExt: SyncookiesSent TCPTimeouts TCPOFOQueue\nTcpExt: 0 5 144\nIpExt: InOctets\nIpExt: 9\n'

test('the counters of TCP are read by name from both files', (t) => {
  const made = folder(t, { snmp: SNMP, netstat: NETSTAT, probing: '1\n' })
  assert.deepEqual(readKernel(made, join(made, 'probing')), {
    sentSegments: 1000,
    retransmitted: 37,
    timeouts: 5,
    outOfOrder: 144,
    mtuProbing: true,
  })
})

test('where the kernel shows nothing, nothing is said', (t) => {
  const made = folder(t, {})
  assert.equal(readKernel(made, join(made, 'probing')), null)
})

test('what counters grew by is never below zero', () => {
  const kernel = { sentSegments: 10, retransmitted: 9, timeouts: 0, outOfOrder: 3, mtuProbing: false }
  const after = { ...kernel, sentSegments: 25, retransmitted: 1 }
  assert.deepEqual(kernelGrowth(kernel, after), {
    sentSegments: 15,
    retransmitted: 0,
    timeouts: 0,
    outOfOrder: 0,
    mtuProbing: false,
  })
})

test('a real exchange makes the real counters grow', { skip: !existsSync('/proc/self/net/snmp') }, async (t) => {
  const origin = await serve(t, (_, answer) => void answer.end('x'))
  const before = readKernel()
  await (await fetch(origin)).text()
  const after = readKernel()
  assert.ok(before && after && kernelGrowth(before, after).sentSegments >= 2)
})

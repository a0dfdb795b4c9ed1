// What one agent makes of its runs beside each other: real targets, canaries and echo, all on this machine.
import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { type TestContext, test } from 'node:test'
import { openAgenda } from '../../probes/agenda.ts'
import { step } from '../../probes/flow.ts'
import type { PlannedFlow } from '../../probes/plan.ts'
import { openRuns } from '../../probes/run-due.ts'
import { serve } from './checks/servers.ts'

const SERVICES = ['a', 'b', 'c', 'd']
const NOWHERE = 'http://127.0.0.1:1'
const silent = { info: () => {}, warn: () => {}, error: () => {} }

function planned(service: string, origin: string): PlannedFlow {
  const timing = { everySeconds: 60, timeoutSeconds: 5, slowAfterSeconds: 5 }
  const open = step('open', async ({ session, target }) => void (await session.get(`${target.hosts.www}/`)))
  const id = `${service}/front`
  const flow = { id, component: id, service, tier: 'anonymous' as const, ...timing, steps: [open] }
  return { flow, target: { hosts: { www: origin } }, timing, confirmEverySeconds: 60, bursts: null }
}

/** Each service's flow once, one after the other; every place that is not named is away. Gives `verdict reason-code` of each. */
async function rounds(t: TestContext, count: number, canaries: string[], places: Record<string, string> = {}) {
  const server = await serve(t, (request, response) => {
    const nonce = new URL(request.url ?? '', 'http://x').searchParams.get('nonce')
    response.end(JSON.stringify({ nonce, now: Date.now() }))
  })
  const plan = SERVICES.map((service) => planned(service, places[service] ?? NOWHERE))
  const spool = { folder: tmpdir() }
  const limits = { lagMs: 60_000, freeMegabytes: 0, resolvers: [] }
  const settings = { name: 'x', location: 'l', key: 'k', server, spool, canaries, health: limits, targets: {} }
  const agenda = openAgenda({ plan, settings: {}, log: silent, now: Date.now, random: () => 0 })
  const said: string[] = []
  const stop = new AbortController().signal
  const run = openRuns({ plan, settings, log: silent, now: Date.now, stop }, agenda, async (result) => {
    said.push(`${result.verdict} ${result.reason.split(':')[0]}`.trim())
    return { ...result, sequence: said.length }
  })
  for (let round = 0; round < count; round += 1) {
    for (const service of SERVICES) await run({ id: `${service}/front`, trigger: 'schedule' })
  }
  return said
}

const OURS = 'inconclusive own-network'

test('an agent at which three unrelated services and more are lost doubts itself, and goes on doubting', async (t) => {
  assert.deepEqual(await rounds(t, 2, []), ['failed', 'failed', ...Array(6).fill(OURS)])
})

test('canaries that answer, and the echo, say that it is the services: one machine room may lose them all', async (t) => {
  const canary = new URL(await serve(t, (_, response) => void response.end())).host
  assert.deepEqual(await rounds(t, 2, [canary]), Array(8).fill('failed'))
})

test('where one of four is reached, what fails fails', async (t) => {
  const page = await serve(t, (_, response) => void response.end('<p>x'))
  const round = ['failed', 'failed', 'ok', 'failed']
  assert.deepEqual(await rounds(t, 2, [], { c: page }), [...round, ...round])
})

// The process dies before every single statement of recording the run that opens an incident: all of it is there, or nothing.
import assert from 'node:assert/strict'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { componentStates } from '../../data/queries/components.ts'
import { publicIncidents } from '../../data/queries/incidents.ts'
import type { Report } from '../../probes/result.ts'
import { REFUSED } from '../server/incidents/play.ts'
import { temporaryFolder } from '../support/folders.ts'
import { checkRecords } from './checks.ts'
import { Killed, type Machine, openMachine } from './machine.ts'
import { openPost } from './post.ts'

const START = Date.UTC(2026, 10, 23)
const MINUTE = 60_000
const LOGIN = 'government24/login'

function report(sequence: number, failed: boolean): Report {
  const rhythm = { durationMs: 0, everySeconds: 60, timeoutSeconds: 20, trigger: 'schedule' as const }
  const verdict = failed ? ('failed' as const) : ('ok' as const)
  const fault = failed ? REFUSED : null
  const startedAt = START + sequence * MINUTE
  const result = { sequence, flow: 'login', component: LOGIN, startedAt, ...rhythm, verdict, fault }
  return { agent: 'seoul', boot: '1', results: [{ ...result, reason: '', steps: [], document: null }] }
}

test('wherever it dies, what is recorded fits together, and the report sent again does what it did not', async (t) => {
  const folder = temporaryFolder(t)
  let now = START
  const post = openPost({ providerOut: [] }, () => now)
  const open = (file: string): Promise<Machine> => openMachine(file, () => now, post.channel, ['seoul'])
  const prepared = join(folder, 'prepared.sqlite')
  const before = await open(prepared)
  for (let sequence = 1; sequence <= 3; sequence += 1) {
    now = START + sequence * MINUTE
    await before.record('seoul', report(sequence, sequence > 1))
  }
  assert.equal((await publicIncidents(before.db(), 10)).length, 0)
  await before.close()
  now = START + 4 * MINUTE

  let deaths = 0
  for (let died = true, after = 0; died; after += 1) {
    const file = join(folder, `${after}.sqlite`)
    copyFileSync(prepared, file)
    const machine = await open(file)
    machine.dieAfter(after)
    died = await dies(() => machine.record('seoul', report(4, true)))
    deaths += Number(died)
    await machine.restart()
    assert.deepEqual(await checkRecords(machine.db(), new Set()), [], `killed before statement ${after + 1}`)
    await machine.record('seoul', report(4, true))
    await machine.sweep()
    assert.deepEqual(
      await checkRecords(machine.db(), new Set(['seoul 1 4'])),
      [],
      `killed before statement ${after + 1}`,
    )
    const [incident, ...others] = await publicIncidents(machine.db(), 10)
    assert.deepEqual([incident?.detectedAt, others.length], [now, 0], `killed before statement ${after + 1}`)
    const login = (await componentStates(machine.db())).find(({ component }) => component === LOGIN)
    assert.equal(login?.state, 'major_outage')
    await machine.close()
  }
  assert.ok(deaths > 5, `only ${deaths} statements`)
})

async function dies(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return false
  } catch (error) {
    if (error instanceof Killed) return true
    throw error
  }
}

// kill -9 at any moment loses no acknowledged result and doubles none.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '../../data/database.ts'
import { temporaryFolder } from '../support/folders.ts'
import { allOperational, ended, type Running, type Status, startProgram, until } from '../support/rehearsal.ts'

test('a killed agent is started again, and a killed server goes on with its history', async (context) => {
  const data = temporaryFolder(context)
  const first = await startProgram(data)
  context.after(() => first.process.kill('SIGKILL'))
  await green(first)
  const agent = agentOf(first)
  process.kill(agent, 'SIGKILL')
  await until('another agent runs', 10_000, async () => agentOf(first) !== 0 && agentOf(first) !== agent)
  await until('its successor has reported', 20_000, async () => (await sequences(data)).size >= 2)
  const kept = await sequences(data)
  first.process.kill('SIGKILL')
  await ended(first.process)

  const second = await startProgram(data)
  context.after(() => second.process.kill('SIGKILL'))
  await until('the agent after the restart has reported', 20_000, async () => (await sequences(data)).size >= 3)
  await green(second)
  assert.equal(await second.interrupt(), 0)

  const after = await sequences(data)
  for (const [boot, numbers] of after) {
    assert.deepEqual(
      numbers,
      Array.from(numbers, (_, index) => index + 1),
      `boot ${boot} has neither gaps nor doubles`,
    )
  }
  for (const [boot, numbers] of kept)
    assert.ok((after.get(boot)?.length ?? 0) >= numbers.length, `boot ${boot} is all there`)
})

function green(program: Running): Promise<unknown> {
  return until('everything is green', 40_000, async () => allOperational(await program.json<Status>('/api/v1/status')))
}

/** boot → sequences in the database, in order. */
async function sequences(data: string): Promise<Map<string, number[]>> {
  const { db, close } = await openDatabase(join(data, 'bongsu.sqlite'))
  const rows = await db.selectFrom('results').select(['boot', 'sequence']).orderBy('boot').orderBy('sequence').execute()
  await close()
  const boots = new Map<string, number[]>()
  for (const { boot, sequence } of rows) boots.set(boot, [...(boots.get(boot) ?? []), sequence])
  return boots
}

/** The process id of the agent child; 0 while there is none. */
function agentOf(program: Running): number {
  const pid = program.process.pid
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/)
  return Number(children.find((child) => commandLine(child).includes('probes/agent.ts')) ?? 0)
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

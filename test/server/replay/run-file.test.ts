import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openDatabase } from '../../../data/database.ts'
import { arrivedRuns } from '../../../data/queries/replay.ts'
import { RunFileError, readRunFile } from '../../../server/replay/run-file.ts'
import { runOf, storedRun } from '../../../server/replay/run-format.ts'
import { temporaryFolder } from '../../support/folders.ts'

const RUN = {
  at: '2023-11-17T08:40:00+09:00',
  flow: 'login',
  component: 'saeol/login',
  location: 'sejong',
  verdict: 'ok',
  durationMs: 1234.5,
} as const
const AT = Date.UTC(2023, 10, 16, 23, 40)

async function read(context: TestContext, lines: string[], skipBad = false) {
  const file = join(temporaryFolder(context), 'runs.jsonl')
  writeFileSync(file, lines.join('\n'))
  const { db, close } = await openDatabase(':memory:')
  context.after(close)
  const told: string[] = []
  const result = await readRunFile(db, file, skipBad, (line) => told.push(line.replace(file, 'FILE')))
  return { result, told, runs: await arrivedRuns(db, 0, AT * 2, 100) }
}

async function refusal(context: TestContext, lines: string[]): Promise<string> {
  try {
    await read(context, lines)
  } catch (error) {
    assert.ok(error instanceof RunFileError)
    return error.message
  }
  throw new assert.AssertionError({ message: 'it was taken' })
}

test('six fields are enough; the rest has defaults', async (context) => {
  const { runs, result } = await read(context, [JSON.stringify(RUN), '', `${JSON.stringify({ ...RUN, at: AT })}\r`])
  assert.deepEqual(result, { runs: 2, bad: 0, repeated: 0 })
  const { id, ...first } = runs[0] ?? {}
  assert.equal(id, 'line-1')
  assert.deepEqual(first, {
    agent: 'sejong',
    boot: 'file',
    sequence: 1,
    location: 'sejong',
    flow: 'login',
    component: 'saeol/login',
    trigger: 'schedule',
    started_at: AT,
    duration_ms: 1234.5,
    verdict: 'ok',
    reason: '',
    fault: null,
    received_at: AT + 1235,
    every_seconds: 60,
    timeout_seconds: 60,
    provisional: 0,
    canary_ms: null,
    paused_until: null,
  })
  assert.equal(runs[1]?.started_at, AT)
})

test('a failed run that does not say where it broke is not taken for a slow one', () => {
  const row = storedRun({ ...RUN, verdict: 'failed' }, 1)
  assert.ok(typeof row !== 'string')
  assert.equal(JSON.parse(row.fault ?? '{}').layer, 'app')
  const named = storedRun({ ...RUN, verdict: 'failed', fault: { layer: 'tls', code: 'expired' } }, 1)
  assert.ok(typeof named !== 'string')
  assert.deepEqual([JSON.parse(named.fault ?? '{}').layer, JSON.parse(named.fault ?? '{}').code], ['tls', 'expired'])
})

test('a run stays what it was when it is written down and read again', () => {
  const all = {
    ...RUN,
    receivedAt: AT + 5000,
    verdict: 'failed' as const,
    fault: { layer: 'dns' as const },
    reason: 'why',
    everySeconds: 30,
    timeoutSeconds: 20,
    trigger: 'burst' as const,
    provisional: true,
    canaryMs: 12.25,
    pausedUntil: AT + 60_000,
    agent: 'a',
    boot: 'b',
    sequence: 7,
  }
  for (const run of [RUN, all]) {
    const row = storedRun(run, 3)
    assert.ok(typeof row !== 'string')
    assert.deepEqual(storedRun(runOf(row), 3), row)
  }
})

test('every bad line is told with its number, what is wrong and how to mend it', async (context) => {
  const message = await refusal(context, [
    '{"at":',
    JSON.stringify({ ...RUN, verdict: 'broken' }),
    JSON.stringify({ ...RUN, at: '2023-11-17 08:40' }),
    JSON.stringify({ ...RUN, at: '2023-13-17T08:40Z' }),
    JSON.stringify({ ...RUN, place: 'here' }),
    JSON.stringify({ flow: 'login' }),
  ])
  for (const told of [
    /:1: not JSON .*one JSON object/,
    /:2: \/verdict: /,
    /:3: \/at: .*offset, as "2023-11-17T08:40:00\+09:00"/,
    /:4: \/at: there is no such time; correct the date/,
    /:5: \/place: unknown setting; known here: at, flow/,
    /:6: the run: missing at, component, location, verdict, durationMs/,
    /--skip-bad/,
  ]) {
    assert.match(message, told)
  }
})

test('with skipBad the bad lines are told and left out, and a run given twice counts once', async (context) => {
  const twice = JSON.stringify({ ...RUN, agent: 'a', boot: 'b', sequence: 5 })
  const { result, told } = await read(context, ['nonsense', twice, twice, JSON.stringify(RUN)], true)
  assert.deepEqual(result, { runs: 2, bad: 1, repeated: 1 })
  assert.equal(told.length, 1)
  assert.match(told[0] ?? '', /^skipped FILE:1: not JSON/)
})

test('a file without runs, and one that is not there, say so', async (context) => {
  assert.match(await refusal(context, ['', '']), /holds no run/)
  const { db, close } = await openDatabase(':memory:')
  context.after(close)
  const missing = join(temporaryFolder(context), 'nowhere.jsonl')
  await assert.rejects(
    readRunFile(db, missing, false, () => {}),
    /nowhere\.jsonl cannot be read: ENOENT/,
  )
})

// Reads a file of runs into a database, a batch at a time; what is wrong is told by line, with how to mend it.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Value } from 'typebox/value'
import type { Db } from '../../data/database.ts'
import { insertResults } from '../../data/queries/results.ts'
import type { ResultsTable } from '../../data/tables.ts'
import { mistakes } from '../../probes/settings-file.ts'
import { type Run, RunSchema, storedRun } from './run-format.ts'

const BATCH = 1000
const MOST_TOLD = 20

/** The file cannot be replayed; the message tells every bad line (at most 20). */
export class RunFileError extends Error {}

/** `repeated`: lines whose agent, boot and sequence stood in the file before. */
export type FileRead = { runs: number; bad: number; repeated: number }

/**
 * Stores the runs of `file` in `into`. With `skipBad`, bad lines are told by `tell` and left out; without, throws RunFileError,
 * as it does when the file cannot be read or holds no run.
 */
export async function readRunFile(
  into: Db,
  file: string,
  skipBad: boolean,
  tell: (line: string) => void,
): Promise<FileRead> {
  const read: FileRead = { runs: 0, bad: 0, repeated: 0 }
  const told: string[] = []
  let rows: ResultsTable[] = []
  for await (const { row, problem } of linesOf(file)) {
    if (row) rows.push(row)
    else {
      read.bad += 1
      if (told.length < MOST_TOLD) told.push(`${file}:${problem}`)
    }
    if (!skipBad && read.bad > MOST_TOLD) break
    if (rows.length >= BATCH) await store()
  }
  await store()
  const more = read.bad > told.length ? ['… and more'] : []
  if (read.bad > 0 && !skipBad) {
    const advice = 'Mend these lines, or go on without them with --skip-bad. The format: docs/replay.md'
    throw new RunFileError([`${file} has lines that are no runs:`, ...told, ...more, advice].join('\n'))
  }
  for (const line of [...told, ...more]) tell(`skipped ${line}`)
  if (read.runs === 0) throw new RunFileError(`${file} holds no run. The format: docs/replay.md`)
  return read

  async function store(): Promise<void> {
    const stored = await insertResults(into, rows)
    read.runs += stored.size
    read.repeated += rows.length - stored.size
    rows = []
  }
}

type Line = { row: ResultsTable; problem: null } | { row: null; problem: string }

async function* linesOf(file: string): AsyncGenerator<Line> {
  const stream = createReadStream(file, 'utf8')
  let number = 0
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
      number += 1
      if (text.trim() !== '') yield lineOf(text, number)
    }
  } catch (error) {
    throw new RunFileError(`${file} cannot be read: ${(error as Error).message}`)
  } finally {
    stream.destroy()
  }
}

function lineOf(text: string, number: number): Line {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    return {
      row: null,
      problem: `${number}: not JSON (${(error as Error).message}); each line must be one JSON object`,
    }
  }
  const wrong = Value.Check(RunSchema, value) ? [] : mistakes(RunSchema, value) // finding mistakes is slow
  if (wrong.length > 0)
    return { row: null, problem: `${number}: ${wrong.join('; ').replaceAll('the settings', 'the run')}` }
  const row = storedRun(value as Run, number)
  if (typeof row !== 'string') return { row, problem: null }
  return { row: null, problem: `${number}: /${row}: there is no such time; correct the date` }
}

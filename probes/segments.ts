// The files of the spool: `<boot>-<first sequence>.jsonl`, one result a line.
import { open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from './log.ts'
import type { Result } from './result.ts'

/** `last` and `results` count what is whole; `bytes` is the size on disk. */
export type Segment = { path: string; boot: string; first: number; last: number; results: number; bytes: number }

const NAME = /^(.+)-(\d{12})\.jsonl$/

export function nameOf(folder: string, boot: string, first: number): string {
  return join(folder, `${boot}-${String(first).padStart(12, '0')}.jsonl`)
}

/** All segments of the folder, oldest first; empty ones are removed. */
export async function listSegments(folder: string, log: Log): Promise<Segment[]> {
  const segments: Segment[] = []
  for (const name of (await readdir(folder)).sort()) {
    const [, boot, first] = NAME.exec(name) ?? []
    if (!boot || !first) continue
    const segment = { path: join(folder, name), boot, first: Number(first), last: 0, results: 0, bytes: 0 }
    const results = await readSegment(segment, log)
    segment.results = results.length
    segment.last = results.at(-1)?.sequence ?? 0
    if (results.length > 0) segments.push(segment)
    else await removeSegment(segment, log)
  }
  return segments
}

/** The whole lines of a segment; half a line, left by a crash while writing, never counted and is passed over. */
export async function readSegment(segment: Segment, log: Log): Promise<Result[]> {
  try {
    const text = await readFile(segment.path, 'utf8')
    segment.bytes = Buffer.byteLength(text)
    return text.split('\n').flatMap(parseLine)
  } catch (error) {
    log.error({ file: segment.path, why: (error as Error).message }, 'a segment of the spool cannot be read')
    return []
  }
}

function parseLine(line: string): Result[] {
  try {
    const result = JSON.parse(line)
    return Number.isSafeInteger(result?.sequence) ? [result] : []
  } catch {
    return []
  }
}

export async function removeSegment(segment: Segment, log: Log): Promise<void> {
  try {
    await rm(segment.path, { force: true })
  } catch (error) {
    log.error({ file: segment.path, why: (error as Error).message }, 'a segment of the spool cannot be removed')
  }
}

/** Makes a new file's name durable, where the system can do that. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync().catch(() => {})
  } finally {
    await handle.close()
  }
}

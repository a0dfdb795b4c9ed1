// The files of the spool: `<boot>-<first sequence>.jsonl`, one result a line; full ones are gzipped and end in `.gz`.
import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Log } from './log.ts'
import type { Result } from './result.ts'

/** `last` and `results` count what is whole; `bytes` is the size on disk. */
export type Segment = { path: string; boot: string; first: number; last: number; results: number; bytes: number }

const NAME = /^(.+)-(\d{12})\.jsonl(\.gz)?$/
const PART = /-\d{12}\.jsonl\.gz\.part$/
const pack = promisify(gzip)
const unpack = promisify(gunzip)

export function nameOf(folder: string, boot: string, first: number): string {
  return join(folder, `${boot}-${String(first).padStart(12, '0')}.jsonl`)
}

/** All segments of the folder, oldest first; empty ones are removed, and so is what a crash left of gzipping. */
export async function listSegments(folder: string, log: Log): Promise<Segment[]> {
  const segments: Segment[] = []
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name)
    if (PART.test(name)) await rm(path, { force: true })
    const [, boot, first] = NAME.exec(name) ?? []
    if (!boot || !first) continue
    const segment = { path, boot, first: Number(first), last: 0, results: 0, bytes: 0 }
    const results = await readSegment(segment, log)
    segment.results = results.length
    segment.last = results.at(-1)?.sequence ?? 0
    const twin = segments.at(-1)?.path === path.replace(/\.gz$/, '') ? segments.pop() : undefined
    const [better, worse] = twin && twin.results > segment.results ? [twin, segment] : [segment, twin]
    if (worse) await removeSegment(worse, log)
    if (better.results > 0) segments.push(better)
    else await removeSegment(better, log)
  }
  return segments
}

/** The whole lines of a segment; half a line, left by a crash while writing, never counted and is passed over. */
export async function readSegment(segment: Segment, log: Log): Promise<Result[]> {
  try {
    const bytes = await readFile(segment.path)
    segment.bytes = bytes.length
    const text = segment.path.endsWith('.gz') ? await unpack(bytes) : bytes
    return text.toString('utf8').split('\n').flatMap(parseLine)
  } catch (error) {
    log.error({ file: segment.path, why: (error as Error).message }, 'a segment of the spool cannot be read')
    return []
  }
}

/**
 * Gzips a segment that will not grow any more. The plain file goes only once the other one is durable under its name, so
 * that a crash leaves one of them, or both. When that fails (which is logged) it stays plain.
 */
export async function packSegment(segment: Segment, log: Log): Promise<void> {
  const { path } = segment
  try {
    const packed = await pack(await readFile(path))
    await writeDurably(`${path}.gz.part`, packed)
    await rename(`${path}.gz.part`, `${path}.gz`)
    await syncFolder(join(path, '..'))
    segment.path = `${path}.gz`
    segment.bytes = packed.length
    await rm(path, { force: true })
  } catch (error) {
    log.error({ file: path, why: (error as Error).message }, 'a segment of the spool cannot be gzipped; it stays plain')
    await rm(`${path}.gz.part`, { force: true }).catch(() => {})
  }
}

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
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

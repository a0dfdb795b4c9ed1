// Results on disk until a server has them: JSON Lines in segments named after their boot and first sequence.
import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import type { Log } from './log.ts'
import type { Result } from './result.ts'
import { listSegments, nameOf, packSegment, readSegment, removeSegment, type Segment, syncFolder } from './segments.ts'

export type SpoolSettings = {
  folder: string
  /** Sortable id of this start of the agent, from `makeBoot`. */
  boot: string
  /** Default 1024. */
  maxMegabytes?: number | undefined
  /** Results in one segment; default 200. */
  perSegment?: number
  /** Results kept while nothing can be written; default 2,000. */
  maxInMemory?: number
  log: Log
}

export type Batch = { boot: string; results: Result[] }

export type Spool = {
  /** This start of the agent. */
  boot: string
  /** Gives the result its sequence; when it resolves, the result is on disk (or, if that fails, in memory and logged). */
  append: (result: Omit<Result, 'sequence'>) => Promise<Result>
  /** The oldest results of one boot that are not acknowledged, in order. */
  pending: (limit?: number) => Promise<Batch | null>
  /** Forgets everything of `boot` up to and including `sequence`. */
  acknowledge: (boot: string, sequence: number) => Promise<void>
  /** Bytes on disk of a result in the gzipped segments; `null` while there are none. */
  bytesPerResult: () => number | null
  close: () => Promise<void>
}

/** 13 digits of UTC milliseconds and a random part: sorts by time, never used twice. */
export function makeBoot(now: number): string {
  return `${String(now).padStart(13, '0')}${randomBytes(4).toString('hex')}`
}

/** Opens the spool and finds what earlier boots left. An unusable folder is logged; results then stay in memory. */
export async function openSpool(settings: SpoolSettings): Promise<Spool> {
  const { folder, boot, log, perSegment = 200, maxInMemory = 2_000 } = settings
  const maxBytes = (settings.maxMegabytes ?? 1024) * 1024 * 1024
  let segments: Segment[] = []
  let current: { segment: Segment; file: FileHandle } | null = null
  let unwritten: Result[] = []
  let sequence = 0
  let inTrouble = false
  const acknowledged = new Map<string, number>()
  let turn: Promise<unknown> = Promise.resolve()

  try {
    await mkdir(folder, { recursive: true })
    segments = await listSegments(folder, log)
  } catch (error) {
    trouble(error)
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work, work)
    turn = mine.catch(() => {})
    return mine
  }

  function trouble(error: unknown): void {
    if (!inTrouble) {
      const why = (error as Error).message
      const advice =
        'results stay in memory and are lost if the agent ends; free space or mend the folder’s permissions'
      log.error({ folder, why }, `the spool cannot be used: ${advice}`)
    }
    inTrouble = true
  }

  async function write(): Promise<void> {
    try {
      const { segment, file } = await currentSegment()
      const lines = unwritten.map((result) => `${JSON.stringify(result)}\n`).join('')
      await file.appendFile(lines)
      await file.datasync()
      segment.bytes += Buffer.byteLength(lines)
      segment.results += unwritten.length
      segment.last = unwritten.at(-1)?.sequence ?? segment.last
      unwritten = []
      if (inTrouble) log.info({ folder }, 'the spool works again')
      inTrouble = false
    } catch (error) {
      trouble(error)
      await closeCurrent()
      forgetOldestInMemory()
    }
  }

  async function currentSegment() {
    if (current && current.segment.results >= perSegment) await closeFull(current.segment)
    if (current) return current
    const first = unwritten[0]?.sequence ?? sequence
    const segment = { path: nameOf(folder, boot, first), boot, first, last: 0, results: 0, bytes: 0 }
    await mkdir(folder, { recursive: true })
    const file = await open(segment.path, 'a')
    current = { segment, file }
    segments = [...segments.filter(({ path }) => path !== segment.path), segment]
    await syncFolder(folder)
    // a failed write of before may have left half a line
    if ((await file.stat()).size > 0) await file.appendFile('\n')
    return current
  }

  async function closeFull(segment: Segment): Promise<void> {
    await closeCurrent()
    await packSegment(segment, log)
  }

  async function closeCurrent(): Promise<void> {
    await current?.file.close().catch(() => {})
    current = null
  }

  function forgetOldestInMemory(): void {
    const excess = unwritten.length - maxInMemory
    if (excess <= 0) return
    unwritten = unwritten.slice(excess)
    log.error({ dropped: excess }, 'the oldest results in memory were dropped: the spool cannot be written')
  }

  async function keepWithinBounds(): Promise<void> {
    const size = () => segments.reduce((sum, { bytes }) => sum + bytes, 0)
    while (segments[0] && size() > maxBytes) {
      const oldest = segments[0]
      await remove(oldest)
      log.error(
        { dropped: oldest.results, boot: oldest.boot, maxBytes },
        'the spool is full: the oldest results were dropped; raise spool.maxMegabytes or mend the delivery',
      )
    }
  }

  async function remove(segment: Segment): Promise<void> {
    if (current?.segment === segment) await closeCurrent()
    await removeSegment(segment, log)
    segments = segments.filter((one) => one !== segment)
  }

  async function collect(limit: number): Promise<Batch | null> {
    const oldest = segments[0]?.boot ?? (unwritten.length > 0 ? boot : null)
    if (oldest === null) return null
    const known = acknowledged.get(oldest) ?? 0
    const found = new Map<number, Result>()
    for (const segment of segments.filter((one) => one.boot === oldest)) {
      if (found.size >= limit) break
      for (const result of await readSegment(segment, log))
        if (result.sequence > known) found.set(result.sequence, result)
    }
    if (oldest === boot) for (const result of unwritten) if (result.sequence > known) found.set(result.sequence, result)
    const results = [...found.values()].sort((a, b) => a.sequence - b.sequence).slice(0, limit)
    if (results.length > 0) return { boot: oldest, results }
    // nothing readable is left of this boot: the next one must not wait behind it
    const spent = segments.filter((one) => one.boot === oldest)
    for (const segment of spent) await remove(segment)
    return spent.length > 0 ? collect(limit) : null
  }

  return {
    boot,
    append: (result) =>
      inTurn(async () => {
        sequence += 1
        const numbered = { sequence, ...result }
        unwritten.push(numbered)
        await write()
        await keepWithinBounds()
        return numbered
      }),
    pending: (limit = 100) => inTurn(() => collect(limit)),
    acknowledge: (of, upTo) =>
      inTurn(async () => {
        acknowledged.set(of, Math.max(upTo, acknowledged.get(of) ?? 0))
        if (of === boot) unwritten = unwritten.filter((result) => result.sequence > upTo)
        for (const segment of segments.filter((one) => one.boot === of && one.last <= upTo)) await remove(segment)
      }),
    bytesPerResult: () => {
      const packed = segments.filter(({ path }) => path.endsWith('.gz'))
      const results = packed.reduce((sum, one) => sum + one.results, 0)
      return results > 0 ? packed.reduce((sum, { bytes }) => sum + bytes, 0) / results : null
    },
    close: () => inTurn(closeCurrent),
  }
}

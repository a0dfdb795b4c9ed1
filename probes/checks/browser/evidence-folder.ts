// Pictures and traces of failed runs: written veiled, for their owner only, kept for some days and within a bound.
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StepResult } from '../../result.ts'
import type { BrowserSettings } from '../../settings.ts'
import type { TraceEntry } from './trace.ts'
import type { Veil } from './veil.ts'

export type Scene = {
  flow: string
  /** UTC milliseconds. */
  at: number
  /** Why the run ended. */
  why: string
  steps: Pick<StepResult, 'id' | 'outcome' | 'durationMs'>[]
  requests: TraceEntry[]
  picture: Uint8Array | null
}

const DAY_MS = 86_400_000
const KEEP_DAYS = 7
/** All pictures and traces together. */
export const MOST_BYTES = 256 * 1024 * 1024
const OURS = /^\d{8}T\d{9}Z-[a-z0-9@-]+\.(png|json)$/

/** Writes `<time>-<flow>.json` and, where there is one, the picture of the same name; then forgets what is too old or too much. */
export async function keepScene(scene: Scene, settings: BrowserSettings, veil: Veil, most = MOST_BYTES): Promise<void> {
  const { evidenceFolder: folder, keepDays = KEEP_DAYS } = settings
  if (folder === undefined) return
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const time = new Date(scene.at).toISOString().replace(/[-:.]/g, '')
  const file = join(folder, `${time}-${scene.flow.replaceAll('/', '-')}`)
  const { picture, ...told } = scene
  const text = JSON.stringify(told, (_, value) => (typeof value === 'string' ? veil(value) : value), 1)
  await writeFile(`${file}.json`, `${text}\n`, { mode: 0o600 })
  if (picture) await writeFile(`${file}.png`, picture, { mode: 0o600 })
  await tidy(folder, scene.at - keepDays * DAY_MS, most)
}

/** Oldest first; nothing that is not ours. */
async function tidy(folder: string, oldest: number, most: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => OURS.test(name)).sort()
  let left = 0
  for (const name of names.toReversed()) {
    const file = join(folder, name)
    const { size, mtimeMs } = await stat(file).catch(() => ({ size: 0, mtimeMs: 0 }))
    left += size
    if (left > most || Math.min(mtimeMs, timeOf(name)) < oldest) await rm(file, { force: true })
  }
}

function timeOf(name: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/.exec(name) ?? []
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

// Keeps pauses over restarts: a small file beside the results that wait, replaced as a whole.
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import Type from 'typebox'
import { Value } from 'typebox/value'
import type { Log } from './log.ts'
import type { Pauses } from './pauses.ts'
import { syncFolder } from './segments.ts'

const PausesSchema = Type.Record(
  Type.String(),
  Type.Object({ code: Type.String(), until: Type.Number(), times: Type.Integer({ minimum: 1 }) }),
)

/** What an earlier start left; nothing where there is no file, or none that can be read (which is logged). */
export async function readPauses(file: string, log: Log): Promise<Pauses> {
  try {
    const pauses: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (Value.Check(PausesSchema, pauses)) return pauses
    throw new Error('it does not hold pauses')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') log.error({ file, why: message }, 'the pauses of before cannot be read; flows run again')
    return {}
  }
}

/** A crash at any moment leaves the old file or the new one. Never throws: trouble is logged. */
export async function writePauses(file: string, pauses: Pauses, log: Log): Promise<void> {
  const beside = `${file}.part`
  try {
    await mkdir(dirname(file), { recursive: true })
    const handle = await open(beside, 'w')
    try {
      await handle.writeFile(JSON.stringify(pauses))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(beside, file)
    await syncFolder(dirname(file))
  } catch (error) {
    log.error({ file, why: (error as Error).message }, 'the pauses cannot be written; a restart would forget them')
  }
}

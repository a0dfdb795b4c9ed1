// One program to a data folder: a second one would take the first one's certificates, spool and database from under it.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Takes the folder; gives what lets it go again, or the id of the process that has it. The lock of a dead process does not count. */
export function lockFolder(folder: string): { release: () => void } | { takenBy: number } {
  const file = join(folder, 'lock')
  const holder = readHolder(file)
  if (holder !== null && holder !== process.pid && isAlive(holder)) return { takenBy: holder }
  writeFileSync(file, String(process.pid))
  return { release: () => rmSync(file, { force: true }) }
}

function readHolder(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : null
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

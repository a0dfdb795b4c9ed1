// What a browser with all its processes takes, and their end, by Linux's /proc; elsewhere nothing is known.
import { readdirSync, readFileSync } from 'node:fs'

/** Megabytes of resident memory of `pid` and everything below it; `null` where there is no /proc. */
export function treeMegabytes(pid: number): number | null {
  const tree = treeOf(pid)
  return tree && tree.reduce((sum, one) => sum + residentOf(one), 0) / 1024
}

/** Kills `pid` and everything below it at once; those that are gone already are left out. */
export function killTree(pid: number): void {
  for (const one of treeOf(pid) ?? [pid]) {
    try {
      process.kill(one, 'SIGKILL')
    } catch {
      // it ended by itself
    }
  }
}

function treeOf(root: number): number[] | null {
  const parents = readParents()
  if (!parents) return null
  const tree = [root]
  for (const above of tree) for (const [pid, parent] of parents) if (parent === above) tree.push(pid)
  return tree
}

function readParents(): Map<number, number> | null {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    return new Map(pids.map((pid) => [Number(pid), parentOf(pid)]))
  } catch {
    return null
  }
}

/** proc(5): the name in brackets may hold anything, so that what follows the last bracket counts. */
function parentOf(pid: string): number {
  const stat = readOr(`/proc/${pid}/stat`)
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0)
}

function residentOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readOr(`/proc/${pid}/status`))?.[1] ?? 0)
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // ended meanwhile
  }
}

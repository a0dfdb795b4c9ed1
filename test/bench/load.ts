// Load on one address by wrk where it is installed, otherwise by autocannon; on a core beside that of the server where that can be said.
import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import autocannon from 'autocannon'

const CONNECTIONS = 64
const hasTaskset = spawnSync('taskset', ['-V']).status === 0
const hasWrk = spawnSync('wrk', ['-v']).error === undefined

export const LOADED_BY = `${hasWrk ? 'wrk' : 'autocannon'}, ${CONNECTIONS} connections`

/** Words before a command that keep it on the server's core; none where that cannot be said. */
export const ON_SERVER_CORE = hasTaskset ? ['taskset', '-c', '0'] : []

/** Keeps a running process on the server's core. */
export function pinToServerCore(pid: number | undefined): void {
  if (hasTaskset) spawnSync('taskset', ['-a', '-p', '-c', '0', String(pid)])
}

/** Requests a second that were answered, gzipped; `etag`: of what is known already. Throws when any was answered with an error. */
export function load(url: string, seconds: number, etag?: string): Promise<number> {
  const headers: Record<string, string> = { 'accept-encoding': 'gzip', ...(etag && { 'if-none-match': etag }) }
  return hasWrk ? loadByWrk(url, seconds, headers) : loadByAutocannon(url, seconds, headers)
}

async function loadByWrk(url: string, seconds: number, headers: Record<string, string>): Promise<number> {
  const given = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const wrk = ['wrk', '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, ...given, url]
  const [command = '', ...words] = hasTaskset ? ['taskset', '-c', '1', ...wrk] : wrk
  const { stdout } = await promisify(execFile)(command, words, { encoding: 'utf8' })
  const bad = Number(stdout.match(/Non-2xx or 3xx responses: (\d+)/)?.[1] ?? 0)
  if (bad > 0) throw new Error(`${url} answered ${bad} times with an error`)
  return Number(stdout.match(/Requests\/sec:\s+([\d.]+)/)?.[1])
}

async function loadByAutocannon(url: string, seconds: number, headers: Record<string, string>): Promise<number> {
  const { requests } = await autocannon({ url, headers, connections: CONNECTIONS, duration: seconds, workers: 1 })
  return requests.average
}

// `npm run bench:serve`: requests per second of published documents, as a share of nginx serving the same bytes in the same run.
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import autocannon from 'autocannon'
import { request } from 'undici'
import { type ServedFile, startNginx } from './nginx.ts'

const SECONDS = 1
const ROUNDS = 6
const CONNECTIONS = 64
/** Sent by both, so that both send as many bytes. */
const COMPARED = [
  'cache-control',
  'vary',
  'content-security-policy',
  'x-content-type-options',
  'referrer-policy',
  'access-control-allow-origin',
]
const hasTaskset = spawnSync('taskset', ['-V']).status === 0
const hasWrk = spawnSync('wrk', ['-v']).error === undefined

const server = fork(join(import.meta.dirname, 'page-server.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
const [port] = (await once(server, 'message')) as [number]
if (hasTaskset) spawnSync('taskset', ['-a', '-p', '-c', '0', String(server.pid)])
const own = `http://127.0.0.1:${port}`
const page = await gzipped(`${own}/`)
const json = await gzipped(`${own}/api/v1/status`)
const files = new Map([
  ['index.html', page],
  ['status.json', json],
])
const nginx = startNginx(files, await freePort(), hasTaskset ? ['taskset', '-c', '0'] : [])
try {
  await compare(`http://127.0.0.1:${nginx?.port ?? port}`)
} finally {
  await nginx?.stop()
  server.disconnect()
}

type Case = { name: string; own: string; other: string; condition?: { own: string; other: string } }

async function compare(other: string): Promise<void> {
  await pause(500)
  const condition = { own: await etag(`${own}/`), other: await etag(`${other}/${nginx ? 'index.html' : ''}`) }
  const cases: Case[] = [
    { name: 'page', own: `${own}/`, other: `${other}/index.html` },
    { name: 'notModified', own: `${own}/`, other: `${other}/index.html`, condition },
    { name: 'json', own: `${own}/api/v1/status`, other: `${other}/status.json` },
  ]
  const ratios: Record<string, number | null> = {}
  const rows = []
  for (const one of cases) {
    const [ours, theirs] = await alternate(one)
    ratios[`${one.name}Ratio`] = nginx ? Math.round((ours / theirs) * 1000) / 1000 : null
    const nginxPerSecond = nginx ? Math.round(theirs) : '-'
    rows.push({ document: one.name, bongsuPerSecond: Math.round(ours), nginxPerSecond })
  }
  const sizes = `page ${page.bytes.length} bytes gzipped, JSON ${json.bytes.length}`
  console.log(`${sizes}; load by ${hasWrk ? 'wrk' : 'autocannon'}, ${CONNECTIONS} connections`)
  if (!nginx) console.log('nginx is not installed here: no ratio. On Debian: apt-get install nginx-light')
  console.table(rows)
  console.log(JSON.stringify(ratios))
}

/** The best of many short rounds, in which both take turns: noise only ever slows. */
async function alternate({ own, other, condition }: Case): Promise<[number, number]> {
  let [ours, theirs] = [0, 0]
  await load(own, condition?.own) // compiles what is hot
  for (let round = 0; round < ROUNDS; round += 1) {
    ours = Math.max(ours, await load(own, condition?.own))
    if (nginx) theirs = Math.max(theirs, await load(other, condition?.other))
  }
  return [ours, theirs]
}

function load(url: string, condition: string | undefined): Promise<number> | number {
  const headers: Record<string, string> = {
    'accept-encoding': 'gzip',
    ...(condition && { 'if-none-match': condition }),
  }
  return hasWrk ? loadByWrk(url, headers) : loadByAutocannon(url, headers)
}

function loadByWrk(url: string, headers: Record<string, string>): number {
  const given = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const wrk = ['wrk', '-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, ...given, url]
  const words = hasTaskset ? ['taskset', '-c', '1', ...wrk] : wrk
  const { stdout } = spawnSync(words[0] ?? '', words.slice(1), { encoding: 'utf8' })
  if (/Non-2xx/.test(stdout)) {
    const bad = Number(stdout.match(/Non-2xx or 3xx responses: (\d+)/)?.[1])
    if (bad > 0) throw new Error(`${url} answered ${bad} times with an error`)
  }
  return Number(stdout.match(/Requests\/sec:\s+([\d.]+)/)?.[1])
}

async function loadByAutocannon(url: string, headers: Record<string, string>): Promise<number> {
  const { requests } = await autocannon({ url, headers, connections: CONNECTIONS, duration: SECONDS })
  return requests.average
}

/** Undecoded, with the headers that nginx does not make itself. */
async function gzipped(url: string): Promise<ServedFile> {
  const answer = await request(url, { headers: { 'accept-encoding': 'gzip' } })
  const bytes = Buffer.from(await answer.body.arrayBuffer())
  const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
    COMPARED.includes(name) && typeof value === 'string' ? [[name, value] as [string, string]] : [],
  )
  return { bytes, headers }
}

async function etag(url: string): Promise<string> {
  const answer = await fetch(url, { headers: { 'accept-encoding': 'gzip' } })
  await answer.arrayBuffer()
  return answer.headers.get('etag') ?? ''
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}

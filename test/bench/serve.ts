// `npm run bench:serve`: requests per second of published documents, as a share of nginx serving the same bytes in the same run; what a
// year of results adds to a new snapshot; and how long committing and telling take while the page is loaded to saturation.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { request } from 'undici'
import { rounded } from './figures.ts'
import { LOADED_BY, load, ON_SERVER_CORE, pinToServerCore } from './load.ts'
import { type ServedFile, startNginx } from './nginx.ts'
import { whileLoaded } from './serve-loaded.ts'
import type { YearFigures } from './year-server.ts'

const SECONDS = 1
const ROUNDS = 6
/** Sent by both, so that both send as many bytes. */
const COMPARED = [
  'cache-control',
  'vary',
  'content-security-policy',
  'x-content-type-options',
  'referrer-policy',
  'access-control-allow-origin',
]

const ratios = await besideNginx()
const year = await besideNoHistory()
const loaded = await whileLoaded()
console.table({ 'front page loaded': loaded })
console.log(JSON.stringify({ ...ratios, ...year, ...loaded }))

type Case = { name: string; own: string; other: string | null; condition?: { own: string; other: string } }

async function besideNginx(): Promise<Record<string, number | null>> {
  const server = startChild('page-server.ts')
  const [port] = (await once(server, 'message')) as [number]
  pinToServerCore(server.pid)
  const own = `http://127.0.0.1:${port}`
  const page = await gzipped(`${own}/`)
  const json = await gzipped(`${own}/api/v1/status`)
  const files = new Map([
    ['index.html', page],
    ['status.json', json],
  ])
  const nginx = startNginx(files, await freePort(), ON_SERVER_CORE)
  try {
    await pause(500)
    const other = nginx ? `http://127.0.0.1:${nginx.port}` : null
    const condition = { own: await etag(`${own}/`), other: other ? await etag(`${other}/index.html`) : '' }
    console.log(`page ${page.bytes.length} bytes gzipped, JSON ${json.bytes.length}; load by ${LOADED_BY}`)
    if (!nginx) console.log('nginx is not installed here: no ratio. On Debian: apt-get install nginx-light')
    return await compare([
      { name: 'page', own: `${own}/`, other: other && `${other}/index.html` },
      { name: 'notModified', own: `${own}/`, other: other && `${other}/index.html`, condition },
      { name: 'json', own: `${own}/api/v1/status`, other: other && `${other}/status.json` },
    ])
  } finally {
    await nginx?.stop()
    server.disconnect()
  }
}

async function compare(cases: Case[]): Promise<Record<string, number | null>> {
  const ratios: Record<string, number | null> = {}
  const rows = []
  for (const one of cases) {
    const [ours, theirs] = await alternate(one)
    ratios[`${one.name}Ratio`] = theirs > 0 ? rounded(ours / theirs, 3) : null
    rows.push({ document: one.name, bongsuPerSecond: Math.round(ours), nginxPerSecond: Math.round(theirs) || '-' })
  }
  console.table(rows)
  return ratios
}

/** The best of many short rounds, in which both take turns: noise only ever slows. */
async function alternate({ own, other, condition }: Case): Promise<[number, number]> {
  let [ours, theirs] = [0, 0]
  await load(own, SECONDS, condition?.own) // compiles what is hot
  for (let round = 0; round < ROUNDS; round += 1) {
    ours = Math.max(ours, await load(own, SECONDS, condition?.own))
    if (other) theirs = Math.max(theirs, await load(other, SECONDS, condition?.other))
  }
  return [ours, theirs]
}

/** Both servers at once, so that their throughput can be compared in turns. */
async function besideNoHistory() {
  const children = { empty: startChild('year-server.ts', 'empty'), year: startChild('year-server.ts', 'year') }
  try {
    const [[empty], [year]] = (await Promise.all([
      once(children.empty, 'message'),
      once(children.year, 'message'),
    ])) as [[YearFigures], [YearFigures]]
    console.table({ 'no history': empty, 'a year': year })
    for (const { pid } of Object.values(children)) pinToServerCore(pid)
    const [ours, theirs] = await alternate({
      name: 'a year',
      own: `http://127.0.0.1:${year.port}/`,
      other: `http://127.0.0.1:${empty.port}/`,
    })
    return {
      yearPageRatio: rounded(ours / theirs, 3),
      yearSnapshotRatio: rounded(year.snapshotMs / empty.snapshotMs, 2),
      yearSnapshotMs: year.snapshotMs,
      yearComponentMs: year.componentMs,
    }
  } finally {
    for (const child of Object.values(children)) child.disconnect()
  }
}

function startChild(file: string, ...words: string[]) {
  return fork(join(import.meta.dirname, file), words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
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

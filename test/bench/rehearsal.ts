// `npm run bench:rehearsal`: how long a newcomer waits: the first green page, and for every fault the page and the first mail.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  allOperational,
  type CaughtMessage,
  type Running,
  type Status,
  startProgram,
  until,
} from '../support/rehearsal.ts'

type Incident = { id: string; title: { ko: string; en: string }; updates: { body: { ko: string; en: string } }[] }
type Row = { fault: string; pageSeconds: number | null; mailSeconds: number | null; state: string; said: string }

const only = process.argv.slice(2)
const data = mkdtempSync(join(tmpdir(), 'bongsu-rehearsal-'))
const begun = performance.now()
const bongsu = await startProgram(data)
const greenSeconds = await seconds(() =>
  until('everything is green', 60_000, async () => allOperational(await status(bongsu))),
)
const rows: Row[] = []
try {
  for (const fault of (await faults(bongsu)).filter((name) => only.length === 0 || only.includes(name))) {
    rows.push(await tryFault(bongsu, fault))
    console.error(JSON.stringify(rows.at(-1)))
  }
} finally {
  await bongsu.interrupt()
  rmSync(data, { recursive: true, force: true })
}
console.table(rows.map(({ said, ...row }) => ({ ...row, said: said.slice(0, 110) })))
console.log(JSON.stringify({ greenSeconds, faults: rows.map(({ said, ...row }) => row) }))

async function tryFault(program: Running, fault: string): Promise<Row> {
  const [target = '', name = ''] = fault.split('/')
  const before = (await program.json<CaughtMessage[]>('/rehearsal/messages')).length
  const on = performance.now()
  await program.switchFault(target, name, true)
  const row: Row = { fault, pageSeconds: null, mailSeconds: null, state: '', said: '' }
  try {
    const broken = await until('the page turns', 90_000, async () => {
      const seen = await status(program)
      return allOperational(seen) ? null : seen
    })
    row.pageSeconds = since(on)
    await until('a mail is caught', 60_000, async () => {
      const messages = await program.json<CaughtMessage[]>('/rehearsal/messages')
      return messages.slice(before).some(({ channel }) => channel === 'email')
    })
    row.mailSeconds = since(on)
    const { incidents } = await program.json<{ incidents: Incident[] }>('/api/v1/incidents')
    row.state = (await status(program)).state || broken.state
    row.said = `${incidents[0]?.title.en}: ${incidents[0]?.updates[0]?.body.en}`
  } catch (error) {
    row.said = (error as Error).message
  }
  await program.switchFault(target, name, false)
  await until('everything is green again', 120_000, async () => allOperational(await status(program)))
  return row
}

async function faults(program: Running): Promise<string[]> {
  const { targets } = await program.json<{ targets: { id: string; faults: { id: string }[] }[] }>('/rehearsal/faults')
  return targets.flatMap((target) => target.faults.map(({ id }) => `${target.id}/${id}`))
}

function status(program: Running): Promise<Status> {
  return program.json<Status>('/api/v1/status')
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  await work()
  return since(begun)
}

function since(start: number): number {
  return Math.round((performance.now() - start) / 100) / 10
}

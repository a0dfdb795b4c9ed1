// `npm run bench:telling -- [--mails 100000] [--many 1000000]`: bringing subscribers up to date over SMTP against bare pooled nodemailer with equal
// mails; the first message while all are due; a commit with a million subscribers against one with ten; memory while a million are told.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createTransport } from 'nodemailer'
import { type Db, openDatabase } from '../../data/database.ts'
import {
  type IncidentRow,
  insertIncident,
  insertIncidentUpdate,
  saveIncidentComponents,
  updateIncident,
} from '../../data/queries/incidents.ts'
import { newId } from '../../server/incidents/ids.ts'
import { emailChannel } from '../../server/notify/channels.ts'
import { type Mail, openMailer } from '../../server/notify/email.ts'
import { renderMessage } from '../../views/render.ts'
import { BOOK } from '../support/address-book.ts'
import { SITE, snapshotOf } from '../support/snapshots.ts'
import { startSink } from './start-sink.ts'
import { providerOutage } from './telling-outage.ts'
import { fill, personAt } from './telling-people.ts'
import { worker } from './telling-worker.ts'

const { values } = parseArgs({
  options: { mails: { type: 'string', default: '100000' }, many: { type: 'string', default: '1000000' } },
})
const [mails, many] = [Number(values.mails), Number(values.many)]
const CONNECTIONS = 20
const COMMITS = 200
const FROM = '봉수 <alerts@status.example.kr>'
const START = Date.now()

const SNAPSHOT = snapshotOf('document-down')
const [SHOWN] = SNAPSHOT.incidents
if (!SHOWN) throw new Error('The snapshot has no incident.')
const FALLBACKS = new Map(SNAPSHOT.fallbacks.map((one) => [one.id, one]))
const COMPONENTS = new Map(SNAPSHOT.services.flatMap(({ components }) => components).map((one) => [one.id, one]))
const PARTS = {
  site: SITE,
  nameOf: (id: string) => COMPONENTS.get(id)?.name ?? { ko: id, en: id },
  isShared: () => false,
  fallbacksOf: (id: string) => (COMPONENTS.get(id)?.fallbacks ?? []).flatMap((name) => FALLBACKS.get(name) ?? []),
  now: START,
}
const NEEDS = { render: renderMessage, parts: () => PARTS, secret: 'bench', open: BOOK.open }

const folder = mkdtempSync(join(tmpdir(), 'bongsu-bench-telling-'))
const sink = await startSink()
try {
  const { port } = sink
  const smtp = { host: '127.0.0.1', port, connections: CONNECTIONS }

  // before and after, since machines are noisy
  const before = await bareMails(port)
  await sink.ask('clear')
  const told = await tellAll(smtp)
  const taken = await sink.ask('count')
  const bare = (before + (await bareMails(port))) / 2
  const ratio = told.perSecond / bare
  console.log(
    `${mails} mails: ${Math.round(told.perSecond)} a second, bare nodemailer ${Math.round(bare)}; the first ${told.firstMs} ms after the commit`,
  )
  const [few, large] = [await openWith(10), await openWith(many)]
  // the first round only warms up
  let [commitFew, commitMany] = [0, 0]
  for (let round = 0; round < 3; round += 1) {
    commitFew = await commitTime(few.db)
    commitMany = await commitTime(large.db)
  }
  await few.close()
  await large.close()
  const rss = await tellMany(fileOf(many))
  const outage = await providerOutage(10_000)
  console.log(
    `10000 subscribers, two hours without a provider, nine changes: at most ${outage.most} messages each, ${outage.total} in all, ${outage.stale} stale`,
  )
  console.log(
    `a commit takes ${commitFew.toFixed(2)} ms with ten subscribers, ${commitMany.toFixed(2)} ms with ${many}`,
  )
  console.log(
    JSON.stringify({
      ratio: Number(ratio.toFixed(2)),
      lost: mails + 1 - taken.distinct,
      duplicates: taken.mails - taken.distinct,
      firstMessageMs: told.firstMs,
      commitRatio1M: Number((commitMany / commitFew).toFixed(2)),
      rssMB: Math.round(rss / 2 ** 20),
    }),
  )
} finally {
  sink.stop()
  rmSync(folder, { recursive: true })
}

/** Mails a second of nodemailer's pool alone, with a mail as we send it: words and headers. */
async function bareMails(port: number): Promise<number> {
  const transport = createTransport({ pool: true, maxConnections: CONNECTIONS, host: '127.0.0.1', port, secure: false })
  const { references, ...mail } = await mailAsSent()
  const inReplyTo = references ?? ''
  const count = Math.min(mails, 20_000)
  const began = performance.now()
  let next = 0
  const worker = async () => {
    while (next < count) {
      next += 1
      const to = `reader${next}@example.kr`
      await transport.sendMail({ ...mail, from: FROM, references: inReplyTo, inReplyTo, to })
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS * 4 }, worker))
  const seconds = (performance.now() - began) / 1000
  transport.close()
  return count / seconds
}

async function mailAsSent(): Promise<Mail> {
  const caught: Mail[] = []
  const send = async (mail: Mail) => {
    caught.push(mail)
    return { ok: true as const, ref: '' }
  }
  const channel = emailChannel({ name: 'smtp', connections: 1, send, close: () => {} }, { from: FROM }, NEEDS)
  const subscriber = { ...personAt(0), scope: [] }
  const told = { candidate: { subscriber, knowledge: null }, topic: 'x', version: 1, kind: 'opened' as const }
  await channel.send([{ ...told, matter: { about: 'incident', incident: SHOWN as NonNullable<typeof SHOWN> } }])
  const [mail] = caught
  if (!mail) throw new Error('No mail was made.')
  return mail
}

async function tellAll(smtp: { host: string; port: number; connections: number }) {
  const { db, close } = await openDatabase(join(folder, 'mails.sqlite'))
  await fill(db, mails)
  const operator = { ...personAt(mails), role: 'operator' as const }
  await db.insertInto('subscribers').values(operator).execute()
  const mailer = openMailer({ from: FROM, smtp })
  const pass = worker(db, emailChannel(mailer, { from: FROM }, NEEDS))
  await open(db)
  const committed = Date.now()
  const began = performance.now()
  let sent = 0
  while (sent < mails + 1) sent += (await pass()).sent
  const seconds = (performance.now() - began) / 1000
  const { firstAt } = await sink.ask('count')
  mailer.close()
  await close()
  return { perSecond: mails / seconds, firstMs: Math.max(0, (firstAt ?? 0) - committed) }
}

function fileOf(subscribers: number): string {
  return join(folder, `with-${subscribers}.sqlite`)
}

async function openWith(subscribers: number) {
  const opened = await openDatabase(fileOf(subscribers))
  await fill(opened.db, subscribers)
  return opened
}

/** Milliseconds of a change of an incident (median). */
async function commitTime(db: Db): Promise<number> {
  const incident = await open(db)
  const times: number[] = []
  for (let version = 2; version < COMMITS + 2; version += 1) {
    const began = performance.now()
    await updateIncident(db, { ...incident, version, kind: 'changed' })
    times.push(performance.now() - began)
  }
  await updateIncident(db, {
    ...incident,
    version: COMMITS + 2,
    kind: 'resolved',
    status: 'resolved',
    resolvedAt: START,
  })
  return times.sort((a, b) => a - b)[COMMITS / 2] ?? Number.NaN
}

/** The most memory (bytes) of a process of its own while all are told by a provider that takes everything at once. */
async function tellMany(file: string): Promise<number> {
  const child = fork(join(import.meta.dirname, 'telling-many.ts'), [file, String(many)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [{ rss, seconds }] = (await once(child, 'message')) as [{ rss: number; seconds: number }]
  console.log(`${many} subscribers told in ${Math.round(seconds)} s by a provider that takes everything`)
  return rss
}

async function open(db: Db): Promise<IncidentRow> {
  const { components, updates, causes: _, ...rest } = SHOWN as NonNullable<typeof SHOWN>
  const incident = { ...rest, id: newId(), cause: newId(), kind: 'opened' as const }
  await insertIncident(db, incident)
  await saveIncidentComponents(db, incident.id, components)
  for (const update of updates) await insertIncidentUpdate(db, incident.id, { ...update, id: newId() })
  return incident
}

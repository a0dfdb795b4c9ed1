// What must hold of what people were told: I5 to I9.
import type { Db } from '../../data/database.ts'
import { publicIncidents } from '../../data/queries/incidents.ts'
import type { Told } from '../../server/notify/reconcile.ts'
import type { Finding } from './checks.ts'
import { keyOf, type Letter, type Post } from './post.ts'
import { READERS } from './readers.ts'
import type { Script } from './script.ts'

const MINUTE = 60_000

/** `duplicates`: beyond what crashes and lost answers explain; `untold`: readers who do not know what they should. */
export async function checkLetters(db: Db, script: Script, { letters, excuses }: Pick<Post, 'letters' | 'excuses'>) {
  const findings: Finding[] = []
  const find = (invariant: string, text: string) => findings.push({ invariant, text })
  const threads = Map.groupBy(letters, ({ subscriber, incident }) => `${subscriber} ${incident}`)
  for (const [thread, told] of threads) {
    if (told[0]?.kind !== 'opened') find('I6', `${thread}: the first message says ${told[0]?.kind}`)
    const older = told.findIndex((one, index) => index > 0 && one.version < (told[index - 1]?.version ?? 0))
    if (older > 0) find('I6', `${thread}: version ${told[older]?.version} came after ${told[older - 1]?.version}`)
  }
  const counts = Map.groupBy(letters, keyOf)
  let duplicates = 0
  for (const [key, { length }] of counts) duplicates += Math.max(0, length - 1 - (excuses.get(key) ?? 0))
  if (duplicates > 0) find('I7', `${duplicates} messages came twice without a reason`)
  const gone = READERS[script.leaving.reader]?.address ?? ''
  const after = letters.find(({ subscriber, at }) => subscriber === gone && at > script.leaving.at + MINUTE / 12)
  if (after) find('I8', `${gone} left and was still told of ${after.incident}`)
  for (const text of recoveries(script, letters)) find('I9', text)
  const untold = await unknowing(db, script, threads, gone)
  for (const text of untold) find('I5', text)
  return { findings, duplicates, untold: untold.length }
}

/** I7: a call that is not on record before it is made would be made again after a crash, and by another worker meanwhile. */
export async function checkWrittenDown(db: Db, told: Told[]): Promise<Finding[]> {
  const rows = await db
    .selectFrom('attempts')
    .select(['subscriber', 'topic', 'version'])
    .where('state', '=', 'started')
    .execute()
  const started = new Set(rows.map(({ subscriber, topic, version }) => `${subscriber} ${topic} v${version}`))
  return told
    .map(({ candidate, topic, version }) => `${candidate.subscriber.id} ${topic} v${version}`)
    .filter((call) => !started.has(call))
    .map((call) => ({ invariant: 'I7', text: `${call} was sent before it was written down` }))
}

/** After an outage of the provider, one message per reader and incident brings all up to date. */
function recoveries({ providerOut }: Script, letters: Letter[]): string[] {
  const uniqueLetters = [...new Map(letters.map((one) => [keyOf(one), one])).values()]
  return providerOut.flatMap(({ until }) => {
    const soon = uniqueLetters.filter(({ at }) => at >= until && at < until + MINUTE)
    const perThread = Map.groupBy(soon, ({ subscriber, incident }) => `${subscriber} ${incident}`)
    return [...perThread]
      .filter(([, { length }]) => length > 1)
      .map(([thread, { length }]) => `${thread}: ${length} messages at once`)
  })
}

/** The world has been quiet for long: whoever was told of an incident knows its end, and whoever should know of it does. */
async function unknowing(
  db: Db,
  { providerOut }: Script,
  threads: Map<string, Letter[]>,
  gone: string,
): Promise<string[]> {
  const texts: string[] = []
  for (const incident of await publicIncidents(db, 1000)) {
    const { id, status, detectedAt, resolvedAt, components, version } = incident
    if (status !== 'resolved') texts.push(`incident ${id} (${incident.title.ko}) never ends`)
    const about = new Set([incident.service, ...components.flatMap((one) => [one.id, one.id.split('/')[0] ?? ''])])
    const out = providerOut.some(({ from, until }) => from < (resolvedAt ?? 0) && until + 16 * MINUTE > detectedAt)
    for (const { address, scope, role } of READERS) {
      const concerned = scope.length === 0 || scope.some((one) => about.has(one))
      const open = incident.audience === 'everyone' || role === 'operator'
      const last = threads.get(`${address} ${id}`)?.at(-1)
      if (address === gone) continue
      if (last && (last.kind !== 'resolved' || last.version !== version))
        texts.push(`${address} does not know the end of ${id}`)
      if (!last && concerned && open && !out) texts.push(`${address} was never told of ${id}`)
      if (last && !open) texts.push(`${address} was told of ${id}, which is for operators`)
    }
  }
  return texts
}

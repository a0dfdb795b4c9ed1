// The server of the simulation: real database file, real deciding and telling. Killed, it loses everything but the file.
import { sql } from 'kysely'
import { loadCatalogue } from '../../data/catalogue.ts'
import { type Database, type Db, openDatabase } from '../../data/database.ts'
import type { Report } from '../../probes/result.ts'
import { createBoardCache } from '../../server/incidents/board-cache.ts'
import { DEFAULT_POLICY } from '../../server/incidents/policy.ts'
import { type DecidingContext, type Recorded, recordReport, sweep } from '../../server/incidents/record-result.ts'
import { createMemory, type ReconcileMemory, reconcile, type TellingChannel } from '../../server/notify/reconcile.ts'
import { PLACES } from './script.ts'

/** The process died here. */
export class Killed extends Error {}

export type Machine = {
  db: () => Db
  record: (place: string, report: Report) => Promise<Recorded>
  sweep: () => Promise<boolean>
  tell: () => Promise<void>
  /** Dies at the statement that is `after` statements away. */
  dieAfter: (after: number) => void
  /** What a restart does: everything in memory is gone. */
  restart: () => Promise<void>
  close: () => Promise<void>
}

export const CATALOGUE = loadCatalogue()

export async function openMachine(
  file: string,
  now: () => number,
  post: TellingChannel,
  places = PLACES,
): Promise<Machine> {
  let left = Infinity
  let starts = 0
  let database: Database
  let db: Db
  let context: DecidingContext
  let memory: ReconcileMemory
  const killer = {
    transformQuery: <T>({ node }: { node: T }): T => {
      left -= 1
      if (left < 0) throw new Killed('killed before a statement')
      return node
    },
    transformResult: async <T>({ result }: { result: T }): Promise<T> => result,
  }
  const restart = async () => {
    await database?.close()
    left = Infinity
    starts += 1
    database = await openDatabase(file)
    // processes are killed here, not machines: waiting for the disk would prove nothing
    await sql`PRAGMA synchronous = OFF`.execute(database.db)
    db = database.db.withPlugin(killer)
    const locations = places.map((id) => ({ id, group: id }))
    context = { catalogue: CATALOGUE, policy: DEFAULT_POLICY, locations, cache: createBoardCache(), now }
    memory = createMemory()
  }
  await restart()
  return {
    db: () => database.db,
    record: (place, report) => recordReport(db, context, place, report),
    sweep: async () => (await sweep(db, context)).changed,
    tell: async () => {
      const quietly = { info: () => {}, warn: () => {} }
      const needs = {
        channels: [post],
        policy: { changeGapSeconds: 1800 },
        random: () => 0.5,
        log: quietly,
        isSure: async () => true,
      }
      await reconcile({ ...needs, db, now, owner: `worker-${starts}`, memory })
    },
    dieAfter: (after) => {
      left = after
    },
    restart,
    close: () => database.close(),
  }
}

// Group commit: reports that arrive while a transaction runs are decided together in the next one.
import type { Db } from '../../data/database.ts'
import type { Burst, Report } from '../../probes/result.ts'
import { burstsAt, type DecidingContext, type Recorded, recordReports, type Submission } from './record-result.ts'

export type Answer = { refused: { sequence: number; why: string }[]; bursts: Burst[] }

type Waiting = Submission & { resolve: (recorded: Recorded) => void; reject: (error: unknown) => void }

/** Results of one transaction, unless one report alone holds more. */
const MOST_RESULTS = 1000

export type IngestParts = {
  db: Db
  context: DecidingContext
  /** Called after each commit. */
  committed: (batch: Submission[], changed: boolean) => void
  /** Waits until what has already arrived is read, so that it shares the commit. */
  gather: () => Promise<void>
}

/**
 * What takes reports: each is answered after the commit that holds it. Of several in one transaction a bad one is rejected
 * alone. A report without results is only asked what to run again, and writes nothing.
 */
export function openIngest({ db, context, committed, gather }: IngestParts) {
  const submit = groupCommit(async (batch) => {
    const recorded = await recordReports(db, context, batch)
    committed(
      batch,
      recorded.some(({ changed }) => changed),
    )
    return recorded
  }, gather)
  return async (location: string, report: Report): Promise<Answer> => {
    if (report.results.length === 0) return { refused: [], bursts: await burstsAt(db, context, location) }
    const { refused, bursts } = await submit({ location, report })
    return { refused, bursts }
  }
}

/** Hands on submissions in their order, never two batches at once; after an error each of the batch is tried alone. */
export function groupCommit(
  commit: (batch: Submission[]) => Promise<Recorded[]>,
  gather: () => Promise<void>,
): (submission: Submission) => Promise<Recorded> {
  const queue: Waiting[] = []
  let running = false
  return (submission) =>
    new Promise((resolve, reject) => {
      queue.push({ ...submission, resolve, reject })
      if (!running) void run()
    })

  async function run(): Promise<void> {
    running = true
    while (queue.length > 0) {
      await gather()
      await settleBatch(queue.splice(0, batchSize(queue)))
    }
    running = false
  }

  async function settleBatch(batch: Waiting[]): Promise<void> {
    try {
      const recorded = await commit(batch.map(({ location, report }) => ({ location, report })))
      for (const [index, { resolve }] of batch.entries()) resolve(recorded[index] as Recorded)
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error)
      else for (const one of batch) await settleBatch([one])
    }
  }
}

/** As many as fit into one transaction, at least one. */
function batchSize(queue: Waiting[]): number {
  let results = 0
  const fits = queue.findIndex(({ report }) => {
    results += report.results.length
    return results > MOST_RESULTS
  })
  return fits < 0 ? queue.length : Math.max(1, fits)
}

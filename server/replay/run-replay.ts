// Carries out `npm run replay`: opens the history, runs it through the engine, and tells what that one says beside what was said.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Db, openDatabase } from '../../data/database.ts'
import { arrivals, decidedDuring, incidentsDuring, ranWhere } from '../../data/queries/replay.ts'
import { type Surroundings, surroundings } from '../../data/queries/surroundings.ts'
import type { Environment } from '../../probes/settings-file.ts'
import { UsageError } from '../arguments.ts'
import type { Config } from '../config.ts'
import { planMaintenances } from '../incidents/maintenance-plan.ts'
import { DEFAULT_POLICY, type Policy } from '../incidents/policy.ts'
import { installationOf } from '../installation.ts'
import { QUICK } from '../rehearsal/rehearsal.ts'
import type { ReplayOrder } from './arguments.ts'
import { type Difference, differences } from './compare.ts'
import { type Ran, runEngine, type Span } from './engine-run.ts'
import { catalogueWith, hasHistory, locationsOf, openHistory } from './history.ts'
import { type PolicyChange, policyChanges, readPolicyFile } from './policy-file.ts'
import { type FileRead, readRunFile } from './run-file.ts'
import { type Said, saidOf } from './said.ts'

export type Replayed = Span & {
  /** From when on the engine heard runs. */
  warmUpFrom: number
  ran: Ran
  /** Locations that runs are of and that are not configured: their word did not count. */
  strangers: string[]
  file: FileRead | null
  policy: PolicyChange[]
  now: Said
  /** Null: nothing is known of what was said then. */
  then: Said | null
  differences: Difference[]
}

const DAY = 86_400_000

/**
 * `tell` gets lines about what was left out. Throws UsageError, SettingsError, CatalogueError, DatabaseError, RunFileError.
 */
export async function runReplay(order: ReplayOrder, env: Environment, tell: (line: string) => void): Promise<Replayed> {
  await using opened = new AsyncDisposableStack()
  const installation = installationOf(order, env)
  const config = installation.settings
  const isAlone = order.file !== null && !hasHistory(order, installation)
  const history = isAlone ? null : opened.adopt(await openHistory(installation), ({ close }) => close()).db
  const present = presentPolicy(order, config)
  const policy = order.policy === null ? present : readPolicyFile(order.policy, present)
  const { db: runs, read } = order.file === null ? { db: history as Db, read: null } : await readAside(order.file)
  const span = await spanOf(runs, order)
  const found = await ranWhere(runs, span.warmUpFrom, span.until)
  const isForeign = order.file !== null && order.config === null && order.data === null
  const catalogue = catalogueWith(config?.catalogue, isForeign ? found.components : [])
  const locations = locationsOf(config, found.locations)
  const { db: into } = opened.adopt(await openDatabase(':memory:'), ({ close }) => close())
  const around = await surroundingsOf(history, config, into, span)
  const engine = { catalogue, policy, locations, ...(config && { staff: config.staffReports }) }
  const ran = await runEngine(into, runs, { from: span.warmUpFrom, until: span.until }, engine, around)
  const components = [...catalogue.components.keys()].sort()
  const now = await readSaid(into, components, span)
  const then = history && (await readSaid(history, components, span))
  return {
    ...span,
    ran,
    strangers: found.locations.filter((id) => !locations.some((one) => one.id === id)),
    file: read,
    policy: policyChanges(present, policy),
    now,
    then,
    differences: then ? differences(then.incidents, now.incidents, span.until) : [],
  }

  /** A file is put into a database of its own first, so that it need not be in order nor fit into memory. */
  async function readAside(file: string) {
    const folder = opened.adopt(mkdtempSync(join(tmpdir(), 'bongsu-replay-')), (made) =>
      rmSync(made, { recursive: true, force: true }),
    )
    const { db } = opened.adopt(await openDatabase(join(folder, 'runs.sqlite')), ({ close }) => close())
    return { db, read: await readRunFile(db, file, order.skipBad, tell) }
  }
}

/** The rehearsal's policy is that of the data folder that has no configuration. */
function presentPolicy({ file, data }: ReplayOrder, config: Config | null): Policy {
  if (config) return config.policy
  return file === null || data !== null ? { ...DEFAULT_POLICY, ...QUICK } : DEFAULT_POLICY
}

async function spanOf(runs: Db, { from, until, warmUpMs }: ReplayOrder): Promise<Span & { warmUpFrom: number }> {
  const known = await arrivals(runs)
  if (!known) throw new UsageError('No run was ever recorded there: there is nothing to replay.')
  const span = { from: from ?? known.first, until: until ?? known.last + 1 }
  const warmUpFrom = Math.min(span.from, Math.max(span.from - warmUpMs, known.first))
  if (span.until <= known.first || span.from > known.last || span.from >= span.until) {
    const iso = (at: number) => new Date(at).toISOString()
    throw new UsageError(
      `No run arrived between --from and --to: the first one arrived ${iso(known.first)}, the last one ${iso(known.last)}.`,
    )
  }
  return { ...span, warmUpFrom }
}

/** As they were recorded; without a history, maintenance as it is configured. */
async function surroundingsOf(
  history: Db | null,
  config: Config | null,
  into: Db,
  { warmUpFrom, until }: { warmUpFrom: number; until: number },
): Promise<Surroundings> {
  if (history) return surroundings(history, warmUpFrom - DAY, until)
  if (config) {
    const maintenanceAheadDays = Math.ceil((until - warmUpFrom) / DAY) + 1
    await planMaintenances(into, config.maintenances ?? [], { maintenanceAheadDays }, warmUpFrom)
  }
  return { maintenances: [], centers: [], taps: [] }
}

async function readSaid(db: Db, components: string[], span: Span): Promise<Said> {
  const incidents = await incidentsDuring(db, span.from, span.until)
  return saidOf(incidents, await decidedDuring(db, span.from, span.until), components, span)
}

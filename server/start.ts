// Opens everything in order and closes it in reverse. No decisions.
import { accessSync, constants } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { loadCatalogue } from '../data/catalogue.ts'
import { makeFolder, openDatabase } from '../data/database.ts'
import { pausedFlows } from '../data/queries/pauses.ts'
import { forgetPeople } from '../data/queries/people-retention.ts'
import { deleteOldStaffReports } from '../data/queries/staff-reports.ts'
import { howTellingGoes } from '../data/queries/told.ts'
import type { Environment } from '../probes/settings-file.ts'
import { keepAgentRunning } from './agent-process.ts'
import { buildApp } from './app.ts'
import { appNeeds } from './app-needs.ts'
import type { Arguments } from './arguments.ts'
import { type Config, checkAgainstCatalogue, placesOf, readConfig } from './config.ts'
import { lockFolder } from './folder-lock.ts'
import { forgetOld } from './incidents/availability-retention.ts'
import { rollUp } from './incidents/availability-rollup.ts'
import { createBoardCache } from './incidents/board-cache.ts'
import { groupNames } from './incidents/group-names.ts'
import { planMaintenances } from './incidents/maintenance-plan.ts'
import { sweep } from './incidents/record-result.ts'
import { STAFF_REPORTS_KEPT_MS } from './incidents/staff.ts'
import { startLoop } from './loops.ts'
import { createMetrics } from './metrics.ts'
import { smsLines } from './notify/settings.ts'
import { openTelling } from './open-telling.ts'
import { createFilePublishing } from './publish/file-publishing.ts'
import { openPublishing } from './publish/publishing.ts'
import type { Site } from './publish/snapshot.ts'
import { type Rehearsal, startRehearsal } from './rehearsal/rehearsal.ts'
import { readSigningKey, type SigningKey } from './signing-key.ts'

/** It cannot start; the message says why and how to mend it. */
export class StartError extends Error {}

export type Surroundings = {
  now: () => number
  env: Environment
  /** Prints a line for the person at the terminal. */
  say: (text: string) => void
  /** Called when going on makes no sense: the agent's settings are bad. */
  giveUp: () => void
  /** What is rehearsed without a configuration; left out: the bundled replicas. */
  rehearse?: typeof startRehearsal
}

export type Bongsu = { address: string; stop: () => Promise<void> }

const SWEEP_EVERY_MS = 1000
const PUBLISH_EVERY_MS = 1000
const TELL_EVERY_MS = 500
const RECEIPTS_EVERY_MS = 60_000
const HISTORY_EVERY_MS = 20_000
/** Proxies close what is silent for a minute or half of one. */
const BEAT_EVERY_MS = 20_000
const STAFF_REPORTS_A_BATCH = 1000
const PLAN_EVERY_MS = 3600_000
/** Often, since each call does a bounded piece of work and finds nothing to do most of the time. */
const ROLL_UP_EVERY_MS = 5000

/**
 * Starts the whole program and resolves when the page is served.
 * Throws SettingsError, CatalogueError, DatabaseError or StartError, with nothing left running.
 */
export async function startBongsu(given: Arguments, surroundings: Surroundings): Promise<Bongsu> {
  await using opened = new AsyncDisposableStack()
  const { now, say } = surroundings
  const settings = given.config === null ? null : configOf(given, surroundings.env)
  const data = settings?.data ?? given.data ?? './var'
  opened.defer(prepareFolder(data))
  const rehearsal = settings ? null : await (surroundings.rehearse ?? startRehearsal)(data, given.port ?? 8080, now)
  opened.defer(async () => rehearsal?.stop())
  const config = settings ?? (rehearsal as Rehearsal).config
  const catalogue = loadCatalogue(config.catalogue)
  if (given.config) checkAgainstCatalogue(config, catalogue, given.config)
  const log = pino({ level: config.rehearsal ? 'warn' : 'info' })
  const { db } = opened.adopt(await openDatabase(config.database), ({ close }) => close())
  const plan = () => planMaintenances(db, config.maintenances ?? [], config.policy, now())
  await plan()

  const metrics = createMetrics({ paused: () => pausedFlows(db, now()), telling: () => howTellingGoes(db, now()) })
  const site = siteOf(config)
  const locations = placesOf(config)
  const networks = groupNames(locations)
  const files = config.publish ? createFilePublishing({ settings: config.publish, metrics, log, now }) : null
  const publishing = openPublishing({
    db,
    catalogue,
    site,
    availability: config.availability,
    locations: config.locations,
    networks,
    metrics,
    signingKey: signingKeyOf(config),
    openPages: config.listen.openPages,
    files,
    now,
  })
  opened.defer(() => publishing.live.close())
  const telling = opened.adopt(
    await openTelling({ db, catalogue, config, site, current: publishing.publisher.current, metrics, log, now }),
    ({ close }) => close(),
  )
  const deciding = {
    catalogue,
    policy: config.policy,
    locations,
    staff: config.staffReports,
    cache: createBoardCache(),
    now,
  }
  const app = await buildApp(
    appNeeds({ db, config, deciding, publishing, telling, rehearsal, metrics, log, site, now }),
  )
  opened.defer(() => app.close())
  await publishing.refresh.now() // the first visitor finds a page, not a 404
  const address = await listen(app, config)
  if (config.rehearsal) site.url = address
  publishing.refresh.soon()
  say(greeting(config, address))

  const keep = (everyMs: number, work: () => Promise<unknown>) =>
    opened.adopt(
      startLoop(everyMs, work, (error) => log.error(error)),
      ({ stop }) => stop(),
    )
  keep(SWEEP_EVERY_MS, async () => {
    if ((await sweep(db, deciding)).changed) await publishing.refresh.now()
  })
  keep(PUBLISH_EVERY_MS, publishing.refresh.tick)
  keep(HISTORY_EVERY_MS, async () => {
    await publishing.history.refresh()
    publishing.refresh.soon()
  })
  if (files) keep(PUBLISH_EVERY_MS, files.tick)
  keep(BEAT_EVERY_MS, async () => publishing.live.beat())
  keep(TELL_EVERY_MS, telling.reconcile)
  keep(RECEIPTS_EVERY_MS, telling.followTexts)
  keep(PLAN_EVERY_MS, plan)
  keep(ROLL_UP_EVERY_MS, async () => {
    const { changed } = await rollUp(db, { catalogue, settings: config.availability }, now())
    if (changed) publishing.refresh.soon()
    await forgetOld(db, config.retention, now())
  })
  keep(ROLL_UP_EVERY_MS, () => forgetPeople(db, now()))
  keep(ROLL_UP_EVERY_MS, () => deleteOldStaffReports(db, now() - STAFF_REPORTS_KEPT_MS, STAFF_REPORTS_A_BATCH))
  const agentSettings = rehearsal?.writeAgentSettings(address) ?? (config.agent ? given.config : null)
  if (agentSettings) {
    opened.adopt(
      keepAgentRunning(
        ['--config', agentSettings, '--server', address, ...(rehearsal ? ['--quiet'] : [])],
        surroundings.giveUp,
        (error) => log.warn(error),
      ),
      ({ stop }) => stop(),
    )
  }
  const everything = opened.move()
  return { address, stop: () => everything.disposeAsync() }
}

/** The command line wins over the file. */
function configOf({ config, port, data }: Arguments, env: Environment): Config {
  return readConfig(config ?? '', env, { ...(port === null ? {} : { port }), ...(data === null ? {} : { data }) })
}

/** Makes the folder and takes it for this process alone; gives what lets it go. */
function prepareFolder(folder: string): () => void {
  const lock = openFolder(folder)
  if ('release' in lock) return lock.release
  throw new StartError(
    `The folder ${folder} is in use by process ${lock.takenBy}, another Bongsu. Stop that one, or choose another folder with --data.`,
  )
}

function openFolder(folder: string) {
  try {
    makeFolder(folder)
    accessSync(folder, constants.W_OK)
    return lockFolder(folder)
  } catch (error) {
    const why = (error as Error).message
    throw new StartError(
      `The folder ${folder} cannot be used: ${why}. Make it writable, or choose another with --data.`,
    )
  }
}

function signingKeyOf({ data, signing }: Config): SigningKey {
  try {
    return readSigningKey(data, signing)
  } catch (error) {
    throw new StartError((error as Error).message)
  }
}

const CC_BY = {
  name: { ko: '저작자표시(CC BY 4.0)', en: 'Creative Commons Attribution 4.0' },
  url: 'https://creativecommons.org/licenses/by/4.0/deed.ko',
}

function siteOf({ site, rehearsal, availability, notify = {} }: Config): Site {
  const { name, url, operator, contact, official = false, licence = CC_BY } = site
  const telling = [
    ...(notify.email ? [{ channel: 'email' as const, by: notify.email.smtp.host }] : []),
    ...(notify.sms
      ? [
          {
            channel: 'sms' as const,
            by: smsLines(notify.sms)
              .map(({ provider }) => provider)
              .join(', '),
          },
        ]
      : []),
    ...(['webhook', 'chat', 'push'] as const).map((channel) => ({ channel, by: null })),
  ]
  const targets = availability.slo
  return { name, url, operator, contact, official, rehearsal, timeZone: 'Asia/Seoul', targets, telling, licence }
}

async function listen(app: FastifyInstance, { listen: { host, port } }: Config): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') {
      throw new StartError(
        `Port ${port} is taken by another program. Stop it, or choose another with --port (0 picks a free one).`,
      )
    }
    throw new StartError(`Port ${port} of ${host} cannot be opened: ${message}. Choose another with --port.`)
  }
  const address = app.server.address()
  const used = typeof address === 'object' && address ? address.port : port
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${used}`
}

function greeting({ rehearsal, data }: Config, address: string): string {
  if (!rehearsal) return `Bongsu serves its page at ${address}`
  return `
  봉수 Bongsu: a rehearsal. Nothing real is probed, and nothing leaves this machine
  but to a browser or a program that you subscribe yourself.

  The page           ${address}
  Break something    ${address}/rehearsal
                     curl -X PUT ${address}/rehearsal/faults/government24/login-rejects
  Mails and texts    ${address}/rehearsal/messages
  Console            ${address}/console (operator@bongsu.test)
  Data in            ${data}
  Stop with          Ctrl-C
`
}

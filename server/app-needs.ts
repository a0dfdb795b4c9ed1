// What each route plugin needs, from the opened parts.
import type { Logger } from 'pino'
import { isKnown } from '../data/catalogue.ts'
import type { Db } from '../data/database.ts'
import { incidentById } from '../data/queries/incidents.ts'
import { loadRegions } from '../data/regions.ts'
import { renderPage } from '../views/render.ts'
import type { AppNeeds } from './app.ts'
import type { Config } from './config.ts'
import { openIngest } from './incidents/ingest.ts'
import type { DecidingContext, Submission } from './incidents/record-result.ts'
import { nextTurn } from './loops.ts'
import { type Metrics, whyInconclusive } from './metrics.ts'
import { centerUrl } from './notify/staff-link.ts'
import type { OpenTelling } from './open-telling.ts'
import { outlookOf } from './outlook.ts'
import { deskPage, signInPage } from './pages/console.ts'
import { consoleCentersPage } from './pages/console-centers.ts'
import { consoleIncidentPage } from './pages/console-incident.ts'
import { createFinder } from './pages/find.ts'
import { managePage } from './pages/manage.ts'
import { messagePage } from './pages/message.ts'
import { notFoundPage } from './pages/not-found.ts'
import { papersPage } from './pages/papers.ts'
import { rehearsalPage } from './pages/rehearsal.ts'
import { staffReportPage } from './pages/staff-report.ts'
import { HTML_HEADERS, renderIncident } from './publish/html-pages.ts'
import { publicView } from './publish/public-incident.ts'
import type { Publishing } from './publish/publishing.ts'
import type { Site } from './publish/snapshot.ts'
import type { Rehearsal } from './rehearsal/rehearsal.ts'
import type { ConsoleNeeds } from './routes/console.ts'
import type { DocumentsNeeds } from './routes/documents.ts'
import type { ManageNeeds } from './routes/manage.ts'
import type { StaffReportsNeeds } from './routes/staff-reports.ts'
import type { TextRepliesNeeds } from './routes/text-replies.ts'

type Parts = {
  db: Db
  config: Config
  deciding: DecidingContext
  publishing: Publishing
  telling: OpenTelling
  rehearsal: Rehearsal | null
  metrics: Metrics
  log: Logger
  site: Site
  now: () => number
}

export function appNeeds(parts: Parts): AppNeeds {
  const { config, publishing, telling, rehearsal, metrics, log, site } = parts
  const { publisher } = publishing
  return {
    publisher,
    logger: log,
    trustProxy: config.listen.trustProxy,
    htmlHeaders: HTML_HEADERS,
    live: { live: publishing.live },
    documents: documentsNeeds(parts),
    operational: { ready: () => publisher.current() !== null, metrics: metrics.registry },
    results: {
      keys: new Map(config.locations.map(({ id, key }) => [id, key])),
      now: parts.now,
      record: openIngest({
        db: parts.db,
        context: parts.deciding,
        committed: (batch, changed) => committed(parts, batch, changed),
        gather: nextTurn,
      }),
    },
    statusApi: {
      site,
      current: publisher.current,
      incidentById: async (id) => {
        const incident = await incidentById(parts.db, id)
        // operators find theirs by its address, which nothing public names
        return incident?.audience === 'operators' ? incident : incident && publicView(incident, parts.now())
      },
      renderIncident: (incident, language) => {
        const snapshot = publisher.current()
        return snapshot && renderIncident(snapshot, incident, language)
      },
    },
    subscriptions: telling.subscriptions,
    textSubscriptions: telling.textSubscriptions,
    browserSubscriptions: { db: parts.db, now: parts.now, secret: telling.secret, book: telling.book },
    textReplies: textRepliesNeeds(parts),
    manage: manageNeeds(parts),
    staffReports: staffReportsNeeds(parts),
    console: consoleNeeds(parts),
    rehearsal: rehearsal && {
      faults: rehearsal.faults,
      setFault: rehearsal.setFault,
      messages: rehearsal.messages,
      renderRehearsal: (state, language) => renderPage('rehearsal', rehearsalPage(site, state, language)),
    },
    notFound: {
      renderNotFound: (language) => renderPage('not-found', notFoundPage(site, language)),
      logError: (error) => log.error(error),
    },
  }
}

function documentsNeeds({ deciding, publishing: { publisher } }: Parts): DocumentsNeeds {
  const find = createFinder(deciding.catalogue.papers)
  return {
    renderFound: (query, language) => {
      const snapshot = publisher.current()
      return snapshot && renderPage('papers', papersPage(snapshot, { query, find }, language))
    },
  }
}

function textRepliesNeeds({ db, config, telling: { book }, now }: Parts): TextRepliesNeeds | null {
  const settings = config.notify?.smsReplies
  if (!settings) return null
  const { secret, from = 'from', text = 'text' } = settings
  return { db, now, book, secret, fields: { from, text } }
}

function manageNeeds({ db, deciding: { catalogue }, telling, site }: Parts): ManageNeeds {
  return {
    db,
    secret: telling.secret,
    book: telling.book,
    known: (id) => isKnown(catalogue, id),
    pages: {
      manage: (state, language) => renderPage('manage', managePage(site, catalogue, state, language)),
      badLink: (language) => renderPage('message', messagePage(site, 'bad-link', language, false)),
    },
  }
}

function staffReportsNeeds({ db, config, deciding: { catalogue }, telling, site, now }: Parts): StaffReportsNeeds {
  const countsForMs = config.staffReports.withinSeconds * 1000
  return {
    db,
    catalogue,
    now,
    secret: telling.secret,
    book: telling.book,
    pages: {
      staffReport: (state, language) =>
        renderPage('staff-report', staffReportPage({ ...state, catalogue, site, countsForMs }, language)),
      busy: (language) => renderPage('message', messagePage(site, 'busy', language, false)),
    },
  }
}

function consoleNeeds(parts: Parts): ConsoleNeeds {
  const { db, config, deciding, telling, site, now } = parts
  const { secret, book, sendLink } = telling
  return {
    db,
    now,
    secret,
    book,
    secure: config.site.url.startsWith('https:'),
    sendLink,
    changed: () => publishAnew(parts),
    outlook: outlookOf(config, deciding.catalogue),
    regions: loadRegions(),
    reportPage: (id) => centerUrl(secret, site, id, 'ko'),
    pages: {
      signIn: (state, language) => renderPage('console-sign-in', signInPage(site, state, language)),
      desk: (state, language) => renderPage('console', deskPage(site, state, language)),
      incident: (state, language) => renderPage('console-incident', consoleIncidentPage(site, state, language)),
      centers: (state, language) => renderPage('console-centers', consoleCentersPage(site, state, language)),
    },
  }
}

function committed(parts: Parts, batch: Submission[], changed: boolean): void {
  const { publishing, metrics } = parts
  for (const { location, report } of batch) {
    for (const { verdict, reason } of report.results) {
      metrics.results.inc({ location, verdict })
      if (verdict === 'inconclusive') metrics.inconclusive.inc({ location, why: whyInconclusive(reason) })
    }
  }
  if (changed) {
    metrics.changes.inc()
    publishAnew(parts)
  } else publishing.refresh.soon()
}

function publishAnew({ publishing, log }: Parts): void {
  publishing.refresh.now().catch((error) => log.error(error))
}

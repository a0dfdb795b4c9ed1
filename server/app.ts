// The site map: every route plugin, in order. Published documents are answered in front of the router.
import { createServer } from 'node:http'
import fastifyFormbody from '@fastify/formbody'
import fastifyRateLimit from '@fastify/rate-limit'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Publisher } from './publish/publisher.ts'
import { assetsRoutes } from './routes/assets.ts'
import { type BrowserSubscriptionsNeeds, browserSubscriptionsRoutes } from './routes/browser-subscriptions.ts'
import { type ConsoleNeeds, consoleRoutes } from './routes/console.ts'
import { type DocumentsNeeds, documentsRoutes } from './routes/documents.ts'
import { echoRoutes } from './routes/echo.ts'
import { type LiveNeeds, liveRoutes } from './routes/live.ts'
import { type ManageNeeds, manageRoutes } from './routes/manage.ts'
import { type NotFoundNeeds, notFoundRoutes } from './routes/not-found.ts'
import { type OperationalNeeds, operationalRoutes } from './routes/operational.ts'
import { type RehearsalNeeds, rehearsalRoutes } from './routes/rehearsal.ts'
import { type ResultsNeeds, resultsRoutes } from './routes/results.ts'
import { type StaffReportsNeeds, staffReportsRoutes } from './routes/staff-reports.ts'
import { type StatusApiNeeds, statusApiRoutes } from './routes/status-api.ts'
import { type SubscriptionsNeeds, subscriptionsRoutes } from './routes/subscriptions.ts'
import { type TextRepliesNeeds, textRepliesRoutes } from './routes/text-replies.ts'
import { type TextSubscriptionsNeeds, textSubscriptionsRoutes } from './routes/text-subscriptions.ts'

export type AppNeeds = {
  publisher: Publisher
  logger: FastifyBaseLogger
  trustProxy: boolean
  /** Security headers of every HTML answer: [name, value, …]. */
  htmlHeaders: string[]
  operational: OperationalNeeds
  live: LiveNeeds
  documents: DocumentsNeeds
  results: ResultsNeeds
  statusApi: StatusApiNeeds
  subscriptions: SubscriptionsNeeds | null
  textSubscriptions: TextSubscriptionsNeeds | null
  browserSubscriptions: BrowserSubscriptionsNeeds | null
  textReplies: TextRepliesNeeds | null
  manage: ManageNeeds | null
  staffReports: StaffReportsNeeds | null
  console: ConsoleNeeds | null
  rehearsal: RehearsalNeeds | null
  notFound: NotFoundNeeds
}

/** Everything but `listen`. */
export async function buildApp(needs: AppNeeds): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: needs.logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: needs.trustProxy,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1000 }, // the signed links of mails are longer than the usual 100
    serverFactory: (handler) =>
      createServer((request, response) => {
        if (!needs.publisher.answer(request, response)) handler(request, response)
      }),
  })
  notFoundRoutes(app, needs.notFound)
  protectPages(app, needs.htmlHeaders)
  await app.register(fastifyRateLimit, { global: false })
  await app.register(operationalRoutes, needs.operational)
  await app.register(assetsRoutes)
  await app.register(liveRoutes, needs.live)
  await app.register(documentsRoutes, needs.documents)
  await app.register(statusApiRoutes, needs.statusApi)
  await app.register(resultsRoutes, needs.results)
  await app.register(echoRoutes, needs.results)
  if (needs.browserSubscriptions) await app.register(browserSubscriptionsRoutes, needs.browserSubscriptions)
  await app.register(async (forms) => {
    await forms.register(fastifyFormbody)
    if (needs.subscriptions) await forms.register(subscriptionsRoutes, needs.subscriptions)
    if (needs.textSubscriptions) await forms.register(textSubscriptionsRoutes, needs.textSubscriptions)
    if (needs.textReplies) await forms.register(textRepliesRoutes, needs.textReplies)
    if (needs.manage) await forms.register(manageRoutes, needs.manage)
    if (needs.staffReports) await forms.register(staffReportsRoutes, needs.staffReports)
    if (needs.console) await forms.register(consoleRoutes, needs.console)
    if (needs.rehearsal) await forms.register(rehearsalRoutes, needs.rehearsal)
  })
  return app
}

function protectPages(app: FastifyInstance, headers: string[]): void {
  app.addHook('onSend', async (_request, reply) => {
    if (!String(reply.getHeader('content-type')).startsWith('text/html')) return
    for (let at = 0; at < headers.length; at += 2) {
      const name = headers[at] ?? ''
      if (!reply.hasHeader(name)) reply.header(name, headers[at + 1])
    }
  })
}

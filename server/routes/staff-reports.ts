// A center says how its tasks go: a signed link, no login, one tap. A GET never changes anything: mail scanners follow links.
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { AddressBook } from '../../data/address-book.ts'
import type { Catalogue } from '../../data/catalogue.ts'
import type { Db } from '../../data/database.ts'
import { activeCenter, type Center, latestAnswers, recordStaffReport } from '../../data/queries/staff-reports.ts'
import { presentId } from '../../data/queries/subscribers.ts'
import { type SpokenLanguage, STAFF_ANSWERS, type StaffAnswer, type StaffReportsTable } from '../../data/tables.ts'
import { newId } from '../incidents/ids.ts'
import { readStaffToken } from '../notify/staff-link.ts'
import { placeOf, tasksOf } from '../pages/staff-report.ts'
import { privatePage, seeOther } from './private-page.ts'

/** What the page of a center shows; `path` is where it stands and its forms post to, without language prefix. */
export type StaffReportState = { center: Center; answers: Map<string, StaffReportsTable>; path: string; now: number }

export type StaffReportsNeeds = {
  db: Db
  catalogue: Catalogue
  now: () => number
  /** Signs the links. */
  secret: string
  book: AddressBook
  /** The whole pages as HTML. */
  pages: {
    staffReport: (state: StaffReportState, language: SpokenLanguage) => string
    busy: (language: SpokenLanguage) => string
  }
}

const MINUTE = 60_000
/** Far above a busy counter that answers for every task and changes its mind; far below what would fill a disk. */
const TAPS = { most: 100, withinMs: 10 * MINUTE }
/** Answers older than a day tell the counter nothing any more. */
const SHOWN_FOR_MS = 24 * 60 * MINUTE

type Link = { Params: { token: string } }

export async function staffReportsRoutes(app: FastifyInstance, needs: StaffReportsNeeds): Promise<void> {
  const { db, catalogue, secret, book, pages } = needs

  for (const [prefix, language] of [
    ['', 'ko'],
    ['/en', 'en'],
  ] as const) {
    app.get<Link>(`${prefix}/staff/:token`, async ({ params: { token } }, reply) => {
      const center = await centerOf(token)
      if (!center) return notOurs(reply)
      const now = needs.now()
      const answers = await latestAnswers(db, center.id, now - SHOWN_FOR_MS)
      return privatePage(reply, pages.staffReport({ center, answers, path: `/staff/${token}`, now }, language))
    })

    app.post<Link>(`${prefix}/staff/:token`, async ({ params: { token }, body }, reply) => {
      const center = await centerOf(token)
      if (!center) return notOurs(reply)
      const tap = readTap(body, tasksOf(catalogue, center.scope))
      const page = `${prefix}/staff/${token}`
      if (!tap) return seeOther(reply, page) // it shows what there is to tap now
      const report = { id: newId(), center: center.id, ...tap, at: needs.now() }
      if (!(await recordStaffReport(db, report, TAPS))) return privatePage(reply.code(429), pages.busy(language))
      return seeOther(reply, `${page}#${placeOf(tap.component)}`)
    })
  }

  async function centerOf(token: string): Promise<Center | null> {
    const id = readStaffToken(secret, token)
    return id === null ? null : activeCenter(db, await presentId(db, book, id))
  }
}

function readTap(body: unknown, tasks: { id: string }[]): { component: string; answer: StaffAnswer } | null {
  const { component, answer } = (body ?? {}) as Record<string, unknown>
  const task = tasks.find(({ id }) => id === component)
  const said = STAFF_ANSWERS.find((one) => one === answer)
  return task && said ? { component: task.id, answer: said } : null
}

/** The same for a forged link and for one of a center that left: nobody learns which it is. */
function notOurs(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store').callNotFound()
}

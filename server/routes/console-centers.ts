// The console's page of the community service centers: a list is looked at first, then applied, and taken out again.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AddressBook } from '../../data/address-book.ts'
import type { Db } from '../../data/database.ts'
import { countOpenCenters } from '../../data/queries/centers.ts'
import type { Region } from '../../data/regions.ts'
import type { SpokenLanguage } from '../../data/tables.ts'
import { exportCenters, importCenters } from '../centers/orders.ts'
import { ListError } from '../centers/read-file.ts'
import type { Person } from '../console/session.ts'
import { fieldsOf, type Gate, NOTHING_SAID, type Said } from './console-gate.ts'
import { privatePage, seeOther } from './private-page.ts'

/** What a list would change; `file`: the list as base64, which is handed over again when it is applied. */
export type Preview = { said: string; file: string; allowClosures: boolean; acceptable: boolean }
export type CentersState = Said & { person: Person; count: number; preview: Preview | null }

export type ConsoleCentersNeeds = {
  db: Db
  now: () => number
  book: AddressBook
  regions: Region[]
  /** The page of a center on which it says how its counters do. */
  reportPage: (center: string) => string
  pages: { centers: (state: CentersState, language: SpokenLanguage) => string }
}

/** A list of all centers has half a megabyte. */
export const LIST_BYTES = 8 * 1024 * 1024

const TOO_LARGE = {
  ko: '파일이 너무 큽니다(8 MB까지). 명단 하나를 CSV로 저장해 올리십시오.',
  en: 'The file is too large (up to 8 MB). Save one list as CSV and upload that.',
}

type Asked = { Querystring: { done?: string } }

export function consoleCenters(app: FastifyInstance, needs: ConsoleCentersNeeds, gate: Gate): void {
  const { db, now, book, regions, pages } = needs
  const { home, forOperators, language } = gate
  const path = `${home}/centers`

  app.get(
    path,
    forOperators((person, { query }: FastifyRequest<Asked>, reply) =>
      page(person, reply, { done: query.done ?? false, problem: false }, null),
    ),
  )

  app.post(
    path,
    forOperators(async (person, request, reply) => {
      const upload = await request.file()
      const bytes = await upload?.toBuffer().catch(() => null)
      if (bytes === null) return page(person, reply.code(413), { done: false, problem: TOO_LARGE[language] }, null)
      const allowClosures = upload !== undefined && 'allowClosures' in upload.fields
      return read(person, reply, bytes ?? Buffer.alloc(0), { dryRun: true, allowClosures })
    }),
  )

  app.post(
    `${path}/apply`,
    { bodyLimit: 2 * LIST_BYTES },
    forOperators((person, { body }, reply) => {
      const { file = '', allowClosures } = fieldsOf(body)
      return read(person, reply, Buffer.from(file, 'base64'), { dryRun: false, allowClosures: allowClosures === 'on' })
    }),
  )

  app.post(
    `${path}/export`,
    forOperators(async ({ name }, _request, reply) => {
      const { csv } = await exportCenters(db, book, name, needs.reportPage, now())
      return reply
        .type('text/csv; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('content-disposition', 'attachment; filename="centers.csv"')
        .send(csv)
    }),
  )

  async function read(
    person: Person,
    reply: FastifyReply,
    bytes: Buffer,
    { dryRun, allowClosures }: { dryRun: boolean; allowClosures: boolean },
  ) {
    try {
      const order = { by: person.name, dryRun, allowClosures }
      const { said, done } = await importCenters(db, book, bytes, order, regions, now())
      if (done && !dryRun) return seeOther(reply, `${path}?done=imported`)
      const preview = { said, file: bytes.toString('base64'), allowClosures, acceptable: done }
      return page(person, done ? reply : reply.code(422), NOTHING_SAID, preview)
    } catch (error) {
      if (!(error instanceof ListError)) throw error
      return page(person, reply.code(422), { done: false, problem: error.message }, null)
    }
  }

  async function page(person: Person, reply: FastifyReply, said: Said, preview: Preview | null) {
    const count = await countOpenCenters(db)
    return privatePage(reply, pages.centers({ ...said, person, count, preview }, language))
  }
}

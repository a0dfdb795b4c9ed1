// The console's page of one incident, and what an operator orders of it.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../../data/database.ts'
import { type IncidentRecord, incidentById } from '../../data/queries/incidents.ts'
import type { SpokenLanguage } from '../../data/tables.ts'
import { UsageError } from '../arguments.ts'
import type { Person } from '../console/session.ts'
import { carryOut } from '../incidents/incident-actions.ts'
import { matricesOf } from '../incidents/incident-matrix.ts'
import { OrderError, orderOf, whatToDo } from '../incidents/incident-orders.ts'
import type { Outlook } from '../incidents/surroundings.ts'
import { fieldsOf, type Gate, NOTHING_SAID, type Said } from './console-gate.ts'
import { privatePage, seeOther } from './private-page.ts'

/** `matrix`: what the places saw, as text; `written`: the fields of an order that could not be done, with its name as `order`. */
export type IncidentState = Said & {
  person: Person
  incident: IncidentRecord
  matrix: string
  written: Partial<Record<string, string>>
  now: number
}

export type ConsoleIncidentNeeds = {
  db: Db
  now: () => number
  /** Something public may have changed. */
  changed: () => void
  outlook: Outlook
  pages: { incident: (state: IncidentState, language: SpokenLanguage) => string }
}

type OfIncident = { Params: { id: string }; Querystring: { done?: string } }

export function consoleIncident(app: FastifyInstance, needs: ConsoleIncidentNeeds, gate: Gate): void {
  const { db, now, pages } = needs
  const { home, forOperators, language } = gate

  app.get(
    `${home}/incidents/:id`,
    forOperators((person, { params, query }: FastifyRequest<OfIncident>, reply) =>
      page(person, params.id, reply, { done: query.done ?? false, problem: false }),
    ),
  )

  app.post(
    `${home}/incidents/:id`,
    forOperators(async (person, { params: { id }, body }: FastifyRequest<OfIncident>, reply) => {
      const fields = fieldsOf(body)
      const what = whatToDo(fields.order)
      if (what === null || what === 'show') return page(person, id, reply, NOTHING_SAID)
      const about = what === 'measure' ? (fields.measure ?? '') : id
      try {
        await carryOut(db, orderOf(what, about, { ...fields, by: person.name }), now())
      } catch (error) {
        if (!(error instanceof UsageError || error instanceof OrderError)) throw error
        const problem = error instanceof OrderError ? `${error.field} ${error.message}` : error.message
        return page(person, id, reply.code(422), { done: false, problem }, fields)
      }
      needs.changed()
      return seeOther(reply, `${home}/incidents/${id}?done=${what}`)
    }),
  )

  async function page(
    person: Person,
    id: string,
    reply: FastifyReply,
    said: Said,
    written: IncidentState['written'] = {},
  ) {
    const incident = await incidentById(db, id)
    if (!incident) return seeOther(reply, home)
    const matrix = await matricesOf(db, incident, now(), needs.outlook)
    return privatePage(reply, pages.incident({ ...said, person, incident, matrix, written, now: now() }, language))
  }
}

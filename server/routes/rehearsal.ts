// Rehearsal only, never registered otherwise: the fault switchboard and the caught messages.
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { SpokenLanguage } from '../../data/tables.ts'
import type { Caught } from '../rehearsal/caught.ts'
import { type FaultList, UnknownFault } from '../rehearsal/replicas.ts'
import { sendProblem } from './problem.ts'

export type RehearsalNeeds = {
  faults: () => Promise<FaultList>
  setFault: (target: string, fault: string, on: boolean) => Promise<void>
  messages: () => Caught[]
  renderRehearsal: (state: { targets: FaultList; messages: Caught[] }, language: SpokenLanguage) => string
}

type FaultRoute = { Params: { target: string; fault: string } }

export async function rehearsalRoutes(app: FastifyInstance, needs: RehearsalNeeds): Promise<void> {
  const state = async () => ({ targets: await needs.faults(), messages: needs.messages() })

  app.get('/rehearsal', async (_request, reply) => html(reply, needs.renderRehearsal(await state(), 'ko')))
  app.get('/en/rehearsal', async (_request, reply) => html(reply, needs.renderRehearsal(await state(), 'en')))
  app.get('/rehearsal/faults', async () => ({ targets: await needs.faults() }))
  app.get('/rehearsal/messages', async () => needs.messages())

  app.put<FaultRoute>('/rehearsal/faults/:target/:fault', async ({ params }, reply) => {
    return switchFault(reply, params, true)
  })
  app.delete<FaultRoute>('/rehearsal/faults/:target/:fault', async ({ params }, reply) => {
    return switchFault(reply, params, false)
  })
  app.post<FaultRoute & { Body: { on?: string } | undefined }>(
    '/rehearsal/faults/:target/:fault',
    async (request, reply) => {
      const { params, body } = request
      if (body?.on !== 'true' && body?.on !== 'false') {
        return sendProblem(reply, 422, 'bad-form', 'The form must say on=true or on=false.')
      }
      await needs.setFault(params.target, params.fault, body.on === 'true')
      const english = String(request.headers.referer).includes('/en/')
      return reply.redirect(english ? '/en/rehearsal' : '/rehearsal', 303)
    },
  )

  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof UnknownFault) return sendProblem(reply, 404, 'unknown-fault', error.message)
    throw error
  })

  async function switchFault(reply: FastifyReply, params: FaultRoute['Params'], on: boolean) {
    await needs.setFault(params.target, params.fault, on)
    return reply.send({ target: params.target, fault: params.fault, on })
  }
}

/** Mails carry their styles inline, and the frames that show them are bound by the policy of this page. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

function html(reply: FastifyReply, body: string): FastifyReply {
  const headers = { 'cache-control': 'no-store', 'content-security-policy': POLICY }
  return reply.type('text/html; charset=utf-8').headers(headers).send(body)
}

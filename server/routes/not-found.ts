// What no other route answers: a page for people, problem+json for programs; and errors, told without their insides.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LANGUAGES, type Language } from '../../views/format.ts'
import { sendProblem } from './problem.ts'

export type NotFoundNeeds = {
  renderNotFound: (language: Language) => string
  logError: (error: unknown) => void
}

export function notFoundRoutes(app: FastifyInstance, { renderNotFound, logError }: NotFoundNeeds): void {
  app.setNotFoundHandler(async (request, reply) => {
    if (!forPeople(request)) return sendProblem(reply, 404, 'not-found', `There is nothing at ${pathOf(request)}.`)
    const language = languageOf(pathOf(request))
    return reply.code(404).type('text/html; charset=utf-8').send(renderNotFound(language))
  })
  app.setErrorHandler<FastifyError>(async (error, _request, reply) => answerError(error, reply, logError))
}

function answerError(error: FastifyError, reply: FastifyReply, logError: (error: unknown) => void): FastifyReply {
  const status = error.statusCode ?? 500
  if (status < 500) return sendProblem(reply, status, error.code ?? 'bad-request', error.message)
  logError(error)
  return sendProblem(reply, 500, 'internal', 'Something went wrong here. Please try again in a moment.')
}

/** Korean where the address names no other. */
function languageOf(path: string): Language {
  return LANGUAGES.find((language) => path === `/${language}` || path.startsWith(`/${language}/`)) ?? 'ko'
}

function forPeople(request: FastifyRequest): boolean {
  return !pathOf(request).startsWith('/api/') && (request.headers.accept ?? '').includes('text/html')
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? '/'
}

import type { FastifyReply } from 'fastify'

/** Answers with problem+json (RFC 9457): `title` is a stable code, `detail` a sentence that says how to mend it. */
export function sendProblem(reply: FastifyReply, status: number, title: string, detail: string): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json; charset=utf-8')
    .send({ type: 'about:blank', title, status, detail })
}

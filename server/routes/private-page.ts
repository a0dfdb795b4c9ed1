import type { FastifyReply } from 'fastify'

/** Answers with a page for one person: kept nowhere, found by no search engine, and its address told to no other site. */
export function privatePage(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-robots-tag', 'noindex')
    .send(page)
}

/** After a change the page is shown by a GET, so that loading it again changes nothing. */
export function seeOther(reply: FastifyReply, path: string): FastifyReply {
  return reply.header('cache-control', 'no-store').redirect(path, 303)
}

// The baseline of `bench:probes`: the requests of the flow saeol/counter-issue made by undici alone, nothing looked at but what the next one needs.
import { readFileSync } from 'node:fs'
import { Agent, request } from 'undici'
import type { Identity } from '../../probes/credentials/identity.ts'
import type { Target } from '../../probes/settings.ts'

/** One pass on a fresh connection; gives the bytes of the document. Throws when it is none. */
export async function bareCounterIssue(target: Target, identity: Identity, userAgent: string): Promise<Uint8Array> {
  const { origin, hostname } = new URL(target.hosts.saeol ?? '')
  const dispatcher = new Agent({
    connections: 1,
    pipelining: 1,
    connect: {
      ca: readFileSync(target.ca ?? '', 'utf8'),
      servername: hostname,
      lookup: (
        _name: string,
        _options: object,
        done: (error: null, found: { address: string; family: number }[]) => void,
      ) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    } as never,
  })
  let cookie = ''
  const send = async (path: string, fields?: Record<string, string>) => {
    const body = fields ? new URLSearchParams(fields).toString() : null
    const answer = await request(new URL(path, origin), {
      dispatcher,
      method: body === null ? 'GET' : 'POST',
      body,
      headers: {
        'user-agent': userAgent,
        cookie,
        ...(body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
    })
    for (const one of [answer.headers['set-cookie'] ?? []].flat()) cookie = one.split(';')[0] ?? ''
    return { text: () => answer.body.text(), bytes: () => answer.body.bytes() }
  }
  try {
    const login = await (await send('/login')).text()
    const challenge = fieldOf(login, 'challenge')
    const signed = await identity.signChallenge(Buffer.from(challenge, 'base64'), Date.now())
    const signedChallenge = Buffer.from(signed).toString('base64')
    await (await send('/login', { _csrf: fieldOf(login, '_csrf'), challenge, signedChallenge })).text()
    await (await send('/')).text()
    const search = await (await send('/resident/search')).text()
    const asked = { _csrf: fieldOf(search, '_csrf'), residentNumber: identity.residentNumber() }
    const resident = await (await send('/resident/search', asked)).text()
    const way = /\/certificate\/issue\?resident=\w+/.exec(resident)?.[0] ?? ''
    const form = await (await send(way)).text()
    const names = ['_csrf', 'resident', 'certificateType', 'copies', 'reason']
    const order = Object.fromEntries(names.map((name) => [name, fieldOf(form, name)]))
    const document = await (await send('/certificate/issue', order)).bytes()
    if (Buffer.from(document.subarray(0, 5)).toString() !== '%PDF-')
      throw new Error('the bare requests got no document')
    return document
  } finally {
    await dispatcher.close()
  }
}

function fieldOf(html: string, name: string): string {
  return new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(html)?.[1] ?? ''
}

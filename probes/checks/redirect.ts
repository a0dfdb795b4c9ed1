import { Inconclusive, StepFailure } from '../flow.ts'
import { type Answer, bareUrl, type Request } from './exchange.ts'

/** What a browser would ask next after this answer, or `null` when it is not a redirect. */
export function nextRequest(request: Request, { status, headers }: Answer): Request | null {
  const location = headers.location
  if (![301, 302, 303, 307, 308].includes(status) || !location) return null
  if (!URL.canParse(location, request.url)) throw misled(request, status, 'the redirect leads to no valid address')
  const url = new URL(location, request.url)
  if (!/^https?:$/.test(url.protocol)) throw misled(request, status, `the redirect leads to ${url.protocol}`)
  url.hash = ''
  const { origin: _origin, 'content-type': _type, ...kept } = request.headers
  const becomesGet = status === 303 || (status !== 307 && status !== 308 && request.method === 'POST')
  if (becomesGet) return { method: 'GET', url: url.href, headers: kept, body: null }
  return { ...request, url: url.href }
}

/** Throws when the status says that the page is not there: a failure, or Inconclusive when it says that *we* are refused. */
export function refuseStatus(request: Request, { status, headers }: Answer): void {
  if (status < 300) return
  if (status === 403) throw new Inconclusive('blocked', `${bareUrl(request.url)} answered 403: we are not let in`)
  if (status === 429) {
    const said = headers['retry-after']
    const wait = typeof said === 'string' && /^\d{1,6}$/.test(said) ? Number(said) : undefined
    const after = wait === undefined ? '' : `, retry after ${wait} s`
    throw new Inconclusive('rate-limited', `${bareUrl(request.url)} answered 429${after}`, wait)
  }
  throw misled(request, status, `the answer has status ${status}`)
}

function misled(request: Request, status: number, cause: string): StepFailure {
  const target = bareUrl(request.url)
  const expectation = `${request.method} ${new URL(target).pathname} answers with a page`
  return new StepFailure({ layer: 'http', code: `status-${status}`, target, expectation, cause })
}

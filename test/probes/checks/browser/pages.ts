// A site of one test and a session on it, in the Chromium that comes with the packages.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import sparticuz from '@sparticuz/chromium'
import { type Browsers, openBrowsers } from '../../../../probes/checks/browser/browsers.ts'
import { type BrowserSessionSettings, openBrowserSession } from '../../../../probes/checks/browser/session.ts'
import { LIMITS } from '../../../../probes/checks/limits.ts'
import type { BrowserSettings } from '../../../../probes/settings.ts'

const QUICK = { ...LIMITS, dnsMs: 900, tcpMs: 600, tlsMs: 900, headersMs: 900, idleMs: 900, pathMs: 300 }

export async function browsers(settings: Partial<BrowserSettings> = {}): Promise<Browsers> {
  return openBrowsers({ executable: await sparticuz.executablePath(), ...settings })
}

/** Its origin. */
export async function site(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Answers each path with this HTML. */
export function pages(all: Record<string, string>): RequestListener {
  return (request, response) => {
    const html = all[new URL(request.url ?? '/', 'http://x').pathname]
    response.writeHead(html === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(`<!doctype html><html lang="ko"><body>${html ?? ''}</body></html>`)
  }
}

export async function session(t: TestContext, shared: Browsers, settings: Partial<BrowserSessionSettings> = {}) {
  const seat = await shared.seat()
  const opened = openBrowserSession({
    target: {},
    userAgent: 'BongsuProbe/test',
    signal: new AbortController().signal,
    limits: QUICK,
    seat,
    veil: (text) => text,
    pictures: false,
    ...settings,
  })
  t.after(async () => {
    await opened.close()
    seat.leave()
  })
  return opened
}

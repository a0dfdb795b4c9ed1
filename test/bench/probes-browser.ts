// What a browser flow takes: memory beyond the browser itself, and how long a stuck page outlives the deadline of its run.
// By itself: `node test/bench/probes-browser.ts`.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sparticuz from '@sparticuz/chromium'
import { type Browsers, openBrowsers } from '../../probes/checks/browser/browsers.ts'
import { openIdentity } from '../../probes/credentials/open.ts'
import { type Flow, step } from '../../probes/flow.ts'
import { issueInBrowser } from '../../probes/government24/issue-in-browser.ts'
import { startReplicas } from '../../probes/replicas/replicas.ts'
import { runFlow } from '../../probes/run-flow.ts'
import type { Target } from '../../probes/settings.ts'

const RUNS = 5
const SAMPLE_MS = 25
const STUCK_SECONDS = 3
const COMMON = { userAgent: 'BongsuProbe/bench', now: Date.now, trigger: 'schedule' } as const

export type BrowserFigures = {
  /** Most resident megabytes of node and browser together during runs, less those with one blank page open. */
  browserExtraMB: number
  /** Seconds from the deadline until the run of a page that is stuck in a script has ended, its browser process included. */
  overDeadlineSeconds: number
}

export async function browserFigures(): Promise<BrowserFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-bench-browser-'))
  const replicas = await startReplicas({ now: Date.now, folder })
  const executable = await sparticuz.executablePath()
  const browsers = openBrowsers({ executable, evidenceFolder: join(folder, 'evidence') })
  try {
    const target = replicas.settings().targets.government24 as Target
    const browserExtraMB = await megabytesOf(browsers, target)
    return { browserExtraMB, overDeadlineSeconds: await stuckPage(browsers) }
  } finally {
    await Promise.all([browsers.close(), replicas.close()])
    rmSync(folder, { recursive: true, force: true })
  }
}

async function megabytesOf(browsers: Browsers, target: Target): Promise<number> {
  const identity = target.identity ? openIdentity(target.identity) : null
  const seat = await browsers.seat()
  const page = await (await seat.browser()).newPage()
  const idle = all(browsers)
  await page.close()
  seat.leave()
  let most = 0
  const sampling = setInterval(() => {
    most = Math.max(most, all(browsers))
  }, SAMPLE_MS)
  for (let run = 0; run < RUNS; run += 1) {
    const result = await runFlow(issueInBrowser, { ...COMMON, target, identity, browsers })
    if (result.verdict !== 'ok') throw new Error(`${result.flow}: ${result.reason} ${result.fault?.cause}`)
  }
  clearInterval(sampling)
  return Math.round(most - idle)
}

function all(browsers: Browsers): number {
  return (browsers.megabytes() ?? 0) + process.memoryUsage().rss / 1024 / 1024
}

async function stuckPage(browsers: Browsers): Promise<number> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end('<p>x</p><script>setTimeout(() => { for (;;); }, 50)</script>')
  }).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stuck = step('stuck', async ({ session, browser }) => {
    await session.get(origin)
    await browser?.waitForText('never', 60_000)
  })
  const flow: Flow = { ...issueInBrowser, id: 'government24/stuck', tier: 'anonymous', steps: [stuck] }
  const end = performance.now() + STUCK_SECONDS * 1000
  await runFlow(flow, {
    ...COMMON,
    target: { hosts: { www: origin } },
    identity: null,
    browsers,
    timing: { timeoutSeconds: STUCK_SECONDS },
  })
  server.close()
  server.closeAllConnections()
  return Math.round((performance.now() - end) / 10) / 100
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await browserFigures())}\n`)

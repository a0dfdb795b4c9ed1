// Real packets on real TCP: what the flows say when a router loses large packets, and when it is the servers instead.
// `npm run test:network [-- --runs 40]`, as root on Linux. The last line is JSON: what most runs of each case came to.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Case, LOSSY, QUIET, SERVERS } from './cases.ts'
import { type Child, startChild } from './children.ts'
import { buildNetwork, type Network, whyImpossible } from './namespaces.ts'
import { HEADING, type Outcome, printOutcome, summary, wrongWith } from './outcomes.ts'
import type { ClientAnswer, ClientQuestion, ServerAnswer, ServerQuestion } from './protocol.ts'

const LONGEST_MS = 345_000
/** Lossy cases mostly wait, so several go on at once; more would measure how busy this machine is. */
const AT_ONCE = 4

const { values } = parseArgs({ options: { runs: { type: 'string', default: '12' } } })
const RUNS = Number(values.runs)
if (!Number.isInteger(RUNS) || RUNS < 1 || RUNS > 100) throw new Error('--runs takes a number from 1 to 100')

type Place = {
  network: Network
  server: Child<ServerQuestion, ServerAnswer>
  client: (index: number) => Child<ClientQuestion, ClientAnswer>
  targets: ClientQuestion['targets']
}

const impossible = whyImpossible()
if (impossible) console.log(`skipped: ${impossible}`)
else await main()

async function main(): Promise<void> {
  const network = buildNetwork(AT_ONCE)
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-network-'))
  const server = startChild<ServerQuestion, ServerAnswer>(network.server, 'server.ts', network.serverAddress, folder)
  const clients = Array.from({ length: AT_ONCE }, (_, index) =>
    startChild<ClientQuestion, ClientAnswer>(network.client(index), 'client.ts'),
  )
  const clean = () => {
    for (const child of [server, ...clients]) child.end()
    network.close()
    rmSync(folder, { recursive: true, force: true })
  }
  process.on('exit', clean)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))
  const limit = setTimeout(() => {
    console.error(`not done within ${LONGEST_MS / 1000} s`)
    process.exit(1)
  }, LONGEST_MS)

  const ready = await server.first()
  if (ready.type !== 'ready') throw new Error('the server does not say its targets')
  const client = (index: number) => clients[index] as (typeof clients)[number]
  const outcomes = await runAll({ network, server, client, targets: ready.targets })
  const wrong = outcomes.flatMap(wrongWith)
  for (const one of wrong) console.error(`WRONG: ${one}`)
  console.log(JSON.stringify(summary(outcomes)))
  clearTimeout(limit)
  process.exit(wrong.length > 0 ? 1 : 0)
}

async function runAll(place: Place): Promise<Outcome[]> {
  console.log(`${RUNS} runs a case\n${HEADING}`)
  const outcomes: Outcome[] = []
  for (const one of QUIET) outcomes.push(await runCase(one, 0, place))
  for (let from = 0; from < LOSSY.length; from += AT_ONCE) {
    const some = LOSSY.slice(from, from + AT_ONCE)
    outcomes.push(...(await Promise.all(some.map((one, index) => runCase(one, index, place)))))
  }
  for (const one of SERVERS) outcomes.push(await runCase(one, 0, place))
  return outcomes
}

async function runCase(what: Case, index: number, { network, server, client, targets }: Place): Promise<Outcome> {
  network.lose(index, what.loss)
  if (what.within) network.loseWithin(verifierPorts(targets), what.within)
  if (what.fault) await server.ask({ ...what.fault, on: true })
  const address = network.serverAddress
  const answer = await client(index).ask({ flows: what.flows, runs: RUNS, pair: what.pair, targets, address })
  if (what.fault) await server.ask({ ...what.fault, on: false })
  if (what.within) network.loseWithin([], what.within)
  network.lose(index, null)
  const outcome = { ...answer, what }
  console.log(printOutcome(outcome))
  return outcome
}

/** The verifiers stand behind one hop: GPKI, which Saeol asks, and integrated verification, which GPKI asks. */
function verifierPorts({ shared }: Place['targets']): number[] {
  return Object.values(shared?.hosts ?? {}).map((origin) => Number(new URL(origin).port))
}

// Agents that report one result after the other, each over a connection of its own that stays open. What can be prepared is made
// before the clock runs, so that the making of reports takes no time away from the server.
import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { REPORT_PATH, type ReportAnswer } from '../../probes/result.ts'
import { type Flow, randomFrom, resultOf, signedReport } from './ingest-reports.ts'

const PREPARED = 300

type Agent = {
  name: string
  location: string
  flow: Flow
  socket: Socket
  /** The next reports as HTTP requests. */
  requests: Buffer[]
  made: number
  acknowledged: number
}

export async function startAgents(address: string, flows: Flow[], locations: string[]) {
  const { host, hostname, port } = new URL(address)
  const random = randomFrom(2)
  const agents = locations.flatMap((location) =>
    flows.map(
      (flow): Agent => ({
        name: `${flow.flow}@${location}`,
        location,
        flow,
        socket: createConnection(Number(port), hostname).setNoDelay(true),
        requests: [],
        made: 0,
        acknowledged: 0,
      }),
    ),
  )
  await Promise.all(agents.map(({ socket }) => once(socket, 'connect')))
  return {
    /** All of them report for `forMs`; gives acknowledged results a second. */
    report: async (forMs: number) => {
      for (const agent of agents) while (agent.requests.length < PREPARED) agent.requests.push(nextRequest(agent))
      const before = total()
      const begun = performance.now()
      await Promise.all(agents.map((agent) => reportUntil(agent, begun + forMs)))
      return ((total() - before) / (performance.now() - begun)) * 1000
    },
    /** How many results the server has taken over, by agent. */
    acknowledged: () => new Map(agents.map(({ name, acknowledged }) => [name, acknowledged])),
    stop: () => {
      for (const { socket } of agents) socket.destroy()
    },
  }

  function total(): number {
    return agents.reduce((sum, { acknowledged }) => sum + acknowledged, 0)
  }

  function nextRequest(agent: Agent): Buffer {
    agent.made += 1
    const now = Date.now()
    const result = resultOf(agent.flow, agent.made, now - 600, random)
    const { body, headers } = signedReport(agent.location, agent.name, '1', result, now)
    const all = { host, 'content-length': Buffer.byteLength(body), ...headers }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
    return Buffer.from(`POST ${REPORT_PATH} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
  }
}

/** One report after the answer to the one before it, until then or until none is prepared. */
function reportUntil(agent: Agent, until: number): Promise<void> {
  const { socket, requests } = agent
  return new Promise((resolve, reject) => {
    let received = ''
    const next = () => {
      const request = performance.now() < until ? requests.shift() : undefined
      if (request) return void socket.write(request)
      socket.off('data', read)
      resolve()
    }
    const read = (chunk: Buffer) => {
      received += chunk.toString('latin1')
      const body = bodyOf(received)
      if (body === null) return
      received = ''
      agent.acknowledged += 1
      const { acknowledged } = JSON.parse(body) as Partial<ReportAnswer>
      if (acknowledged?.sequence === agent.acknowledged) next()
      else reject(new Error(`report ${agent.acknowledged} of ${agent.name} was answered with ${body}`))
    }
    socket.on('data', read)
    next()
  })
}

/** Of a whole answer; `null` while some of it is missing. */
function bodyOf(answer: string): string | null {
  const head = answer.indexOf('\r\n\r\n')
  const length = Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? Infinity)
  return head >= 0 && answer.length >= head + 4 + length ? answer.slice(head + 4) : null
}

// Agents that report one result after the other, each over a connection of its own that stays open.
import { Client } from 'undici'
import { REPORT_PATH, type ReportAnswer } from '../../probes/result.ts'
import { type Flow, randomFrom, resultOf, signedReport } from './ingest-reports.ts'

export function startAgents(address: string, flows: Flow[], locations: string[]) {
  const agents = locations.flatMap((location) =>
    flows.map((flow) => ({
      name: `${flow.flow}@${location}`,
      location,
      flow,
      client: new Client(address),
      sequence: 0,
    })),
  )
  const random = randomFrom(2)
  return {
    /** All of them report for `forMs`; gives acknowledged results a second. */
    report: async (forMs: number) => {
      const before = total()
      const begun = performance.now()
      await Promise.all(agents.map((agent) => reportFor(agent, begun + forMs)))
      return ((total() - before) / (performance.now() - begun)) * 1000
    },
    /** The last acknowledged sequence by agent. */
    acknowledged: () => new Map(agents.map(({ name, sequence }) => [name, sequence])),
    stop: () => Promise.all(agents.map(({ client }) => client.close())),
  }

  function total(): number {
    return agents.reduce((sum, { sequence }) => sum + sequence, 0)
  }

  async function reportFor(agent: (typeof agents)[number], until: number): Promise<void> {
    while (performance.now() < until) {
      const now = Date.now()
      const result = resultOf(agent.flow, agent.sequence + 1, now - 600, random)
      const { body, headers } = signedReport(agent.location, agent.name, '1', result, now)
      const answer = await agent.client.request({ method: 'POST', path: REPORT_PATH, body, headers })
      const text = await answer.body.text()
      const { acknowledged } = JSON.parse(text) as ReportAnswer
      if (answer.statusCode !== 200 || acknowledged.sequence !== result.sequence) throw new Error(`refused: ${text}`)
      agent.sequence += 1
    }
  }
}

// Everything running against the bundled replicas instead of the real services: replicas, catchers and a configuration of its own.
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AgentSettings } from '../../probes/settings.ts'
import { type Config, completeConfig } from '../config.ts'
import type { Policy } from '../incidents/policy.ts'
import { type Caught, caughtMessages } from './caught.ts'
import { startMailCatcher } from './mail-catcher.ts'
import { type FaultList, startReplicasProcess } from './replicas.ts'
import { startSmsCatcher } from './sms-catcher.ts'

export type Rehearsal = {
  config: Config
  /** Writes the agent's settings, once the server's address is known; gives the file's path, or `null` when no agent is to run. */
  writeAgentSettings: (server: string) => string | null
  faults: () => Promise<FaultList>
  setFault: (target: string, fault: string, on: boolean) => Promise<void>
  messages: () => Caught[]
  stop: () => Promise<void>
}

const LOCATION = 'rehearsal'

/** Flows run every 5 seconds here, so everything that is measured in time is as many times shorter. */
export const QUICK: Partial<Policy> = {
  repeatWithinSeconds: 2,
  burstRounds: [0, 2, 4, 6, 8, 10, 12, 14],
  burstRoundsMost: 60,
  lookRounds: [0, 2, 4, 6, 8, 10, 12, 14],
  resolveStreak: 3,
  resolveAfterSeconds: 10,
  oneNetworkAfterSeconds: 15,
  slowForSeconds: 10,
  unstableSlotSeconds: 15,
  unstableSummarySeconds: 300,
}
const REHEARSAL_CENTER = { name: '예행 행정복지센터', region: '서울특별시', district: '종로구' }

/** Starts replicas and catchers; keeps what they need under `<data>/rehearsal`. */
export async function startRehearsal(data: string, port: number, now: () => number): Promise<Rehearsal> {
  const folder = join(data, 'rehearsal')
  mkdirSync(folder, { recursive: true })
  const caught = caughtMessages()
  const [replicas, mail, texts] = await Promise.all([
    startReplicasProcess(folder),
    startMailCatcher(caught, now),
    startSmsCatcher(caught, now),
  ])
  const key = randomBytes(32).toString('hex')
  return {
    config: rehearsalConfig({
      data,
      port,
      locations: [{ id: LOCATION, name: { ko: '예행연습', en: 'Rehearsal' }, key }],
      policy: QUICK,
      changeGapSeconds: 20,
      smtpPort: mail.port,
      textsUrl: texts.url,
    }),
    writeAgentSettings: (server) => {
      const file = join(folder, 'agent.json')
      const { targets, flows } = replicas
      const settings = agentSettings({ server, key, targets, flows, spool: join(data, 'spool') })
      writeFileSync(file, JSON.stringify(settings, null, 2), { mode: 0o600 })
      return file
    },
    faults: replicas.faults,
    setFault: replicas.setFault,
    messages: caught.all,
    stop: async () => {
      await Promise.all([replicas.child.stop(), mail.close(), texts.close()])
    },
  }
}

type Parts = {
  data: string
  port: number
  locations: Config['locations']
  policy: Partial<Policy>
  changeGapSeconds: number
  smtpPort: number
  textsUrl: string
}

/** A configuration of which nothing leaves this machine. */
export function rehearsalConfig(parts: Parts): Config {
  const { data, port, locations, policy, changeGapSeconds, smtpPort, textsUrl } = parts
  return completeConfig(
    {
      site: {
        name: { ko: '봉수', en: 'Bongsu' },
        url: `http://127.0.0.1:${port}`,
        operator: { ko: '봉수 예행연습', en: 'Bongsu rehearsal' },
        contact: 'rehearsal@bongsu.test',
        official: false,
      },
      listen: { host: '127.0.0.1', port },
      data,
      locations,
      policy,
      notify: {
        email: { from: '봉수 예행연습 <status@bongsu.test>', smtp: { host: '127.0.0.1', port: smtpPort } },
        sms: { provider: 'catcher', from: '02-1588-0000', settings: { url: textsUrl } },
        policy: { changeGapSeconds },
      },
      subscribers: [
        {
          channel: 'email',
          address: 'counter@center.bongsu.test',
          language: 'ko',
          role: 'center',
          ...REHEARSAL_CENTER,
        },
        // whoever tries it out at night is not asleep
        {
          channel: 'sms',
          address: '010-2000-0000',
          language: 'ko',
          role: 'center',
          ...REHEARSAL_CENTER,
          preferences: { quiet: false },
        },
        {
          channel: 'email',
          address: 'operator@bongsu.test',
          language: 'en',
          role: 'operator',
          name: 'Operator on call',
        },
      ],
    },
    true,
  )
}

/** Short intervals where a newcomer looks first; half a minute for backups and whatever else nothing is said of. */
function agentSettings(parts: {
  server: string
  key: string
  targets: AgentSettings['targets']
  flows: NonNullable<AgentSettings['flows']>
  spool: string
}): AgentSettings {
  return {
    name: LOCATION,
    location: LOCATION,
    key: parts.key,
    server: parts.server,
    spool: { folder: parts.spool, maxMegabytes: 100 },
    canaries: [new URL(parts.server).host],
    concurrency: 4,
    targets: parts.targets,
    flows: { '*': { everySeconds: 30, timeoutSeconds: 60, slowAfterSeconds: 2.5 }, ...parts.flows },
  }
}

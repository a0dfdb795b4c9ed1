// Starts the replicas of all services, with everything around them that is real elsewhere: a CA and a name server.
import { randomBytes } from 'node:crypto'
import type { AgentSettings } from '../settings.ts'
import { makeAuthority, writeIdentity } from './ca.ts'
import { type NameAnswer, startNameServer } from './dns.ts'
import { makeDocumentOffice } from './documents.ts'
import { emergencyRescue } from './emergency-rescue/part.ts'
import { type FaultList, makeSwitchboard, type Switchboard } from './faults.ts'
import { frontDoors } from './front-doors/part.ts'
import { government24 } from './government24/part.ts'
import { type Host, startHost } from './host.ts'
import type { IsOn, Part, Place } from './part.ts'
import { TEST_PERSON } from './people.ts'
import { saeol } from './saeol/part.ts'
import type { RandomBytes } from './sessions.ts'
import { shared } from './shared/part.ts'
import { makeSigner } from './sign-pdf.ts'
import { withStandby } from './standby.ts'

/** The one list of replicas. What others depend on stands first. */
const PARTS: Part[] = [shared, government24, saeol, emergencyRescue, frontDoors]

export type ReplicasOptions = {
  now: () => number
  random?: RandomBytes
  /** Where ca.pem, identity.pem and identity.key are written. */
  folder: string
  /** Port by host name, or of `dns`; default: any. */
  ports?: Record<string, number>
  /** How much later each answer comes under `slow`; default 3,000. */
  delayMs?: number
}

export type Replicas = {
  settings: () => { targets: AgentSettings['targets'] }
  faults: { list: () => FaultList; set: Switchboard['set'] }
  close: () => Promise<void>
}

const DOCUMENT_SIGNER = 'Bongsu Rehearsal Documents'
const NUMBER_PATTERN = '^\\d{4}-\\d{4}-\\d{4}-\\d{4}$'

export async function startReplicas(options: ReplicasOptions): Promise<Replicas> {
  const { now, random = randomBytes, ports = {} } = options
  const authority = await makeAuthority(now())
  const files = writeIdentity(options.folder, authority.certificate, await authority.identityFor(TEST_PERSON.name))
  const sign = await makeSigner(await authority.identityFor(DOCUMENT_SIGNER))
  const signStrangely = await makeSigner(await (await makeAuthority(now())).identityFor(DOCUMENT_SIGNER))
  const hosts = new Map<string, Host>()
  const faults = makeSwitchboard(async () => {
    await Promise.all([...hosts.values()].map((host) => host.follow()))
  })
  const names = new Map<string, IsOn>()
  const first = await startNameServer((name) => sayingOf(names.get(name)), ports.dns)
  const second = await startNameServer((name) => {
    const isOn = names.get(name)
    return isOn?.('one-resolver-down') ? 'silent' : sayingOf(isOn)
  })
  const place: Place = {
    now,
    random,
    authority,
    office: makeDocumentOffice({ now, random, sign, signStrangely }),
    faults,
    files,
    host: (name) => hosts.get(name),
    start: async (name, rest) => {
      const certificate = await authority.certificateFor(name)
      const expired = () => authority.expiredCertificateFor(name)
      const delayMs = options.delayMs ?? 3_000
      const host = await startHost({ name, certificate, expired, port: ports[name] ?? 0, delayMs, ...rest })
      hosts.set(name, host)
      names.set(name, rest.isOn)
      return host
    },
    common: {
      replica: true,
      ca: files.ca,
      resolvers: [first.address, second.address],
      documentNumberPattern: NUMBER_PATTERN,
      documentSigners: files.ca,
    },
  }
  const targets: AgentSettings['targets'] = {}
  for (const part of PARTS) targets[part.service] = await withStandby(part, place)
  return {
    settings: () => ({ targets: structuredClone(targets) }),
    faults: { list: faults.list, set: faults.set },
    close: async () => {
      await Promise.all([first.close(), second.close(), ...[...hosts.values()].map((host) => host.close())])
    },
  }
}

/** Under `some-addresses-refuse` a name has a second address, at which nothing listens. */
function sayingOf(isOn: IsOn | undefined): NameAnswer {
  if (!isOn || isOn('dns-nxdomain')) return 'nxdomain'
  if (isOn('dns-servfail')) return 'servfail'
  return { addresses: isOn('some-addresses-refuse') ? ['127.0.0.1', '127.0.0.2'] : ['127.0.0.1'] }
}

// Starts the replicas of Government 24 and Saeol, with everything around them that is real elsewhere: a CA and a name server.
import { randomBytes } from 'node:crypto'
import type { AgentSettings } from '../settings.ts'
import { type Authority, type IdentityFiles, makeAuthority, writeIdentity } from './ca.ts'
import { startNameServer } from './dns.ts'
import { type DocumentOffice, makeDocumentOffice } from './documents.ts'
import { type FaultList, makeSwitchboard, type Switchboard, type TargetId } from './faults.ts'
import { plusSite } from './government24/plus.ts'
import { wwwSite } from './government24/www.ts'
import { type Host, type HostParts, startHost } from './host.ts'
import { TEST_ACCOUNT, TEST_PERSON } from './people.ts'
import { gpkiSite } from './saeol/gpki.ts'
import { saeolSite } from './saeol/saeol.ts'
import { verificationAt } from './saeol/verification.ts'
import type { RandomBytes } from './sessions.ts'

export const HOSTS = {
  www: 'www.gov24.test',
  plus: 'plus.gov24.test',
  saeol: 'saeol.test',
  gpki: 'gpki.saeol.test',
} as const
type Role = keyof typeof HOSTS

export type ReplicasOptions = {
  now: () => number
  random?: RandomBytes
  /** Where ca.pem, identity.pem and identity.key are written. */
  folder: string
  ports?: Partial<Record<Role | 'dns', number>>
  /** How much later each answer comes under `slow`; default 3,000. */
  delayMs?: number
}

export type Replicas = {
  settings: () => { targets: AgentSettings['targets'] }
  faults: { list: () => FaultList; set: Switchboard['set'] }
  close: () => Promise<void>
}

const CODE = '13100000015'
const NUMBER_PATTERN = '^\\d{4}-\\d{4}-\\d{4}-\\d{4}$'

type Place = {
  options: ReplicasOptions
  random: RandomBytes
  authority: Authority
  office: DocumentOffice
  faults: Switchboard
}

export async function startReplicas(options: ReplicasOptions): Promise<Replicas> {
  const random = options.random ?? randomBytes
  const authority = await makeAuthority(options.now())
  const files = writeIdentity(options.folder, authority.certificate, await authority.identityFor(TEST_PERSON.name))
  const hosts: Partial<Record<Role, Host>> = {}
  const faults = makeSwitchboard(async () => {
    await Promise.all(Object.values(hosts).map((host) => host.follow()))
  })
  const place = { options, random, authority, office: makeDocumentOffice({ now: options.now, random }), faults }
  const dns = await startNameServer((name) => targetOf(name, faults) !== null, options.ports?.dns)
  await startGovernment24(place, hosts)
  await startSaeol(place, hosts)
  return {
    settings: () => ({ targets: targetsOf(hosts as Record<Role, Host>, files, dns.address) }),
    faults: { list: faults.list, set: faults.set },
    close: async () => {
      await Promise.all([dns.close(), ...Object.values(hosts).map((host) => host.close())])
    },
  }
}

async function startGovernment24(place: Place, hosts: Partial<Record<Role, Host>>): Promise<void> {
  const { options, random, office, faults } = place
  const isOn = (fault: Parameters<HostParts['isOn']>[0]) => faults.isOn('government24', fault)
  const issueFaults = () => ({
    empty: isOn('empty-pdf'),
    wrong: isOn('wrong-document'),
    unregistered: isOn('unverifiable-number'),
  })
  const plus = plusSite({
    now: options.now,
    random,
    office,
    code: CODE,
    rejectsLogin: () => isOn('login-rejects'),
    issueFaults,
  })
  const www = wwwSite({ office, plus: () => origin(hosts.plus), code: CODE })
  hosts.plus = await start(place, 'plus', { site: plus, isOn })
  hosts.www = await start(place, 'www', { site: www, isOn })
}

async function startSaeol(place: Place, hosts: Partial<Record<Role, Host>>): Promise<void> {
  const { options, random, office, faults, authority } = place
  const isOn = (fault: Parameters<HostParts['isOn']>[0]) => faults.isOn('saeol', fault)
  const issueFaults = () => ({ empty: isOn('empty-pdf'), wrong: isOn('wrong-document'), unregistered: false })
  const verify = verificationAt(HOSTS.gpki, () => hosts.gpki?.port ?? 0, authority.certificate)
  const saeol = saeolSite({
    now: options.now,
    random,
    office,
    verify,
    rejectsLogin: () => isOn('login-rejects'),
    issueFaults,
  })
  // The verification service fails by its own fault only: Saeol's troubles are not its troubles.
  const gpkiFaults = (fault: Parameters<HostParts['isOn']>[0]) =>
    fault === 'certificate-verification-down' && isOn(fault)
  const gpki = gpkiSite({ ca: authority.certificate, now: options.now })
  hosts.gpki = await start(place, 'gpki', { site: gpki, isOn: gpkiFaults, closedBy: 'certificate-verification-down' })
  hosts.saeol = await start(place, 'saeol', { site: saeol, isOn })
}

async function start(
  { options, authority }: Place,
  role: Role,
  rest: Pick<HostParts, 'site' | 'isOn' | 'closedBy'>,
): Promise<Host> {
  const name = HOSTS[role]
  const [certificate, expired] = await Promise.all([
    authority.certificateFor(name),
    authority.expiredCertificateFor(name),
  ])
  return startHost({
    name,
    certificate,
    expired,
    port: options.ports?.[role] ?? 0,
    delayMs: options.delayMs ?? 3_000,
    ...rest,
  })
}

/** The target whose name this is, while its names exist. */
function targetOf(name: string, faults: Switchboard): TargetId | null {
  if (!Object.values(HOSTS).some((host) => host === name)) return null
  const target = name.endsWith('gov24.test') ? 'government24' : 'saeol'
  return faults.isOn(target, 'dns-nxdomain') ? null : target
}

function targetsOf(hosts: Record<Role, Host>, files: IdentityFiles, resolver: string): AgentSettings['targets'] {
  const common = { replica: true, ca: files.ca, resolvers: [resolver], documentNumberPattern: NUMBER_PATTERN }
  const { certificate, privateKey } = files
  const person = { name: TEST_PERSON.name, residentNumber: TEST_PERSON.residentNumber }
  return {
    government24: {
      ...common,
      hosts: { www: origin(hosts.www), plus: origin(hosts.plus) },
      codes: { residentRegister: CODE },
      identity: { ...person, ...TEST_ACCOUNT },
    },
    saeol: {
      ...common,
      hosts: { saeol: origin(hosts.saeol), gpki: origin(hosts.gpki) },
      codes: {},
      identity: { ...person, certificate, privateKey },
    },
  }
}

function origin(host: Host | undefined): string {
  return `https://${host?.name}:${host?.port}`
}

// What the replicas of all services have in common: the place they stand in, and how one service adds its hosts to it.
import type { Target } from '../settings.ts'
import type { Authority, IdentityFiles } from './ca.ts'
import type { DocumentOffice } from './documents.ts'
import type { FaultId, Switchboard, TargetId } from './faults.ts'
import type { Host, HostParts } from './host.ts'
import type { RandomBytes } from './sessions.ts'

export type Place = {
  now: () => number
  random: RandomBytes
  authority: Authority
  office: DocumentOffice
  faults: Switchboard
  files: IdentityFiles
  /** Hosts that stand already, of any service, by their name (`www.gov24.test`). */
  host: (name: string) => Host | undefined
  /** Starts a host with a certificate for its name. */
  start: (name: string, rest: Pick<HostParts, 'site' | 'isOn' | 'closedBy'>) => Promise<Host>
  /** What every target of a replica says: that it is one, its CA, its name server, its documents. */
  common: Pick<Target, 'replica' | 'ca' | 'resolvers' | 'documentNumberPattern' | 'documentSigners'>
}

/** One service's replica. */
export type Part = {
  /** The key of its target in the settings. */
  service: string
  /** Where its backup is switched; without one, the service has none. */
  standby?: TargetId
  start: (place: Place) => Promise<Target>
}

export type IsOn = (fault: FaultId) => boolean

export function originOf(host: Host | undefined): string {
  return `https://${host?.name}:${host?.port}`
}

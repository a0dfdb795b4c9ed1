// The switchboard: which faults there are, and which are on.

export const FAULTS = [
  'refused',
  'blackhole',
  'tls-expired',
  'http-503',
  'slow',
  'login-rejects',
  'certificate-verification-down',
  'queue-page',
  'notice-page',
  'empty-pdf',
  'wrong-document',
  'unverifiable-number',
  'large-packets-lost',
  'dns-nxdomain',
  'record-missing',
  'accepts-anything',
  'dns-servfail',
  'one-resolver-down',
  'some-addresses-refuse',
  'hangs-up',
  'overloaded',
  'tls-stalls',
  'reset',
  'soft-404',
  'half-page',
  'captcha',
  'block-page',
  'forbidden',
  'rate-limited',
  'account-locked',
  'human-interstitial',
  'stuck-processing',
  'previous-copy',
  'truncated-pdf',
  'wrong-holder',
  'bad-signature',
  'document-unsigned',
  'untrusted-signer',
  'wrong-timestamp',
] as const
export type FaultId = (typeof FAULTS)[number]

export const TARGETS = [
  'government24',
  'saeol',
  'emergency-rescue',
  'gpki',
  'integrated-verification',
  'fallback-sites',
  'government24-standby',
  'saeol-standby',
  'emergency-rescue-standby',
] as const
export type TargetId = (typeof TARGETS)[number]

/** Faults that make no sense for a target: Saeol has no verification form, Government 24 no certificate login. */
const MEANINGLESS: Partial<Record<TargetId, readonly FaultId[]>> = {
  government24: ['certificate-verification-down', 'record-missing', 'accepts-anything'],
  saeol: ['unverifiable-number', 'accepts-anything', 'stuck-processing', 'human-interstitial', 'account-locked'],
}

const NETWORK = [
  'refused',
  'blackhole',
  'tls-expired',
  'http-503',
  'slow',
  'large-packets-lost',
  'dns-nxdomain',
  'dns-servfail',
  'one-resolver-down',
  'some-addresses-refuse',
  'hangs-up',
  'overloaded',
  'tls-stalls',
  'reset',
] as const
const INSTEAD = [
  'queue-page',
  'notice-page',
  'soft-404',
  'half-page',
  'captcha',
  'block-page',
  'forbidden',
  'rate-limited',
] as const
const BACKUP = ['refused', 'tls-expired', 'http-503', 'login-rejects'] as const
/** All that can be broken there, where that is not nearly everything. */
const ONLY: Partial<Record<TargetId, readonly FaultId[]>> = {
  'emergency-rescue': [...NETWORK, ...INSTEAD, 'login-rejects', 'record-missing'],
  gpki: [...NETWORK, 'accepts-anything'],
  'integrated-verification': [...NETWORK, 'accepts-anything'],
  'fallback-sites': [...NETWORK, ...INSTEAD],
  'government24-standby': BACKUP,
  'saeol-standby': BACKUP,
  'emergency-rescue-standby': BACKUP,
}

export type FaultList = { targets: { id: string; faults: { id: string; on: boolean }[] }[] }

export type Switchboard = {
  list: () => FaultList
  isOn: (target: TargetId, fault: FaultId) => boolean
  /** Takes effect when the promise resolves; rejects with what is known when the target or fault is not. */
  set: (target: string, fault: string, on: boolean) => Promise<void>
}

/** `changed` is called after each change, to open or close what has to be. */
export function makeSwitchboard(changed: (target: TargetId) => Promise<void>): Switchboard {
  const on = new Set<string>()
  const isOn = (target: TargetId, fault: FaultId) => on.has(`${target}/${fault}`)
  return {
    isOn,
    list: () => ({
      targets: TARGETS.map((id) => ({ id, faults: faultsOf(id).map((fault) => ({ id: fault, on: isOn(id, fault) })) })),
    }),
    set: async (target, fault, wanted) => {
      const id = knownTarget(target)
      const name = knownFault(id, fault)
      if (wanted) on.add(`${id}/${name}`)
      else on.delete(`${id}/${name}`)
      await changed(id)
    },
  }
}

function faultsOf(target: TargetId): FaultId[] {
  const only = ONLY[target] ?? FAULTS
  return FAULTS.filter((fault) => only.includes(fault) && !MEANINGLESS[target]?.includes(fault))
}

function knownTarget(name: string): TargetId {
  const found = TARGETS.find((id) => id === name)
  if (!found) throw new Error(`There is no target "${name}"; there are: ${TARGETS.join(', ')}`)
  return found
}

function knownFault(target: TargetId, name: string): FaultId {
  const found = faultsOf(target).find((id) => id === name)
  if (!found) throw new Error(`"${target}" has no fault "${name}"; it has: ${faultsOf(target).join(', ')}`)
  return found
}

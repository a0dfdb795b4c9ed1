// Which networks and servers the flows are run against, and what they have to say of each.
import type { Loss } from './namespaces.ts'

/** The keys of the summary. */
export const KEYS = [
  'healthy',
  'path10',
  'path30',
  'path90',
  'blackHole',
  'deadBackend',
  'deadVerifier',
  'overload',
] as const

export type Case = {
  name: string
  /** Which value of the summary its runs belong to; `null`: none. */
  key: (typeof KEYS)[number] | null
  loss: Loss | null
  /** Loss on the way between Saeol and the verifiers, inside the server's network. */
  within: Pick<Loss, 'bytes' | 'share'> | null
  fault: { target: string; fault: string } | null
  flows: string[]
  /** What of the targets' size pairs is given. */
  pair: 'whole' | 'without upload' | 'none'
  /** What the runs may come to (`ok`, `slow` or the layer of their fault), and at least which share of them. */
  says: string[]
  atLeast: number
  /** What the cause of each such failure says. */
  cause?: RegExp
  /** What no run may come to. */
  never: string[]
  /** Small exchanges pass all the same. */
  controls: boolean
}

const FLOWS = ['government24/front-page', 'government24/login', 'government24/issue-resident-register', 'saeol/login']
const GOVERNMENT24 = FLOWS.slice(0, 3)
const SAEOL = ['saeol/login']

const plain = {
  key: null,
  loss: null,
  within: null,
  fault: null,
  flows: FLOWS,
  pair: 'whole' as Case['pair'],
  atLeast: 1,
  never: [],
  controls: true,
}

const WAYS: [words: string, ways: Loss['ways'], cause: RegExp][] = [
  ['server→client', ['down'], /from the service to us/],
  ['client→server', ['up'], /from us to the service/],
  ['both ways', ['up', 'down'], /both ways/],
]

/** As in 2023: `share` of 1,000 packets of a full 1,500 bytes. */
const full = (share: number, ways: Loss['ways'] = ['up', 'down']): Loss => ({ bytes: 1_500, share, ways })

/** Each is run by itself. */
export const QUIET: Case[] = [
  { ...plain, name: 'healthy', key: 'healthy', says: ['ok'], never: ['path'] },
  { ...plain, name: '10 % loss, both ways', key: 'path10', loss: full(100), says: ['ok', 'slow'] },
  { ...plain, name: '30 % loss, both ways', key: 'path30', loss: full(300), says: ['ok', 'slow'], atLeast: 0.75 },
]

/** Several run at the same time, each by a client of its own. */
export const LOSSY: Case[] = [
  ...WAYS.map(([words, ways, cause]) => ({
    ...plain,
    name: `90 % loss, ${words}`,
    key: 'path90' as const,
    loss: full(900, ways),
    says: ['path'],
    atLeast: 0.9,
    cause,
  })),
  ...WAYS.map(([words, ways, cause]) => ({
    ...plain,
    name: `black hole > 1,400 bytes, ${words}`,
    key: 'blackHole' as const,
    loss: { bytes: 1_401, share: 1_000, ways },
    says: ['path'],
    cause,
  })),
  lacking('90 % loss, server→client, no uploads', 'without upload', ['down'], 0.9),
  lacking('90 % loss, both ways, no uploads', 'without upload', ['up', 'down'], 0.9),
  lacking('90 % loss, server→client, no size pair', 'none', ['down'], 0.25),
  lacking('90 % loss, both ways, no size pair', 'none', ['up', 'down'], 0.5),
]

/** Servers in trouble behind a healthy path: each by itself. */
export const SERVERS: Case[] = [
  broken('L4 accepts, nobody behind it', 'deadBackend', 'refused', ['tls', 'http']),
  broken('L4 accepts, silence behind it', 'deadBackend', 'blackhole', ['tls', 'http']),
  broken('overload: 503', 'overload', 'http-503', ['http']),
  broken('overload: answers far too late', 'overload', 'slow', ['http']),
  {
    ...plain,
    name: 'certificate verifier is dead',
    key: 'deadVerifier',
    fault: { target: 'saeol', fault: 'certificate-verification-down' },
    flows: SAEOL,
    says: ['auth'],
    cause: /certificate verification server.*the way to the service itself is fine/,
  },
  internal('90 % loss Saeol ↔ verifiers only', { bytes: 1_500, share: 900 }, 0.3),
  internal('black hole Saeol ↔ verifiers only', { bytes: 1_401, share: 1_000 }, 1),
]

function lacking(name: string, pair: Case['pair'], ways: Loss['ways'], atLeast: number): Case {
  return { ...plain, name, loss: full(900, ways), pair, says: ['path'], atLeast }
}

function broken(name: string, key: Case['key'], fault: string, says: string[]): Case {
  const where = { target: 'government24', fault }
  return { ...plain, name, key, fault: where, flows: GOVERNMENT24, says, never: ['path'], controls: false }
}

function internal(name: string, within: Case['within'], atLeast: number): Case {
  const cause = /certificate verification server.*the way to the service itself is fine/
  return { ...plain, name, within, flows: SAEOL, says: ['auth'], atLeast, cause, never: ['path'] }
}

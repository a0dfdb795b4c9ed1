// A network of namespaces: clients, each behind a link of its own, a router that can lose packets, and one server.
import { execFileSync } from 'node:child_process'

/** What the router loses of one client's packets: those of at least `bytes` (IP length), with `share` of 1,000, each way. */
export type Loss = { bytes: number; share: number; ways: ('up' | 'down')[] }

export type Network = {
  client: (index: number) => string
  server: string
  serverAddress: string
  /** Loses packets of this client from now on; `null`: none any more. */
  lose: (index: number, loss: Loss | null) => void
  /** Loses packets inside the server's namespace, to and from these ports of its loopback; none: none any more. */
  loseWithin: (ports: number[], loss: Pick<Loss, 'bytes' | 'share'>) => void
  close: () => void
}

const SERVER_ADDRESS = '10.77.1.2'

/** Why namespaces cannot be made here; `null` when they can. */
export function whyImpossible(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are Linux’s'
  if (process.getuid?.() !== 0) return 'only root may make network namespaces'
  for (const [tool, ...words] of [
    ['ip', '-V'],
    ['nft', '-v'],
    ['ethtool', '--version'],
  ] as const) {
    if (!succeeds(tool, words)) return `there is no ${tool} here (packages iproute2, nftables, ethtool)`
  }
  const trial = `bongsu-${process.pid}-trial`
  const made = succeeds('ip', ['netns', 'add', trial])
  const filters = made && succeeds('ip', ['netns', 'exec', trial, 'nft', 'add', 'table', 'inet', 'trial'])
  if (made) succeeds('ip', ['netns', 'del', trial])
  return filters ? null : 'this system does not let us make a network namespace with packet filters'
}

/** Builds it for so many clients: MTU 1500 everywhere, no offloading (or packets would be larger than they are). */
export function buildNetwork(clients: number): Network {
  const name = (part: string) => `bongsu-${process.pid}-${part}`
  const router = name('router')
  const server = name('server')
  const client = (index: number) => name(`client-${index}`)
  const all = [router, server, ...Array.from({ length: clients }, (_, index) => client(index))]
  const close = () => {
    for (const one of all) succeeds('ip', ['netns', 'del', one])
  }
  try {
    for (const one of all) ip('netns', 'add', one)
    for (const one of all) within(one, 'ip', 'link', 'set', 'lo', 'up')
    link(router, server, 1)
    for (let index = 0; index < clients; index++) link(router, client(index), 10 + index)
    within(router, 'sysctl', '-q', '-w', 'net.ipv4.ip_forward=1')
    within(router, 'nft', 'add table inet loss')
    for (let index = 0; index < clients; index++) {
      within(
        router,
        'nft',
        `add chain inet loss client${index} { type filter hook forward priority 0 ; policy accept ; }`,
      )
    }
    within(server, 'ip', 'link', 'set', 'lo', 'mtu', '1500')
    within(server, 'ethtool', '-K', 'lo', ...NO_OFFLOADS)
    within(server, 'nft', 'add table inet loss')
    within(server, 'nft', 'add chain inet loss within { type filter hook input priority 0 ; policy accept ; }')
  } catch (error) {
    close()
    throw error
  }
  return {
    client,
    server,
    serverAddress: SERVER_ADDRESS,
    lose: (index, loss) => {
      within(router, 'nft', `flush chain inet loss client${index}`)
      for (const way of loss?.ways ?? []) {
        const whose = `ip ${way === 'up' ? 'saddr' : 'daddr'} ${addressIn(10 + index)}`
        within(router, 'nft', `add rule inet loss client${index} ${whose} ${drops(loss as Loss)}`)
      }
    },
    loseWithin: (ports, loss) => {
      within(server, 'nft', 'flush chain inet loss within')
      for (const port of ports.flatMap((one) => [`sport ${one}`, `dport ${one}`])) {
        within(server, 'nft', `add rule inet loss within iifname lo tcp ${port} ${drops(loss)}`)
      }
    },
    close,
  }
}

const NO_OFFLOADS = ['tso', 'off', 'gso', 'off', 'gro', 'off']

function drops({ bytes, share }: Pick<Loss, 'bytes' | 'share'>): string {
  const sometimes = share < 1_000 ? `numgen random mod 1000 < ${share} ` : ''
  return `ip length >= ${bytes} ${sometimes}counter drop`
}

/** A veth pair: the router's end has address 1, the other 2, of network 10.77.`number`.0/24. */
function link(router: string, other: string, number: number): void {
  const ends = [`bs${number}r`, `bs${number}o`] as const
  ip(
    'link',
    'add',
    ends[0],
    'mtu',
    '1500',
    'netns',
    router,
    'type',
    'veth',
    'peer',
    'name',
    ends[1],
    'mtu',
    '1500',
    'netns',
    other,
  )
  for (const [namespace, end, address] of [
    [router, ends[0], `10.77.${number}.1/24`],
    [other, ends[1], `${addressIn(number)}/24`],
  ] as const) {
    within(namespace, 'ip', 'address', 'add', address, 'dev', end)
    within(namespace, 'ip', 'link', 'set', end, 'up')
    within(namespace, 'ethtool', '-K', end, ...NO_OFFLOADS, 'tx', 'off', 'rx', 'off')
  }
  within(other, 'ip', 'route', 'add', 'default', 'via', `10.77.${number}.1`)
}

function addressIn(number: number): string {
  return `10.77.${number}.2`
}

function within(namespace: string, ...command: string[]): void {
  ip('netns', 'exec', namespace, ...command)
}

function ip(...words: string[]): void {
  execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 10_000 })
}

function succeeds(tool: string, words: readonly string[]): boolean {
  try {
    execFileSync(tool, words, { stdio: 'ignore', timeout: 10_000 })
    return true
  } catch {
    return false
  }
}

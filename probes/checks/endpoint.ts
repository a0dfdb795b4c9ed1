// Where a URL leads: host, port and whether it is spoken to in TLS; and how an end is written.

/** Host name without brackets, as it is looked up and as certificates name it. */
export type Place = { hostname: string; port: number; secure: boolean }
export type Endpoint = Place & { address: string }

export function placeOf(url: string | URL): Place {
  const { protocol, hostname, port } = new URL(url)
  const secure = protocol === 'https:'
  return { hostname: withoutBrackets(hostname), port: portOr(port, secure), secure }
}

/** `port` as URLs and connectors give it: empty for the usual one. */
export function portOr(port: string | number | null | undefined, secure: boolean): number {
  return Number(port) || (secure ? 443 : 80)
}

/** `[2001:db8::1]` → `2001:db8::1`; names stay as they are. */
export function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}

/** `www.gov.kr:443`: the key of what is known of a place. */
export function hostAndPort(url: string): string {
  const { hostname, port } = placeOf(url)
  return `${hostname}:${port}`
}

/** `10.0.0.1:443`, IPv6 in brackets. */
export function endpointText({ address, port }: Pick<Endpoint, 'address' | 'port'>): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** The root of a host, to be asked at a known address. */
export function rootOf({ secure, hostname, port }: Place): string {
  return `${secure ? 'https' : 'http'}://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}/`
}

/** Whether the URL leads to this host and port. */
export function leadsTo(url: string, { hostname, port, secure }: Place): boolean {
  const there = placeOf(url)
  return there.secure === secure && there.hostname === hostname && there.port === port
}

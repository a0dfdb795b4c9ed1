// A server that takes calls as programs, rooms and push services do, and messages to whoever is behind one.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import type { Channel } from '../../../data/tables.ts'
import { openOutside } from '../../../server/notify/outside.ts'
import type { Told } from '../../../server/notify/reconcile.ts'
import type { PublicIncident } from '../../../server/publish/snapshot.ts'
import { BOOK } from '../../support/address-book.ts'

export type Got = { url: string; headers: Record<string, string>; body: Buffer }

/** Answers with the status that stands in its path (204 without one), until the test ends. */
export async function startReceiver(context: TestContext) {
  const got: Got[] = []
  const server = createServer(async (request, response) => {
    got.push({
      url: request.url ?? '',
      headers: request.headers as Record<string, string>,
      body: await buffer(request),
    })
    response.writeHead(Number(request.url?.slice(1)) || 204, { location: '/204' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const outside = openOutside({ inside: true })
  context.after(async () => {
    await outside.close()
    server.close()
  })
  return { got, outside, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** Version 3 of an incident, for somebody of the public at an address. */
export function toldAt(
  channel: Channel,
  address: string,
  incident: PublicIncident,
  kind: 'opened' | 'changed',
  preferences = '{}',
): Told {
  const subscriber = {
    id: 's1',
    channel,
    address: BOOK.seal(address),
    language: 'ko' as const,
    role: 'public' as const,
    name: '',
    scope: [],
    status: 'active' as const,
    preferences,
  }
  const matter = { about: 'incident' as const, incident }
  return { candidate: { subscriber, knowledge: null }, topic: incident.id, version: 3, matter, kind }
}

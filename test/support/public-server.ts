import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { publicDocuments } from '../../server/publish/documents.ts'
import { createPublisher } from '../../server/publish/publisher.ts'
import type { Snapshot } from '../../server/publish/snapshot.ts'

/** Serves the JSON documents of a snapshot over a real socket until the test ends; gives the address. */
export async function servePublicly(context: TestContext, snapshot: Snapshot): Promise<string> {
  const publisher = createPublisher()
  publisher.publish(snapshot, publicDocuments(snapshot))
  const server = createServer((request, response) => {
    if (!publisher.answer(request, response)) response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

// Tells open pages that there is something newer (server-sent events): one frame, written to all who listen.
import type { ServerResponse } from 'node:http'
import type { Snapshot } from './snapshot.ts'

export type Live = {
  /** `false`: as many as allowed are open already. */
  hasRoom: () => boolean
  /** Keeps an answer open, and tells it at once when it `knows` an older version. */
  open: (response: ServerResponse, knows: number | null) => void
  /** Tells everybody, when `snapshot` says anything else than the one before. */
  tell: (snapshot: Snapshot) => void
  /** Shows everybody that the connection lives. */
  beat: () => void
  count: () => number
  close: () => void
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'x-content-type-options': 'nosniff',
  // nginx would keep the events until its buffer is full
  'x-accel-buffering': 'no',
}
/** Milliseconds after which a browser comes back when the connection broke. */
const RETRY_MS = 5_000
/** Who does not read is let go: it comes back by itself. */
const MOST_UNREAD_BYTES = 16_384

/** `most`: open connections. */
export function createLive(most: number): Live {
  const open = new Set<ServerResponse>()
  let said: { meaning: string; version: number; frame: string } | null = null
  return {
    count: () => open.size,
    hasRoom: () => open.size < most,
    open: (response, knows) => {
      response.writeHead(200, HEADERS)
      response.on('close', () => open.delete(response))
      open.add(response)
      response.write(`retry: ${RETRY_MS}\n\n`)
      if (said && knows !== null && knows < said.version) response.write(said.frame)
    },
    tell: (snapshot) => {
      const meaning = meaningOf(snapshot)
      if (said?.meaning === meaning) return
      const first = said === null
      const { version, at } = snapshot
      said = { meaning, version, frame: `id: ${version}\nevent: version\ndata: ${JSON.stringify({ version, at })}\n\n` }
      if (!first) send(said.frame)
    },
    beat: () => send('event: beat\ndata:\n\n'),
    close: () => {
      for (const response of open) response.end()
      open.clear()
    },
  }

  function send(frame: string): void {
    for (const response of open) {
      if (response.writableLength > MOST_UNREAD_BYTES) response.destroy()
      else response.write(frame)
    }
  }
}

/** What a reader would want to know at once: not the times of the last checks, which move all the time. */
export function meaningOf({ services, incidents, maintenances }: Snapshot): string {
  const components = services.flatMap((service) => [...service.components, ...service.standbys])
  return [
    ...components.map(({ id, state, mark, watched }) => `${id} ${state} ${mark} ${watched}`),
    ...incidents.map(({ id, version, status }) => `${id} ${version} ${status}`),
    ...maintenances.map(({ id, status, updatedAt }) => `${id} ${status} ${updatedAt}`),
  ].join('\n')
}

// The session of a run by the kind of its flow: HTTP spoken by ourselves, or a page of the shared browser.
import type { Browsers, Seat } from './checks/browser/browsers.ts'
import { keepScene } from './checks/browser/evidence-folder.ts'
import type { Hand } from './checks/browser/hand.ts'
import { openBrowserSession } from './checks/browser/session.ts'
import { veilFor } from './checks/browser/veil.ts'
import { openSession, type SessionSettings } from './checks/http.ts'
import { type Flow, type Identity, Inconclusive, type Session } from './flow.ts'
import type { StepResult } from './result.ts'

export type RunSession = {
  session: Session
  browser: Hand | null
  /** Keeps what the browser showed when the run failed, where the settings want it. Never throws. */
  failed: (error: unknown, steps: StepResult[]) => Promise<void>
  close: () => Promise<void>
}

type RunSessionSettings = SessionSettings & {
  identity: Identity | null
  now: () => number
  browsers?: Browsers | undefined
}

/** Waits for a place in the browser, which is no part of the run; `null` for flows that need none. */
export async function takeSeat({ kind }: Flow, browsers?: Browsers, stop?: AbortSignal): Promise<Seat | null> {
  if (kind !== 'browser') return null
  if (!browsers) return noSeat(new Inconclusive('browser', 'the settings give no browser.executable'))
  return browsers.seat(stop).catch(noSeat)
}

export function openRunSession(flow: Flow, settings: RunSessionSettings, seat: Seat | null): RunSession {
  if (!seat) {
    const session = openSession(settings)
    return { session, browser: null, failed: async () => {}, close: session.close }
  }
  const kept = settings.browsers?.settings
  const veil = veilFor(settings.identity)
  const pictures = kept?.evidenceFolder !== undefined
  const session = openBrowserSession({ ...settings, seat, veil, pictures })
  return {
    session,
    browser: session.browser,
    failed: async (error, steps) => {
      if (!kept || !pictures) return
      const why = error instanceof Error ? error.message : String(error)
      const scene = { flow: flow.id, at: settings.now(), why, steps: steps.map(pick), ...(await session.scene()) }
      await keepScene(scene, kept, veil).catch(() => {}) // a full disk is no reason to lose the result
    },
    close: async () => {
      await session.close()
      seat.leave()
    },
  }
}

function pick({ id, outcome, durationMs }: StepResult) {
  return { id, outcome, durationMs }
}

function noSeat(error: Error): Seat {
  return { browser: () => Promise.reject(error), kill: async () => {}, leave: () => {} }
}

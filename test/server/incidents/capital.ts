// Three networks that look at the bundled catalogue in turn, every 30 s, for tests of whole stories through recordReport.
import { loadCatalogue } from '../../../data/catalogue.ts'
import type { Db } from '../../../data/database.ts'
import type { Fault, Result } from '../../../probes/result.ts'
import { DEFAULT_POLICY, type Policy } from '../../../server/incidents/policy.ts'
import { type DecidingContext, recordReport, sweep } from '../../../server/incidents/record-result.ts'
import { REFUSED, START } from './play.ts'

export const LOGIN = 'saeol/login'
export const COUNTER = 'saeol/counter-issue'
export const GOV_LOGIN = 'government24/login'
export const GOV_PAGE = 'government24/login-page'
export const GPKI = 'shared/gpki'
export const VERIFICATION = 'shared/integrated-verification'

export const NO_GPKI = fault('auth', 'login', 'certificate-verification-unavailable')
export const REJECTED = fault('auth', 'login', 'login-rejected')

export function fault(layer: Fault['layer'], step: string, code: string): Fault {
  return { ...REFUSED, layer, step, code }
}

/** By component: the fault that every location sees, `null` for a good run, or a function of the location. */
export type Sights = Record<string, Fault | null | ((location: string) => Fault | null)>

export const PLACES = [
  { id: 'seoul', group: 'kt', name: { ko: '서울', en: 'Seoul' } },
  { id: 'busan', group: 'skb', name: { ko: '부산', en: 'Busan' } },
  { id: 'daejeon', group: 'lgu', name: { ko: '대전', en: 'Daejeon' } },
]

export function openCapital(db: Db, policy: Partial<Policy> = {}, catalogue = loadCatalogue()) {
  let now = START
  let sequence = 0
  const context: DecidingContext = {
    catalogue,
    policy: { ...DEFAULT_POLICY, ...policy },
    locations: PLACES,
    now: () => now,
  }
  return {
    context,
    now: () => now,
    wait: (seconds: number) => {
      now += seconds * 1000
    },
    sweep: () => sweep(db, context),
    /** So many rounds of 30 s: each location runs everything once, 10 s after the one before it. */
    rounds: async (count: number, sights: Sights) => {
      for (let round = 0; round < count; round += 1) {
        for (const { id } of PLACES) {
          const results = Object.entries(sights).map(([component, sight]) =>
            resultOf(component, typeof sight === 'function' ? sight(id) : sight),
          )
          await recordReport(db, context, id, { agent: id, boot: '1', results })
          now += 10_000
        }
      }
    },
  }

  function resultOf(component: string, fault: Fault | null): Result {
    sequence += 1
    return {
      sequence,
      flow: `${component}-flow`,
      component,
      startedAt: now - 1000,
      durationMs: 1000,
      everySeconds: 30,
      timeoutSeconds: 20,
      trigger: 'schedule',
      verdict: fault ? 'failed' : 'ok',
      reason: '',
      fault,
      steps: [],
      document: null,
    }
  }
}

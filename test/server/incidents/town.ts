// A small town for tests that need a database: two services, one agent a location, a clock that tests move.
import type { Catalogue, Component, Service } from '../../../data/catalogue.ts'
import type { Db } from '../../../data/database.ts'
import type { Fault, Report, Result } from '../../../probes/result.ts'
import { createBoardCache } from '../../../server/incidents/board-cache.ts'
import { DEFAULT_POLICY, type Policy } from '../../../server/incidents/policy.ts'
import { recordReport, sweep } from '../../../server/incidents/record-result.ts'
import { REFUSED, START } from './play.ts'

export { REFUSED, START } from './play.ts'
export const LOGIN = 'government24/login'
export const REGISTER = 'government24/resident-register'
export const VERIFICATION = 'government24/verification'
export const SAEOL_LOGIN = 'saeol/login'

const names: Record<string, [string, string]> = {
  [LOGIN]: ['로그인', 'Login'],
  [REGISTER]: ['주민등록표 등본 발급', 'Resident register'],
  [VERIFICATION]: ['문서진위확인', 'Document verification'],
  [SAEOL_LOGIN]: ['인증서 로그인', 'Certificate login'],
}

export function catalogue(): Catalogue {
  const services = [service('government24', '정부24', 'Government 24'), service('saeol', '새올', 'Saeol')]
  const components = new Map(services.flatMap((one) => one.components.map((component) => [component.id, component])))
  return { services, papers: [], fallbacks: new Map(), components }
}

function service(id: string, ko: string, en: string): Service {
  const components = Object.entries(names)
    .filter(([component]) => component.startsWith(`${id}/`))
    .map(
      ([component, [korean, english]]): Component => ({
        id: component,
        service: id,
        name: { ko: korean, en: english },
        description: null,
        kind: 'function',
        needs: [],
        fallbacks: [],
        reportable: true,
      }),
    )
  return { id, name: { ko, en }, description: null, owner: { ko: '기관', en: 'Agency' }, components }
}

export type Town = ReturnType<typeof openTown>

export function openTown(db: Db, policy: Partial<Policy> = {}, locations = ['seoul']) {
  let now = START
  const sequences = new Map<string, number>()
  const places = locations.map((id) => ({ id, group: id }))
  const context = {
    catalogue: catalogue(),
    policy: { ...DEFAULT_POLICY, ...policy },
    locations: places,
    cache: createBoardCache(),
    now: () => now,
  }
  const report = (results: Partial<Result>[], location = 'seoul'): Report => ({
    agent: `agent-${location}`,
    boot: '1',
    results: results.map((result) => completeResult(result, next(location))),
  })
  return {
    context,
    now: () => now,
    wait: (seconds: number) => {
      now += seconds * 1000
    },
    report,
    send: (made: Report, location = 'seoul') => recordReport(db, context, location, made),
    /** One run of each component given, reported at once. */
    run: (results: Partial<Result>[], location = 'seoul') =>
      recordReport(db, context, location, report(results, location)),
    sweep: () => sweep(db, context),
  }

  function next(location: string): number {
    const sequence = (sequences.get(location) ?? 0) + 1
    sequences.set(location, sequence)
    return sequence
  }

  function completeResult(result: Partial<Result>, sequence: number): Result {
    const component = result.component ?? LOGIN
    return {
      sequence,
      flow: `${component}-flow`,
      component,
      startedAt: now,
      durationMs: 0,
      everySeconds: 60,
      timeoutSeconds: 20,
      trigger: 'schedule',
      verdict: 'ok',
      reason: '',
      fault: null,
      steps: [],
      document: null,
      ...result,
    }
  }
}

export function fails(component: string, fault: Partial<Fault> = {}): Partial<Result> {
  return { component, verdict: 'failed', fault: { ...REFUSED, ...fault } }
}

export function works(component: string): Partial<Result> {
  return { component, verdict: 'ok' }
}

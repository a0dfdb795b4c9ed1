// A standby ("예비") takes the place of a service when that is out. Whether it is ready is known before it is needed, and is never an
// outage. Pure.
import type { Component, Text } from '../../data/catalogue.ts'
import type { State } from '../../data/tables.ts'

export type Readiness = 'ready' | 'not-ready' | 'unknown'

export function isStandby(component: Pick<Component, 'kind'> | undefined): boolean {
  return component?.kind === 'standby'
}

/** Incident key. */
export function standbyCause(component: string): string {
  return `standby/${component}`
}

export function isStandbyCause(cause: string): boolean {
  return cause.startsWith('standby/')
}

/** A slow one would do; one under maintenance may be switched off. */
export function readinessOf(state: State): Readiness {
  if (state === 'operational' || state === 'degraded_performance') return 'ready'
  return state === 'major_outage' || state === 'partial_outage' ? 'not-ready' : 'unknown'
}

/** For operators. */
export function standbyTitle(name: Text): Text {
  return { ko: `${name.ko}: 준비 안 됨`, en: `${name.en}: not ready` }
}

export function notReadyText(name: Text): Text {
  return {
    ko: `${name.ko}에서 같은 확인을 실행하였으나 실패하고 있습니다. 지금 전환하면 이용할 수 없습니다. 서비스 자체의 장애가 아니므로 이용자에게는 알리지 않습니다.`,
    en: `${name.en}: the same checks fail there. A switch to it would not work now. It is no outage of the service, so citizens are not told.`,
  }
}

export function readyAgainText(name: Text): Text {
  return {
    ko: `${name.ko}: 같은 확인이 다시 정상으로 끝나고 있습니다. 전환할 수 있습니다.`,
    en: `${name.en}: the same checks succeed there again. A switch to it would work.`,
  }
}

// Two days that happened, as scripts: what failed, how, from when until when (Korean time), as published afterwards.
import type { Fault } from '../../probes/result.ts'

/** `share`: of the runs that meet it. */
export type Act = { from: number; until: number; components: string[]; share: number; fault: Partial<Fault> | 'slow' }
export type Day = { id: string; title: string; from: number; until: number; acts: Act[] }

const GOVERNMENT = [
  'government24/front',
  'government24/login-page',
  'government24/login',
  'government24/service-information',
  'government24/resident-register',
  'government24/verification',
]
const WITH_LOGIN = ['government24/login', 'government24/resident-register']
const SAEOL = ['saeol/login', 'saeol/resident-register', 'saeol/counter-issue']
export const EXERCISED = [...GOVERNMENT, ...SAEOL]

/** `2023-11-17 08:40` in Korea, UTC ms. */
export function korean(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}:00+09:00`)
}

function act(from: string, until: string, components: string[], share: number, fault: Act['fault']): Act {
  return { from: korean(from), until: korean(until), components, share, fault }
}

/** A router port lost nine of ten packets of 1,500 bytes and more on the way to the verification server; small ones passed. */
const NO_VERIFICATION = {
  layer: 'auth',
  step: 'log-in',
  code: 'certificate-verification-timeout',
  target: 'gpki.saeol.example',
  expectation: 'an answer about the certificate',
  cause: 'no answer to 4,096 bytes within 10 s, while 400 bytes are answered in 20 ms',
} satisfies Partial<Fault>
const OVERLOADED = { layer: 'http', step: 'log-in', code: 'status-503', cause: 'status 503' } satisfies Partial<Fault>
const STOPPED = {
  layer: 'http',
  step: 'front-page',
  code: 'notice-page',
  cause: 'a notice instead of the page',
} satisfies Partial<Fault>
const GONE = { layer: 'tcp', step: 'connect', code: 'timeout', cause: 'no answer within 10 s' } satisfies Partial<Fault>

export const NOVEMBER_2023: Day = {
  id: '2023-11-17',
  title: '2023년 11월 17일, 새올 인증 장애와 정부24 중단',
  from: korean('2023-11-17 06:30'),
  until: korean('2023-11-19 19:00'),
  acts: [
    act('2023-11-17 08:40', '2023-11-18 20:45', SAEOL, 0.9, NO_VERIFICATION),
    act('2023-11-17 11:30', '2023-11-17 12:10', WITH_LOGIN, 1, 'slow'),
    act('2023-11-17 12:10', '2023-11-17 13:55', WITH_LOGIN, 0.5, OVERLOADED),
    act('2023-11-17 13:55', '2023-11-18 09:00', GOVERNMENT, 1, STOPPED),
    // Saeol came back in part on the evening of the 18th, and wholly when that was announced on the 19th
    act('2023-11-18 20:45', '2023-11-19 17:20', ['saeol/counter-issue'], 1, NO_VERIFICATION),
  ],
}

export const SEPTEMBER_2025: Day = {
  id: '2025-09-26',
  title: '2025년 9월 26일, 대전 센터 화재',
  from: korean('2025-09-26 18:00'),
  until: korean('2025-09-30 14:00'),
  acts: [
    act('2025-09-26 20:15', '2025-09-26 22:30', ['government24/verification'], 1, GONE),
    // switched off as a precaution, one after the other
    act('2025-09-26 22:30', '2025-09-29 10:00', GOVERNMENT, 1, GONE),
    act('2025-09-26 23:40', '2025-09-29 09:00', SAEOL, 1, GONE),
    // back in stages: logging in was slow while everybody came back at once, checking documents came a day later
    act('2025-09-29 10:00', '2025-09-29 16:00', WITH_LOGIN, 1, 'slow'),
    act('2025-09-29 10:00', '2025-09-30 09:00', ['government24/verification'], 1, STOPPED),
  ],
}

export const DAYS = [NOVEMBER_2023, SEPTEMBER_2025]

/** Whether the script has something wrong with a component at `at` or shortly before. */
export function wasWrong({ acts }: Day, component: string, at: number, withinMs: number): boolean {
  return acts.some(
    ({ components, from, until }) => components.includes(component) && from <= at && at < until + withinMs,
  )
}

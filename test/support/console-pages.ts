// The pages of the operators' console, with something of everything on them.
import type { SpokenLanguage } from '../../data/tables.ts'
import type { Desk } from '../../server/console/read-desk.ts'
import { deskPage, signInPage } from '../../server/pages/console.ts'
import { consoleCentersPage } from '../../server/pages/console-centers.ts'
import { consoleIncidentPage } from '../../server/pages/console-incident.ts'
import { renderPage } from '../../views/render.ts'
import { NOW, SHARED_DOWN, SITE } from './snapshots.ts'

const person = { name: '홍길동', subscriber: null }
const HELD = { id: 'a', title: SHARED_DOWN.title, status: 'investigating', audience: 'everyone', beganAt: NOW } as const

const DESK: Desk = {
  now: NOW,
  stopped: null,
  backlog: [{ channel: 'email', waiting: 3, oldestAt: NOW - 60_000 }],
  providers: [{ provider: 'smtp', accepted: 3, failed: 1, refused: 0, typicalMs: 20 }],
  open: [{ ...HELD, held: true, takenBy: '당직' }],
  over: [{ ...HELD, id: 'b', status: 'resolved', held: false, takenBy: null }],
  paused: [{ flow: 'saeol/login', location: 'seoul', component: 'saeol/login', reason: 'CAPTCHA', until: NOW }],
  centers: 3555,
  audit: [{ id: '1', at: NOW, by_whom: '홍길동', action: 'centers-exported', detail: '{"centers":3555}' }],
}

const FOUND = {
  subscriber: {
    id: 's',
    channel: 'email' as const,
    address: '',
    language: 'ko' as const,
    role: 'center' as const,
    name: '',
    scope: [],
    status: 'active' as const,
    preferences: '{}',
  },
  attempts: [],
}

const MEASURE = {
  id: 'm',
  text: { ko: '장비 교체', en: 'Replace it' },
  owner: '행정안전부',
  dueDay: '2026-12-31',
  state: 'open' as const,
  note: '',
  changedAt: null,
}

/** By name. */
export function* consolePages(language: SpokenLanguage): Generator<[string, string]> {
  for (const step of ['ask', 'sent', 'open', 'bad-link'] as const) {
    const state = { step, token: step === 'open' ? 'x' : '', canMail: true }
    yield [`console-${step}`, renderPage('console-sign-in', signInPage(SITE, state, language))]
  }
  const desk = { person, desk: DESK, found: FOUND, done: 'started', problem: 'It is no address.' }
  yield ['console', renderPage('console', deskPage(SITE, desk, language))]
  const stopped = { ...DESK, stopped: { by: '홍길동', at: NOW, why: '연습' }, open: [], backlog: [], providers: [] }
  yield [
    'console-stopped',
    renderPage('console', deskPage(SITE, { ...desk, desk: stopped, found: 'nobody' }, language)),
  ]
  const incident = { ...SHARED_DOWN, measures: [MEASURE] }
  const written = { order: 'note', ko: '복구 중', language: 'en' }
  const one = {
    person,
    incident,
    matrix: 'saeol/login\n  seoul  failed',
    written,
    now: NOW,
    done: 'note',
    problem: false as const,
  }
  yield ['console-incident', renderPage('console-incident', consoleIncidentPage(SITE, one, language))]
  const preview = { said: '1 new, 0 changed', file: 'eA==', allowClosures: true, acceptable: true }
  const centers = { person, count: 3555, preview, done: false as const, problem: '기관명 열이 없습니다.' }
  yield ['console-centers', renderPage('console-centers', consoleCentersPage(SITE, centers, language))]
}

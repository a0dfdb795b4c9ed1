// Snapshots as the page meets them: all green, one document down, everything down, unknown, maintenance, what is shared down,
// what is said beside a state, and what came back and comes and goes.
import type { Catalogue } from '../../data/catalogue.ts'
import { loadCatalogue } from '../../data/catalogue.ts'
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import type { MaintenanceRecord } from '../../data/queries/maintenances.ts'
import type { ComponentStatesTable, Mark, State } from '../../data/tables.ts'
import { firstDay } from '../../server/incidents/availability-calendar.ts'
import { type DayFigures, loggedDays } from '../../server/incidents/availability-days.ts'
import { piecesOf, type Turn } from '../../server/incidents/availability-log.ts'
import { buildSnapshot } from '../../server/publish/build-snapshot.ts'
import type { Site, Snapshot } from '../../server/publish/snapshot.ts'

/** Tuesday 24 November 2026, 14:05 in Korea. */
export const NOW = Date.parse('2026-11-24T14:05:00+09:00')
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

export const SITE: Site = {
  name: { ko: '봉수', en: 'Bongsu' },
  url: 'https://status.example.org',
  official: false,
  rehearsal: false,
  operator: { ko: '예시 운영자', en: 'Example operator' },
  contact: 'status@example.org',
  timeZone: 'Asia/Seoul',
  targets: { 'government24/login': 99.9 },
  telling: [{ channel: 'email', by: 'smtp.example.org' }],
  licence: { name: { ko: 'CC BY 4.0', en: 'CC BY 4.0' }, url: 'https://creativecommons.org/licenses/by/4.0/' },
}

export const SNAPSHOT_NAMES = [
  'green',
  'document-down',
  'all-down',
  'unknown',
  'maintenance',
  'shared-down',
  'marks',
  'again',
  'few-watched',
] as const
export type SnapshotName = (typeof SNAPSHOT_NAMES)[number]

export function snapshotOf(name: SnapshotName, site: Partial<Site> = {}): Snapshot {
  const catalogue = loadCatalogue()
  const states = stateOf(name, catalogue)
  return buildSnapshot({
    version: 7,
    now: NOW,
    site: { ...SITE, ...site },
    catalogue,
    states: [...states]
      .filter(([component]) => isWatched(name, component))
      .map(([component, state]) => ({
        ...row(component, state),
        ...(catalogue.components.get(component)?.kind === 'dependency' && { last_checked_at: null }),
        mark: MARKED[name]?.[component] ?? '',
      })),
    lonely: new Map([['government24/front', { ko: '서울', en: 'Seoul' }]]),
    days: new Map([...states].map(([component, state]) => [component, daysOf(state)])),
    incidents: incidentsOf(name, states),
    maintenances: name === 'maintenance' ? [MAINTENANCE, PLANNED] : [],
  })
}

/** One service out with its backup ready, another with a backup that is not, and what nobody looks at here. */
function isWatched(name: SnapshotName, component: string): boolean {
  return name !== 'few-watched' || FEW_WATCHED.some((id) => component === id)
}

const FEW_WATCHED = [
  'government24/front',
  'government24/login-page',
  'government24/login',
  'government24/resident-register',
  'government24/standby',
  'saeol/login',
  'saeol/counter-issue',
  'saeol/standby',
  'fallback-sites/wetax',
  'shared/integrated-verification',
]

const MARKED: Partial<Record<SnapshotName, Record<string, Mark>>> = {
  again: { 'saeol/login': 'unstable' },
  marks: {
    'government24/login': 'checking',
    'government24/front': 'one-network',
    'saeol/login': 'unstable',
  },
}

function stateOf(name: SnapshotName, catalogue: Catalogue): Map<string, State> {
  const all = [...catalogue.components.keys()]
  const usual: State = name === 'all-down' ? 'major_outage' : name === 'unknown' ? 'unknown' : 'operational'
  const states = new Map<string, State>(all.map((id) => [id, usual]))
  if (name === 'document-down') states.set('government24/resident-register', 'major_outage')
  if (name === 'shared-down') for (const { id } of SHARED_DOWN.components) states.set(id, 'major_outage')
  if (name === 'few-watched') {
    states.set('government24/resident-register', 'major_outage').set('saeol/standby', 'major_outage')
  }
  if (name === 'marks') states.set('shared/gpki', 'unknown').set('shared/integrated-verification', 'unknown')
  if (name === 'maintenance') for (const id of MAINTENANCE.components) states.set(id, 'under_maintenance')
  return states
}

function row(component: string, state: State): ComponentStatesTable {
  const broken = state !== 'operational'
  return {
    component,
    state,
    reason: broken ? 'confirmed-failures' : 'good-streak',
    since: NOW - (broken ? 35 * MINUTE : 40 * DAY),
    last_checked_at: state === 'unknown' ? NOW - 40 * MINUTE : NOW - 20_000,
    fresh_until: NOW + 3 * MINUTE,
    memory: '{}',
    mark: '',
    share: state === 'major_outage' ? 1 : 0,
    created_at: NOW - 100 * DAY,
    updated_at: NOW - 35 * MINUTE,
  }
}

function daysOf(state: State): DayFigures[] {
  const turn = (at: number, to: State): Turn => ({ at, decidedAt: at, to, share: 0 })
  const turns = [
    turn(NOW - 60 * DAY, 'operational'),
    turn(NOW - 20 * DAY, 'major_outage'),
    turn(NOW - 20 * DAY + 50 * MINUTE, 'operational'),
    turn(NOW - 9 * DAY, 'degraded_performance'),
    turn(NOW - 9 * DAY + 90 * MINUTE, 'operational'),
  ]
  const all = state === 'operational' ? turns : [...turns, turn(NOW - 35 * MINUTE, state)]
  const pieces = piecesOf(all, [], firstDay(NOW), NOW)
  return loggedDays({ pieces, excluded: [], said: [] }, firstDay(NOW), NOW)
}

function incidentsOf(name: SnapshotName, states: Map<string, State>): IncidentRecord[] {
  if (name === 'shared-down') return [SHARED_DOWN, RESOLVED]
  if (name === 'again') return [AGAIN]
  if (name !== 'document-down' && name !== 'all-down') return [RESOLVED]
  const down = [...states].filter(([, state]) => state === 'major_outage').map(([id]) => id)
  return [openIncident(down), RESOLVED]
}

function openIncident(components: string[]): IncidentRecord {
  const affected = components.map((component) => ({
    component,
    from: 'operational' as const,
    to: 'major_outage' as const,
  }))
  const update = (version: number, at: number, ko: string, en: string) => ({
    id: `update${version}`,
    version,
    status: 'investigating' as const,
    body: { ko, en },
    affected,
    author: 'bongsu',
    at,
    publicAt: at,
    evidence: [],
  })
  return {
    id: 'inc4k9v2p7zq',
    cause: 'government24/document',
    service: 'government24',
    status: 'investigating',
    impact: 'major',
    title: { ko: '정부24 주민등록표 등본 발급 장애', en: 'Government 24: resident register copies cannot be issued' },
    beganAt: NOW - 35 * MINUTE,
    beganSays: 'probes',
    detectedAt: NOW - 34 * MINUTE,
    announcedAt: NOW - 34 * MINUTE,
    monitoringAt: null,
    resolvedAt: null,
    version: 2,
    kind: 'changed',
    updatedAt: NOW - 10 * MINUTE,
    root: null,
    audience: 'everyone',
    unstableSince: null,
    reopenedAt: null,
    components: components.map((id) => ({
      id,
      state: 'major_outage',
      beganAt: NOW - 35 * MINUTE,
      recoveredAt: null,
      because: null,
    })),
    updates: [
      update(
        2,
        NOW - 10 * MINUTE,
        '발급된 문서가 비어 있는 상태가 계속되고 있습니다.',
        'Issued documents are still empty.',
      ),
      update(
        1,
        NOW - 34 * MINUTE,
        '발급 문서가 비어 있습니다. 원인을 확인하고 있습니다.',
        'Issued documents are empty. The cause is being looked into.',
      ),
    ],
    causes: [
      {
        standing: 'suspected',
        author: 'bongsu',
        text: { ko: '문서 발급 단계의 장애로 추정됩니다.', en: 'The step that issues the document is suspected.' },
        at: NOW - 34 * MINUTE,
        confidence: 0.9,
        evidence: [],
      },
    ],
  }
}

const RESOLVED: IncidentRecord = {
  reports: [
    {
      language: 'ko',
      body: '# 원인\n\n인증 서버와 검증 서버 사이의 **통신 장비** 고장입니다.\n\n- 08:40 로그인 실패\n- 13:55 전체 중단',
      author: '행정안전부',
      at: NOW - 10 * DAY,
    },
  ],
  measures: [
    {
      id: 'measure00001',
      text: { ko: '통신 장비를 이중으로 둡니다.', en: 'Network equipment is doubled.' },
      owner: '행정안전부',
      dueDay: '2026-11-10',
      state: 'open',
      note: '',
      changedAt: null,
    },
    {
      id: 'measure00002',
      text: { ko: '장애 시 10분 안에 창구에 알립니다.', en: 'Counters hear within ten minutes.' },
      owner: '예시 운영자',
      dueDay: '2026-12-31',
      state: 'done',
      note: '',
      changedAt: NOW - 5 * DAY,
    },
  ],
  id: 'inc0aaaaaaa1',
  cause: 'saeol/authentication',
  service: 'saeol',
  status: 'resolved',
  impact: 'critical',
  title: { ko: '새올 로그인 장애', en: 'Saeol: login does not work' },
  beganAt: NOW - 20 * DAY,
  beganSays: 'probes',
  detectedAt: NOW - 20 * DAY + MINUTE,
  announcedAt: NOW - 20 * DAY + MINUTE,
  monitoringAt: NOW - 20 * DAY + 48 * MINUTE,
  resolvedAt: NOW - 20 * DAY + 50 * MINUTE,
  version: 2,
  kind: 'resolved',
  updatedAt: NOW - 20 * DAY + 52 * MINUTE,
  root: null,
  audience: 'everyone',
  unstableSince: null,
  reopenedAt: null,
  components: [
    {
      id: 'saeol/login',
      state: 'operational',
      beganAt: NOW - 20 * DAY,
      recoveredAt: NOW - 20 * DAY + 50 * MINUTE,
      because: null,
    },
  ],
  updates: [
    {
      id: 'updateresolved',
      version: 2,
      status: 'resolved',
      body: { ko: '새올 로그인이 정상화되었습니다.', en: 'The login of Saeol works again.' },
      affected: [{ component: 'saeol/login', from: 'major_outage', to: 'operational' }],
      author: 'bongsu',
      at: NOW - 20 * DAY + 52 * MINUTE,
      publicAt: NOW - 20 * DAY + 52 * MINUTE,
      evidence: [],
    },
  ],
  causes: [],
}

const SEEN = {
  ko: '새올 로그인(행정전자서명): 관측 지점 3곳 중 3곳(서울·대전 등)의 로그인 단계에서 인증서 검증 서버(GPKI)에 연결할 수 없다는 안내와 함께 인증서 로그인이 되지 않는 것이 확인되었습니다 (14:01:29–14:02:09, 5회 중 5회 실패).',
  en: 'Saeol Login by government certificate: At 3 of 3 places (Seoul, Daejeon …), step “login”: Certificate logins were seen to fail (14:01:29–14:02:09, 5 of 5 runs failed).',
}
const SEEN_AT_THE_COUNTER = {
  ko: SEEN.ko.replace('새올 로그인(행정전자서명)', '새올 창구 등본 발급'),
  en: SEEN.en.replace('Saeol Login by government certificate', 'Saeol Copies at the counter'),
}
const ROOT = 'shared/gpki'

/** One incident on GPKI, with what hangs on it, as the engine writes it. */
export const SHARED_DOWN: IncidentRecord = {
  ...RESOLVED,
  id: 'incshared001',
  cause: ROOT,
  service: 'shared',
  status: 'investigating',
  title: {
    ko: '새올: 행정전자서명 인증(GPKI) 장애의 영향',
    en: 'Saeol: affected by trouble with Government certificates (GPKI)',
  },
  beganAt: NOW - 4 * MINUTE,
  detectedAt: NOW - 3 * MINUTE,
  announcedAt: NOW - 3 * MINUTE,
  monitoringAt: null,
  resolvedAt: null,
  version: 2,
  kind: 'changed',
  root: ROOT,
  components: [ROOT, 'saeol/login', 'saeol/counter-issue'].map((id) => ({
    id,
    state: 'major_outage' as const,
    beganAt: NOW - 4 * MINUTE,
    recoveredAt: null,
    because: id === ROOT ? null : ROOT,
  })),
  updates: [
    {
      id: 'updateshared2',
      version: 2,
      status: 'investigating',
      body: {
        ko: '11월 24일 14:01부터 새올 로그인(행정전자서명), 새올 창구 등본 발급 이용이 제한되고 있습니다. 행정전자서명 인증(GPKI) 장애의 영향으로 추정됩니다.',
        en: 'Saeol Login by government certificate, Saeol Copies at the counter: use is restricted since 24 Nov 14:01 KST. It is suspected to come from trouble with Government certificates (GPKI).',
      },
      affected: [
        { component: 'saeol/counter-issue', from: 'operational', to: 'major_outage', reason: 'all-flows-failing' },
      ],
      author: 'bongsu',
      at: NOW - 3 * MINUTE + 2000,
      publicAt: NOW - 3 * MINUTE + 2000,
      evidence: [SEEN_AT_THE_COUNTER],
    },
    {
      id: 'updateshared1',
      version: 1,
      status: 'investigating',
      body: {
        ko: '11월 24일 14:01부터 새올 로그인(행정전자서명) 이용이 제한되고 있습니다. 행정전자서명 인증(GPKI) 장애의 영향으로 추정됩니다.',
        en: 'Saeol Login by government certificate: use is restricted since 24 Nov 14:01 KST. It is suspected to come from trouble with Government certificates (GPKI).',
      },
      affected: [
        { component: 'saeol/login', from: 'operational', to: 'major_outage', reason: 'all-flows-failing' },
        { component: ROOT, from: 'operational', to: 'major_outage', reason: 'dependants-failing' },
      ],
      author: 'bongsu',
      at: NOW - 3 * MINUTE,
      publicAt: NOW - 3 * MINUTE,
      evidence: [SEEN],
    },
  ],
  causes: [
    {
      standing: 'suspected',
      author: 'bongsu',
      text: {
        ko: '행정전자서명 인증(GPKI) 또는 그 연결 구간의 장애로 추정됩니다.',
        en: 'Trouble with Government certificates (GPKI), or on the way to it, is suspected.',
      },
      at: NOW - 3 * MINUTE,
      confidence: 1,
      evidence: [SEEN],
    },
  ],
}

/** It was over, came back, and now comes and goes; a person has confirmed the cause. */
const AGAIN: IncidentRecord = {
  ...RESOLVED,
  id: 'incagain0001',
  status: 'investigating',
  beganAt: NOW - 70 * MINUTE,
  beganSays: '행정안전부',
  detectedAt: NOW - 69 * MINUTE,
  announcedAt: NOW - 69 * MINUTE,
  monitoringAt: NOW - 45 * MINUTE,
  resolvedAt: null,
  version: 3,
  kind: 'changed',
  updatedAt: NOW - 5 * MINUTE,
  unstableSince: NOW - 8 * MINUTE,
  reopenedAt: NOW - 20 * MINUTE,
  components: [
    {
      id: 'saeol/login',
      state: 'operational',
      beganAt: NOW - 20 * MINUTE,
      recoveredAt: null,
      because: null,
    },
  ],
  updates: [
    {
      id: 'updateagain',
      version: 3,
      status: 'investigating',
      body: {
        ko: '새올 로그인(행정전자서명): 최근 1시간 동안 3차례 장애와 정상이 반복되었습니다.',
        en: 'Saeol Login by government certificate: trouble came and went 3 times in the last hour.',
      },
      affected: [],
      author: 'bongsu',
      at: NOW - 8 * MINUTE,
      publicAt: NOW - 8 * MINUTE,
      evidence: [],
    },
    ...RESOLVED.updates.map((one) => ({ ...one, at: NOW - 40 * MINUTE, publicAt: NOW - 40 * MINUTE })),
  ],
  causes: [
    ...SHARED_DOWN.causes.map((one) => ({ ...one, at: NOW - 69 * MINUTE, confidence: 0.6 })),
    {
      standing: 'confirmed',
      author: '행정안전부',
      text: { ko: '네트워크 장비의 고장으로 확인되었습니다.', en: 'A network device was broken.' },
      at: NOW - 15 * MINUTE,
      confidence: null,
      evidence: [],
    },
  ],
}

const AT_THE_FRONT = {
  ko: '정부24 홈페이지: 한 곳뿐인 관측 지점(서울)에서 서버에 접속되지 않는 것이 확인되었습니다 (14:01:29–14:02:09, 5회 중 5회 실패).',
  en: 'Government 24 Front page: At the only place that looks (Seoul): The server was seen not to be reachable (14:01:29–14:02:09, 5 of 5 runs failed).',
}

/** What one network alone sees, as operators are told of it. */
export const OPERATORS_ONLY: IncidentRecord = {
  ...SHARED_DOWN,
  id: 'incnetwork01',
  cause: 'network/seoul',
  service: 'government24',
  impact: 'minor',
  title: { ko: '일부 통신망에서만 문제: 서울', en: 'Seen by one network only: Seoul' },
  version: 1,
  kind: 'opened',
  root: null,
  audience: 'operators',
  components: [
    { id: 'government24/front', state: 'operational', beganAt: NOW - 4 * MINUTE, recoveredAt: null, because: null },
  ],
  updates: [
    {
      id: 'updatenetwork',
      version: 1,
      status: 'investigating',
      body: {
        ko: '서울에서만 문제가 확인되고 다른 곳에서는 정상입니다: 정부24 홈페이지. 이용자에게는 장애로 알리지 않습니다.',
        en: 'Seen from Seoul only; other places find it well: Government 24 Front page. Citizens are not told of an outage.',
      },
      affected: [],
      author: 'bongsu',
      at: NOW - 3 * MINUTE,
      publicAt: NOW - 3 * MINUTE,
      evidence: [AT_THE_FRONT],
    },
  ],
  causes: [],
}

const MAINTENANCE: MaintenanceRecord = {
  id: 'gov24-2026-11',
  series: null,
  title: { ko: '정부24 정기 점검', en: 'Government 24 maintenance' },
  body: { ko: '점검 시간에는 발급이 제한됩니다.', en: 'Documents cannot be issued during the work.' },
  components: ['government24/login', 'government24/resident-register'],
  startsAt: NOW - 35 * MINUTE,
  endsAt: NOW + 120 * MINUTE,
  ends: { 'government24/login': NOW + 60 * MINUTE },
  publishedAt: NOW - 5 * DAY,
  source: 'https://www.gov.kr/',
  updatedAt: NOW - 5 * DAY,
}

const PLANNED: MaintenanceRecord = {
  ...MAINTENANCE,
  id: 'saeol-2026-12',
  title: { ko: '새올 정기 점검', en: 'Saeol maintenance' },
  components: ['saeol'],
  startsAt: NOW + 10 * DAY,
  endsAt: NOW + 10 * DAY + 240 * MINUTE,
  ends: {},
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { usual } from '../../../server/notify/choices.ts'
import { incidentPage } from '../../../server/pages/incident.ts'
import { messagePage } from '../../../server/pages/message.ts'
import { rehearsalPage } from '../../../server/pages/rehearsal.ts'
import { subscribePage } from '../../../server/pages/subscribe.ts'
import type { PublicIncident } from '../../../server/publish/snapshot.ts'
import { renderPage } from '../../../views/render.ts'
import { OPERATORS_ONLY, SITE, snapshotOf } from '../../support/snapshots.ts'

const snapshot = snapshotOf('document-down')
const [open, resolved] = snapshot.incidents as [PublicIncident, PublicIncident]

test('an open incident tells what to do instead, that its cause is only suspected, and its updates newest first', () => {
  const html = renderPage('incident', incidentPage(snapshot, open, 'ko'))
  const order = ['무인민원발급기', '<strong>추정<', '계속되고 있습니다', '원인을 확인하고 있습니다'].map((text) =>
    html.indexOf(text),
  )
  assert.ok(
    order.every((at, index) => at > (order[index - 1] ?? 0)),
    String(order),
  )
})

test('an incident keeps began, detected and announced apart and says who says when it began', () => {
  const { incident } = incidentPage(snapshot, { ...open, beganSays: '행정안전부' }, 'ko')
  assert.deepEqual(
    incident.times.map(({ label }) => label),
    ['시작 (행정안전부)', '감지', '안내'],
  )
})

test('a resolved incident tells how long it lasted and no longer what to do instead', () => {
  const html = renderPage('incident', incidentPage(snapshot, resolved, 'ko'))
  assert.ok(html.includes('지속 시간 50분'))
  assert.ok(!html.includes('대신 할 수 있는 방법'))
  assert.ok(html.includes('영향을 받은 기능'))
})

test('every page links to itself in the other languages by their names', () => {
  const html = renderPage('incident', incidentPage(snapshot, open, 'en'))
  assert.ok(html.includes(`<a href="/incidents/${open.id}" lang="ko" hreflang="ko" data-language="ko">한국어</a>`))
})

const EMPTY = {
  language: 'ko' as const,
  receiver: 'mailbox' as const,
  written: '',
  wishes: usual('ko'),
  problem: false as const,
}

test('the form comes back with what was written and ticked, and with what is wrong', () => {
  const form = {
    ...EMPTY,
    written: 'x"y',
    wishes: { ...EMPTY.wishes, scope: ['saeol'] },
    problem: '주소를 확인해 주십시오.',
  }
  const html = renderPage('subscribe', subscribePage(SITE, snapshot.services, 'key', form))
  assert.ok(html.includes('value="x&quot;y"'))
  assert.match(html, /value="saeol" checked/)
  assert.match(html, /role="alert".*주소를 확인해 주십시오/)
})

test('a service that only holds what others share is not offered to subscribers', () => {
  const { services } = subscribePage(SITE, snapshot.services, 'key', EMPTY)
  assert.deepEqual(
    services.map(({ id }) => id),
    ['government24', 'saeol', 'emergency-rescue', 'fallback-sites'],
  )
})

test('a page after a click has a button only where something is to be confirmed', () => {
  const html = (action: string | false) => renderPage('message', messagePage(SITE, 'confirm', 'ko', action))
  assert.match(html('/subscribe/confirm/t'), /<form method="post" action="\/subscribe\/confirm\/t">/)
  assert.ok(!html(false).includes('<form'))
})

test('the switchboard turns each fault by a form, and shows mails in a sandbox', () => {
  const message = {
    channel: 'email' as const,
    to: 'a@example.org',
    subject: '제목',
    text: '본문',
    html: '<p onclick="x">"',
    headers: {},
    at: '2026-11-24T05:05:00Z',
  }
  const targets = [{ id: 'saeol', faults: [{ id: 'slow', on: true }] }]
  const html = renderPage('rehearsal', rehearsalPage(SITE, { targets, messages: [message] }, 'ko'))
  assert.match(html, /action="\/rehearsal\/faults\/saeol\/slow"><input type="hidden" name="on" value="false">/)
  assert.match(html, /<iframe sandbox title="제목" srcdoc="&lt;p onclick/)
  assert.ok(html.includes('11월 24일 14:05'))
})

test('an update shows on the incident page what it rests on and why it was decided, a cause how much of it fits', () => {
  const shared = snapshotOf('shared-down')
  const [incident] = shared.incidents as [PublicIncident]
  const html = renderPage('incident', incidentPage(shared, incident, 'ko'))
  const order = [
    '추정</strong> (근거 대부분이 일치)',
    '<h2 id="updates">',
    '근거 보기',
    '3곳 중 3곳',
    '판단: 새올 로그인(행정전자서명), 새올 창구 등본 발급: 확인하는 경로가 모두',
  ]
  let place = 0
  for (const text of order) {
    const next = html.indexOf(text, place)
    assert.ok(next > place, text)
    place = next
  }
  const { affected } = incidentPage(shared, incident, 'ko').incident
  assert.deepEqual(
    affected.map(({ because, components }) => [because, ...components.map(({ name, indirect }) => [name, indirect])]),
    [
      [false, ['행정전자서명 인증(GPKI)', '직접 확인하지 않음']],
      ['행정전자서명 인증(GPKI) 장애의 영향', ['새올 로그인(행정전자서명)', false], ['새올 창구 등본 발급', false]],
    ],
  )
  assert.ok(html.includes(`href="/api/v1/incidents/${incident.id}"`))
})

test('an incident that comes and goes shows its parts as unstable while they work, and its newest cause first', () => {
  const again = snapshotOf('again')
  const [one] = again.incidents as [PublicIncident]
  const { affected, causes, state } = incidentPage(again, one, 'ko').incident
  assert.deepEqual(
    affected[0]?.components.map((part) => part.state.word),
    ['불안정'],
  )
  assert.deepEqual([state.word, ...causes.map(({ standing }) => standing)], ['불안정', '확인', '추정'])
})

test('why it was decided is said once for all that it was decided of', () => {
  const shared = snapshotOf('shared-down')
  const [incident] = shared.incidents as [PublicIncident]
  const { updates } = incidentPage(shared, incident, 'ko').incident
  const reasons = updates.flatMap(({ evidence }) => (evidence ? evidence.reasons : []))
  assert.deepEqual(reasons, [
    '새올 로그인(행정전자서명), 새올 창구 등본 발급: 확인하는 경로가 모두 실패하고 있습니다',
    '행정전자서명 인증(GPKI): 직접 확인하지 않으며, 이를 함께 쓰는 기능의 실패로 추정합니다',
  ])
})

test('an operators’ incident says that it is not public, and sends nobody elsewhere', () => {
  const html = renderPage('incident', incidentPage(snapshotOf('marks'), OPERATORS_ONLY, 'ko'))
  assert.ok(html.includes('담당자가 보는 기록입니다'))
  assert.ok(!html.includes('대신 할 수 있는 방법'))
  const everyone = renderPage('incident', incidentPage(snapshot, open, 'ko'))
  assert.ok(!everyone.includes('담당자가 보는 기록입니다'))
})

test('an incident that came back, or comes and goes, says so with its times and no single duration', () => {
  const again = { ...resolved, reopenedAt: resolved.beganAt + 60_000, unstableSince: resolved.beganAt + 90_000 }
  const { incident } = incidentPage(snapshot, again, 'ko')
  assert.equal(incident.lasted, false)
  assert.equal(incident.unstable ? incident.unstable.word : '', '불안정')
  const labels = incident.times.map(({ label }) => label)
  assert.ok(labels.includes('다시 시작') && labels.includes('불안정 시작'))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { composed, createComposer } from '../../../server/notify/compose.ts'
import { messageContent, NO_LINKS, type ReaderLinks } from '../../../server/notify/message.ts'
import type { Told } from '../../../server/notify/reconcile.ts'
import type { PublicIncident } from '../../../server/publish/snapshot.ts'
import { renderMessage } from '../../../views/render.ts'
import { NOW, SHARED_DOWN, SITE } from '../../support/snapshots.ts'

const READER = {
  id: 's',
  channel: 'email' as const,
  address: 'a@b.kr',
  language: 'ko' as const,
  role: 'operator' as const,
  name: '',
  scope: [],
  status: 'active' as const,
  preferences: '{}',
}
const PARTS = {
  site: SITE,
  nameOf: (id: string) => ({ ko: id, en: id }),
  isShared: (id: string) => id === 'shared/gpki',
  fallbacksOf: () => [],
  now: NOW,
}

function incidentOf(changed: Partial<PublicIncident> = {}) {
  return messageContent({ ...SHARED_DOWN, ...changed }, READER, 'opened', PARTS, {
    manage: false,
    leave: false,
    staff: false,
  }).incident
}

test('what the others fail because of is in the title, not among what people use', () => {
  assert.equal(incidentOf().affected, 'saeol/login, saeol/counter-issue')
})

test('what people use themselves is named, though the others fail because of it', () => {
  const login = SHARED_DOWN.components.map((one) => ({
    ...one,
    id: one.id === 'shared/gpki' ? 'government24/login' : one.id,
    because: one.because && 'government24/login',
  }))
  const { affected } = incidentOf({ components: login, root: 'government24/login' })
  assert.deepEqual(affected.split(', ').sort(), ['government24/login', 'saeol/counter-issue', 'saeol/login'])
})

test('a shared component alone is told by itself', () => {
  const components = SHARED_DOWN.components.filter(({ because }) => because === null)
  assert.equal(incidentOf({ components }).affected, 'shared/gpki')
})

test('what comes and goes is never called good, nor is what one network alone sees', () => {
  const components = SHARED_DOWN.components.map((one) => ({ ...one, state: 'operational' as const }))
  assert.equal(incidentOf().state, '장애')
  assert.equal(incidentOf({ components, unstableSince: 1 }).state, '불안정')
  assert.equal(incidentOf({ components, audience: 'operators' }).state, '일부 통신망에서만 문제')
})

test('an incident that had been over in between tells no single duration', () => {
  const resolvedAt = SHARED_DOWN.beganAt + 600_000
  assert.equal(incidentOf({ resolvedAt }).duration, '10분')
  assert.equal(incidentOf({ resolvedAt, reopenedAt: SHARED_DOWN.beganAt + 300_000 }).duration, false)
})

test('operators read that a text is held, until when, and how it is released; nobody else does', () => {
  const [update] = SHARED_DOWN.updates
  assert.ok(update)
  const nextOf = (publicAt: number, role: 'operator' | 'public', language: 'ko' | 'en' = 'ko') => {
    const incident = { ...SHARED_DOWN, updates: [{ ...update, publicAt }] }
    return messageContent(incident, { ...READER, role, language }, 'opened', PARTS, {
      manage: false,
      leave: false,
      staff: false,
    }).next
  }
  const held = nextOf(NOW + 600_000, 'operator')
  assert.match(held, /11월 24일 14:15까지/)
  assert.ok(held.includes(`npm run incident -- release ${SHARED_DOWN.id} --by`))
  const english = nextOf(NOW + 600_000, 'operator', 'en')
  assert.match(english, /held until 24 Nov 14:15 KST/)
  assert.ok(english.includes(`npm run incident -- release ${SHARED_DOWN.id} --by`))
  assert.doesNotMatch(nextOf(NOW, 'operator'), /release/)
  assert.doesNotMatch(nextOf(NOW + 600_000, 'public'), /release/)
})

test('what operators alone are told of restricts nobody, and is called what it is', () => {
  const states = ['paused/seoul/government24', 'standby/saeol/standby', 'network/seoul'].map(
    (cause) => incidentOf({ cause, audience: 'operators' }).state,
  )
  assert.deepEqual(states, ['확인 멈춤', '준비 안 됨', '일부 통신망에서만 문제'])
  const links = { manage: false, leave: false, staff: false } as const
  const told = (audience: 'operators' | 'everyone', kind: 'opened' | 'resolved') =>
    renderMessage(kind, 'ko', 'text', messageContent({ ...SHARED_DOWN, audience }, READER, kind, PARTS, links))
  assert.match(told('everyone', 'opened'), /이용이 제한되고 있습니다.*대신 할 수 있는 방법/s)
  const internal = messageContent(
    { ...SHARED_DOWN, audience: 'operators', updates: [] },
    READER,
    'opened',
    PARTS,
    links,
  )
  assert.doesNotMatch(renderMessage('opened', 'ko', 'text', internal), /이용이 제한|대신 할 수 있는 방법/)
  assert.match(told('operators', 'resolved'), /: 끝났습니다\./)
})

test('only operators read what was measured, in text and HTML, and none of it is markup there', () => {
  const links = { manage: false, leave: false, staff: false } as const
  const detail = 'a/b\n  seoul  <refused>'
  const content = (role: 'operator' | 'public') =>
    messageContent(SHARED_DOWN, { ...READER, role }, 'opened', PARTS, links, detail)
  assert.ok(renderMessage('opened', 'ko', 'text', content('operator')).includes(`■ 담당자용 상세\n${detail}\n`))
  assert.match(
    renderMessage('changed', 'en', 'html', content('operator')),
    /<pre[^>]*>a\/b\n {2}seoul {2}&lt;refused&gt;<\/pre>/,
  )
  assert.equal(content('public').detail, false)
  assert.equal(messageContent(SHARED_DOWN, READER, 'resolved', PARTS, links, detail).detail, false)
})

test('a center reads what to say at the counter, how to take applications by hand, and who asks; nobody else does', () => {
  const way = (id: string, kind: 'kiosk' | 'handwritten', needs: string[]) => ({
    id,
    kind,
    name: { ko: id === 'kiosk' ? '무인민원발급기' : '수기 접수', en: id },
    how: { ko: '접수대장에 적어 받고 복구 뒤 그 날짜로 처리합니다.', en: 'Write it down.' },
    hours: null,
    fee: null,
    bring: null,
    url: null,
    phone: null,
    needs,
    general: false,
    checkedOn: '2026-11-01',
    state: 'operational' as const,
    brokenBy: [],
  })
  const fallbacksOf = () => [way('kiosk', 'kiosk', []), way('hand', 'handwritten', [])]
  const links = { manage: false, leave: false, staff: false } as const
  const counterOf = (role: 'center' | 'public', kind: 'opened' | 'resolved' = 'opened') =>
    messageContent(SHARED_DOWN, { ...READER, role }, kind, { ...PARTS, fallbacksOf }, links).counter
  assert.deepEqual(counterOf('center'), {
    say: '지금 saeol/login, saeol/counter-issue 이용이 어렵습니다. 급하시면 무인민원발급기를 이용하실 수 있습니다. 접수는 수기로 받아 드립니다.',
    intake: '접수대장에 적어 받고 복구 뒤 그 날짜로 처리합니다.',
    asks: '이 안내는 예시 운영자에서 각 창구에 부탁드리는 것입니다. 문의 status@example.org',
  })
  assert.equal(counterOf('public'), false)
  assert.equal(counterOf('center', 'resolved'), false)
})

test('what is composed for many at once is what each would have got alone', () => {
  const compose = createComposer(renderMessage, PARTS)
  const alone = (told: Told, links: ReaderLinks) => composed(told, renderMessage, PARTS, links)
  for (const [index, [role, language]] of (
    [
      ['public', 'ko'],
      ['public', 'ko'],
      ['center', 'ko'],
      ['public', 'en'],
      ['operator', 'ko'],
    ] as const
  ).entries()) {
    const subscriber = { ...READER, role, language, id: `s${index}` }
    const matter = { about: 'incident' as const, incident: SHARED_DOWN }
    const told: Told = { candidate: { subscriber, knowledge: null }, topic: 't', version: 1, matter, kind: 'opened' }
    const links = {
      manage: `https://x/manage/${index}.a_b-c`,
      leave: `https://x/unsubscribe/${index}`,
      staff: role === 'center' && `https://x/staff/${index}`,
    }
    for (const part of ['subject', 'text', 'html'] as const)
      assert.equal(compose(told, links, false)(part), alone(told, links)(part), `${role} ${language} ${part}`)
  }
})

test('easy words are in everything that one who chose them is sent, and no other language is', () => {
  const update = SHARED_DOWN.updates[0]
  assert.ok(update)
  const easy = '지금은 로그인이 안 돼요. 고치고 있어요.'
  const incident = { ...SHARED_DOWN, updates: [{ ...update, body: { ...update.body, easy } }] }
  const subscriber = { ...READER, role: 'public' as const, language: 'easy' as const }
  for (const kind of ['opened', 'changed', 'reminder', 'resolved'] as const) {
    const matter = { about: 'incident' as const, incident }
    const told: Told = { candidate: { subscriber, knowledge: null }, topic: 't', version: 1, matter, kind }
    const compose = composed(told, renderMessage, PARTS, NO_LINKS)
    for (const part of ['text', 'html'] as const) {
      assert.ok(compose(part).includes(easy), `${kind} ${part}`)
      assert.match(compose(part), /\/easy\/incidents\//)
      assert.doesNotMatch(compose(part), /주십시오|습니다/, `${kind} ${part}`)
    }
    for (const part of ['subject', 'sms', 'push'] as const) assert.notEqual(compose(part), '', `${kind} ${part}`)
  }
})

test('what is written in no easy words yet reaches its reader in the usual ones', () => {
  const subscriber = { ...READER, role: 'public' as const, language: 'easy' as const }
  const content = messageContent(SHARED_DOWN, subscriber, 'opened', PARTS, NO_LINKS)
  assert.equal(content.incident.latest, SHARED_DOWN.updates[0]?.body.ko)
})

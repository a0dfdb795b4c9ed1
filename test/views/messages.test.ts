import assert from 'node:assert/strict'
import { test } from 'node:test'
import iconv from 'iconv-lite'
import { type ConfirmContent, type MessageContent, renderMessage } from '../../views/render.ts'

const EVENTS = ['opened', 'changed', 'reminder', 'resolved'] as const
const LANGUAGES = ['ko', 'en'] as const

function message(changes: Partial<MessageContent> = {}): MessageContent {
  return {
    site: { name: '봉수', url: 'https://status.example' },
    rehearsal: false,
    language: 'ko',
    reader: 'public',
    incident: {
      id: 'abcdefghijkl',
      title: '정부24 주민등록표 등본 발급 장애',
      status: '장애 인지',
      state: '장애',
      since: '11월 24일 14:05',
      sinceShort: '11/24 14:05',
      affected: '주민등록표 등본 발급',
      affectedShort: '정부24 주민등록표 등본 발급',
      latest: '문서가 발급되지 않고 있습니다 & <확인 중>.',
      duration: false,
      goesOn: '3시간',
      url: 'https://status.example/incidents/abcdefghijkl',
      internal: false,
    },
    detail: false,
    fallbacks: [
      { name: '무인민원발급기', how: '가까운 곳을 이용합니다.', phone: '110', url: false, hours: '기기마다 다름' },
    ],
    next: '상태가 바뀌는 대로 알려 드립니다.',
    manageUrl: 'https://status.example/manage/x',
    unsubscribeUrl: 'https://status.example/unsubscribe/x',
    counter: false,
    staffUrl: 'https://status.example/staff/x',
    confirmUrl: false,
    ...changes,
  }
}

const confirm: ConfirmContent = {
  site: { name: '봉수', url: 'https://status.example' },
  rehearsal: true,
  language: 'ko',
  about: '정부24',
  validFor: '24시간',
  confirmUrl: 'https://status.example/confirm/x',
}

test('every event has a subject, a text, an HTML and a text message in both languages', () => {
  for (const event of EVENTS) {
    for (const language of LANGUAGES) {
      for (const part of ['subject', 'text', 'html', 'sms'] as const) {
        assert.notEqual(renderMessage(event, language, part, message({ language })).trim(), '')
      }
    }
  }
})

test('the subject stays the same through the life of an incident', () => {
  const subjects = EVENTS.map((event) => renderMessage(event, 'ko', 'subject', message()))
  assert.equal(new Set(subjects).size, 1)
  assert.equal(subjects[0], '[봉수] 정부24 주민등록표 등본 발급 장애')
})

test('a message says what is affected, since when, what to do instead, and when the next word comes, in this order', () => {
  const text = renderMessage('opened', 'ko', 'text', message())
  const places = ['주민등록표 등본 발급: 장애', '11월 24일 14:05부터', '무인민원발급기', '상태가 바뀌는 대로'].map(
    (words) => text.indexOf(words),
  )
  assert.ok(places.every((place) => place >= 0))
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  )
})

test('HTML mails escape what others wrote, texts do not', () => {
  assert.ok(renderMessage('opened', 'ko', 'html', message()).includes('않고 있습니다 &amp; &lt;확인 중&gt;'))
  assert.ok(renderMessage('opened', 'ko', 'text', message()).includes('않고 있습니다 & <확인 중>'))
})

test('a text message starts with the sender and fits 80 CP949 bytes in the typical case, even in a rehearsal', () => {
  for (const event of EVENTS) {
    for (const language of LANGUAGES) {
      for (const rehearsal of [false, true]) {
        const base = message({ rehearsal, language })
        const sms = renderMessage(event, language, 'sms', {
          ...base,
          incident: { ...base.incident, duration: '1시간 20분', affectedShort: '정부24 등본 발급' },
        })
        assert.ok(sms.startsWith('[봉수]'), sms)
        assert.ok(!sms.includes('http'), sms)
        assert.ok(iconv.encode(sms, 'cp949').length <= 80, `${iconv.encode(sms, 'cp949').length}: ${sms}`)
      }
    }
  }
})

test('a message of a rehearsal says so in every part', () => {
  for (const event of EVENTS) {
    for (const part of ['subject', 'text', 'html', 'sms'] as const) {
      assert.ok(renderMessage(event, 'ko', part, message({ rehearsal: true })).includes('[훈련]'))
    }
  }
})

test('the confirmation mail holds the address to confirm in text and HTML', () => {
  for (const language of LANGUAGES) {
    for (const part of ['text', 'html'] as const) {
      assert.ok(renderMessage('confirm', language, part, { ...confirm, language }).includes(confirm.confirmUrl))
    }
  }
})

test('a message that lacks something its template prints is refused', () => {
  const { next: _next, ...incomplete } = message()
  assert.throws(() => renderMessage('opened', 'ko', 'text', incomplete as MessageContent), /next/)
})

test('a center finds the link to its page in every mail, in text and HTML; nobody else finds one', () => {
  for (const event of EVENTS) {
    for (const language of LANGUAGES) {
      for (const part of ['text', 'html'] as const) {
        assert.ok(
          renderMessage(event, language, part, message({ language })).includes('https://status.example/staff/x'),
        )
        assert.ok(!renderMessage(event, language, part, message({ language, staffUrl: false })).includes('/staff/'))
      }
    }
  }
})

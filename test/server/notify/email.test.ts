import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { type Mail, openMailer, senderDomain } from '../../../server/notify/email.ts'
import { mailHeaders, threadOf } from '../../../server/notify/message.ts'
import { SendError } from '../../../server/notify/sms/provider.ts'
import { openSmtp } from '../../support/smtp.ts'
import { SITE } from '../../support/snapshots.ts'

const FROM = '봉수 <alerts@status.example.kr>'
const LEAVE_URL = 'https://status.example.kr/unsubscribe/token'

test('a mail that the server takes is sent, with the answer of the server as its reference', async (context) => {
  const { smtp, mailer } = await mailing(context)
  const sent = await mailer.send(mailTo('reader@example.kr'))
  assert.ok(sent.ok)
  assert.match(sent.ref, /^250/)
  const [mail] = smtp.mails
  assert.equal(mail?.subject, '정부24 로그인 장애')
  assert.equal(mail?.text?.trim(), '지금은 가까운 주민센터를 이용해 주십시오.')
  assert.match(String(mail?.html), /<p>주민센터<\/p>/)
  assert.equal(mail?.from?.value[0]?.address, 'alerts@status.example.kr')
  assert.equal(mail?.from?.value[0]?.name, '봉수')
  assert.equal(mail?.replyTo?.value[0]?.address, 'help@example.kr')
})

test('the identity of a mail, its thread and the ways to leave arrive as they were given', async (context) => {
  const { smtp, mailer } = await mailing(context)
  const domain = senderDomain(FROM)
  const thread = threadOf('abc123abc123', 2, 'subscriber', domain)
  await mailer.send({ ...mailTo('reader@example.kr'), ...thread, headers: mailHeaders(SITE, domain, LEAVE_URL) })
  const [mail] = smtp.mails
  assert.equal(mail?.messageId, thread.messageId)
  assert.equal(mail?.references, thread.references)
  assert.equal(mail?.inReplyTo, thread.references)
  const lines = new Map(mail?.headerLines.map(({ key, line }) => [key, line.replace(/\r?\n\s+/g, ' ')]))
  assert.equal(lines.get('list-unsubscribe'), `List-Unsubscribe: <${LEAVE_URL}>`)
  assert.equal(lines.get('list-unsubscribe-post'), 'List-Unsubscribe-Post: List-Unsubscribe=One-Click')
  assert.equal(lines.get('auto-submitted'), 'Auto-Submitted: auto-generated')
  assert.match(lines.get('list-id') ?? '', /<alerts\.status\.example\.kr>/)
})

test('a recipient whom the server does not know is refused for good, and only that one', async (context) => {
  const { smtp, mailer } = await mailing(context)
  smtp.react = (address) => (address === 'gone@example.kr' ? 'refuse' : 'accept')
  const [gone, reader] = await Promise.all([
    mailer.send(mailTo('gone@example.kr')),
    mailer.send(mailTo('reader@example.kr')),
  ])
  assert.deepEqual(gone.ok === false && [gone.permanent, gone.code], [true, '550'])
  assert.equal(reader.ok, true)
  assert.deepEqual(
    smtp.mails.map(({ to }) => [to ?? []].flat()[0]?.text),
    ['reader@example.kr'],
  )
})

test('what is recorded of a refusal does not name the address', async (context) => {
  const { smtp, mailer } = await mailing(context)
  smtp.react = (address) => (address === 'gone@example.kr' ? 'refuse' : 'accept')
  const gone = await mailer.send(mailTo('gone@example.kr'))
  assert.ok(!gone.ok)
  assert.match(gone.message, /No such user/)
  assert.doesNotMatch(gone.message, /gone@example\.kr/)
})

test('a recipient who is to be tried later is not refused for good', async (context) => {
  const { smtp, mailer } = await mailing(context)
  smtp.react = (address) => (address === 'full@example.kr' ? 'defer' : 'accept')
  const full = await mailer.send(mailTo('full@example.kr'))
  assert.deepEqual(full.ok === false && [full.permanent, full.code], [false, '451'])
  smtp.react = () => 'accept'
  assert.equal((await mailer.send(mailTo('full@example.kr'))).ok, true)
})

test('a mail after whose content the server hangs up does not count as sent, and can be sent again', async (context) => {
  const { smtp, mailer } = await mailing(context)
  smtp.react = (address) => (address === 'reader@example.kr' ? 'drop' : 'accept')
  const dropped = await mailer.send(mailTo('reader@example.kr'))
  assert.ok(!dropped.ok)
  assert.equal(dropped.permanent, false)
  smtp.react = () => 'accept'
  assert.equal((await mailer.send(mailTo('reader@example.kr'))).ok, true)
  assert.equal(smtp.mails.length, 1)
})

test('a server that takes nothing from us, or is not there, is the trouble of the server and of no mail', async (context) => {
  const { smtp, mailer } = await mailing(context)
  smtp.react = (address) => (address === 'alerts@status.example.kr' ? 'refuse' : 'accept')
  await assert.rejects(mailer.send(mailTo('reader@example.kr')), temporarily)
  await smtp.close()
  await assert.rejects(mailer.send(mailTo('reader@example.kr')), temporarily)
})

test('the domain of a sender is that of its address, written with or without a name', () => {
  assert.equal(senderDomain(FROM), 'status.example.kr')
  assert.equal(senderDomain('alerts@status.example.kr'), 'status.example.kr')
  assert.equal(senderDomain('alerts'), 'localhost')
})

function temporarily(error: unknown): boolean {
  return error instanceof SendError && !error.permanent && !error.message.includes('reader@example.kr')
}

async function mailing(context: TestContext) {
  const smtp = await openSmtp(context)
  const mailer = openMailer({
    from: FROM,
    replyTo: 'help@example.kr',
    smtp: { host: '127.0.0.1', port: smtp.port, connections: 2 },
  })
  context.after(() => mailer.close())
  return { smtp, mailer }
}

function mailTo(to: string): Mail {
  const text = '지금은 가까운 주민센터를 이용해 주십시오.'
  return { to, subject: '정부24 로그인 장애', text, html: '<p>주민센터</p>', headers: {} }
}

test('a mail comes back to an address of its reader, and is signed over what leaving needs', async (context) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const smtp = await openSmtp(context)
  const senders: string[] = []
  smtp.react = (address) => {
    senders.push(address)
    return 'accept'
  }
  const mailer = openMailer({
    from: FROM,
    smtp: { host: '127.0.0.1', port: smtp.port },
    dkim: { domain: 'status.example.kr', selector: 's1', key },
  })
  context.after(mailer.close)
  const headers = mailHeaders(SITE, 'status.example.kr', LEAVE_URL)
  await mailer.send({ ...mailTo('reader@example.kr'), headers, bounceTo: 'bounces+x-y@example.org' })
  assert.equal(senders[0], 'bounces+x-y@example.org')
  const signature =
    smtp.mails[0]?.headerLines.find(({ key }) => key === 'dkim-signature')?.line.replace(/\s+/g, '') ?? ''
  assert.match(signature, /d=status\.example\.kr;/)
  assert.match(signature, /h=[^;]*list-unsubscribe:list-unsubscribe-post/i)
})

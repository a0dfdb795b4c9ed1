import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { roomMessage } from '../../../server/notify/chat.ts'
import { isInside, openOutside } from '../../../server/notify/outside.ts'
import { normaliseAddress } from '../../../server/notify/settings.ts'
import { SendError } from '../../../server/notify/sms/provider.ts'
import { webhookChannel, webhookSecret } from '../../../server/notify/webhook.ts'
import { BOOK } from '../../support/address-book.ts'
import { snapshotOf } from '../../support/snapshots.ts'
import { startReceiver, toldAt } from './receiver.ts'

const SNAPSHOT = snapshotOf('document-down')
const [INCIDENT] = SNAPSHOT.incidents

function told(url: string, preferences = '{}') {
  assert.ok(INCIDENT)
  return toldAt('webhook', url, INCIDENT, 'changed', preferences)
}

const NEEDS = { secret: 'secret', open: BOOK.open, siteUrl: 'https://status.example.org', current: () => SNAPSHOT }

test('a program is told in our shape, signed so that a library of the standard believes it, and nothing altered', async (context) => {
  const { got, outside, url } = await startReceiver(context)
  const [answer] = await webhookChannel(outside, NEEDS, Date.now).send([told(`${url}/200`)])
  assert.deepEqual(answer, { ok: true, ref: `${INCIDENT?.id}.v3.changed` })
  const [call] = got
  assert.ok(call)
  const checks = new Webhook(webhookSecret('secret', 's1'))
  const said = checks.verify(String(call.body), call.headers) as { type: string; data: { id: string } }
  assert.deepEqual([said.type, said.data.id], ['incident.changed', INCIDENT?.id])
  assert.throws(() => checks.verify(String(call.body).replace('changed', 'opened'), call.headers))
  assert.throws(() => new Webhook(webhookSecret('secret', 's2')).verify(String(call.body), call.headers))
})

test('a program that knows Statuspage is told in that shape', async (context) => {
  const { got, outside, url } = await startReceiver(context)
  await webhookChannel(outside, NEEDS, Date.now).send([told(url, '{"format":"statuspage"}')])
  const said = JSON.parse(String(got[0]?.body))
  assert.deepEqual(Object.keys(said), ['meta', 'page', 'incident'])
  assert.equal(said.page.status_description, 'Partial System Outage')
  assert.equal(said.incident.id, INCIDENT?.id)
  assert.ok(said.incident.incident_updates.length > 0)
  assert.deepEqual([said.incident.postmortem_body, said.incident.scheduled_auto_completed], [null, false])
})

test('only a 2xx counts, redirects are not followed, gone is for good, and one receiver keeps none of the others waiting', async (context) => {
  const { got, outside, url } = await startReceiver(context)
  const statuses = [200, 302, 404, 410, 500]
  const answers = await webhookChannel(outside, NEEDS, Date.now).send([
    ...statuses.map((status) => told(`${url}/${status}`)),
    told('http://127.0.0.1:1/refused'),
  ])
  assert.deepEqual(
    answers.map((answer) => (answer.ok ? 'ok' : `${answer.code} ${answer.permanent}`)),
    ['ok', '302 false', '404 false', '410 true', '500 false', 'unreachable false'],
  )
  assert.equal(got.length, statuses.length)
})

test('nobody has us call our own network, by address or by a name that leads there', async (context) => {
  const { got, url } = await startReceiver(context)
  const outside = openOutside({ inside: false })
  context.after(outside.close)
  const port = new URL(url).port
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0x7f000001', '2130706433']) {
    await assert.rejects(outside.post(`http://${host}:${port}/`, {}, '{}'), (error: SendError) => {
      return error instanceof SendError && error.permanent && /own network/.test(error.message)
    })
  }
  assert.deepEqual(got, [])
})

test('networks of our own are known, and the public internet is not one', () => {
  for (const address of [
    '10.1.2.3',
    '172.31.0.1',
    '192.168.0.9',
    '169.254.169.254',
    '100.64.0.1',
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
  ])
    assert.equal(isInside(address), true, address)
  for (const address of ['1.1.1.1', '172.32.0.1', '210.95.1.1', '2606:4700::1111'])
    assert.equal(isInside(address), false, address)
})

test('only an https address without a name and password is taken', () => {
  assert.equal(normaliseAddress('webhook', ' https://EXAMPLE.go.kr/hook '), 'https://example.go.kr/hook')
  for (const address of ['http://example.kr', 'https://a:b@example.kr', 'ftp://x', 'example.kr'])
    assert.throws(() => normaliseAddress('chat', address), /is no https address/)
})

test('each kind of room gets its own shape, and no text calls everybody in it', () => {
  const words = ['[봉수] 로그인 장애', '<!channel> @everyone a & b\n둘째 줄'] as const
  assert.deepEqual(roomMessage('https://hooks.slack.com/services/x', ...words), {
    text: '*[봉수] 로그인 장애*\n&lt;!channel&gt; @everyone a &amp; b\n둘째 줄',
  })
  assert.deepEqual(roomMessage('https://discord.com/api/webhooks/x', ...words), {
    content: '**[봉수] 로그인 장애**\n<!channel> @everyone a & b\n둘째 줄',
    allowed_mentions: { parse: [] },
  })
  const teams = JSON.stringify(roomMessage('https://prod-1.koreacentral.logic.azure.com/x', ...words))
  assert.match(teams, /AdaptiveCard.*로그인 장애/)
  const long = roomMessage('https://discord.com/api/webhooks/x', 'a', 'x'.repeat(5000)) as { content: string }
  assert.ok(long.content.length <= 2000)
})

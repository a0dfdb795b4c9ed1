import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { openHttp } from '../../../../server/notify/http.ts'
import { SendError } from '../../../../server/notify/sms/provider.ts'
import { solapi } from '../../../../server/notify/sms/solapi.ts'

const SECRET = 'only-for-this-test'

test('SOLAPI takes a signed batch, says per message what it refused, and turns away a wrong secret', async (t) => {
  const server = createServer(async (request, response) => {
    const [, date = '', salt = '', signature] =
      /date=(\S+), salt=(\S+), signature=(\S+)/.exec(request.headers.authorization ?? '') ?? []
    const { messages } = JSON.parse(await text(request)) as { messages: { to: string }[] }
    const good =
      createHmac('sha256', SECRET)
        .update(date + salt)
        .digest('hex') === signature
    const answer = {
      groupInfo: { groupId: 'G1' },
      failedMessageList: [{ to: messages[1]?.to, statusCode: '3001', statusMessage: 'x' }],
    }
    response.writeHead(good ? 200 : 401).end(JSON.stringify(good ? answer : { errorCode: 'SignatureDoesNotMatch' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = openHttp()
  t.after(async () => {
    await http.close()
    server.close()
  })
  const settings = {
    from: '02-1588-0000',
    apiKey: 'k',
    apiSecret: SECRET,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  }
  const messages = ['+821020000000', '+821020000001'].map((to) => ({ to, text: 'x', kind: 'SMS' as const }))
  const [first, second] = await solapi.send(messages, settings, http, 0)
  assert.deepEqual(first, { ok: true, ref: 'G1' })
  assert.deepEqual(second?.ok === false && [second.permanent, second.code], [true, '3001'])
  await assert.rejects(solapi.send(messages, { ...settings, apiSecret: 'wrong' }, http, 0), (error: SendError) => {
    return error instanceof SendError && error.permanent && !error.message.includes('wrong')
  })
})

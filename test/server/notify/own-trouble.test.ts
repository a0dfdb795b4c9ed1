import assert from 'node:assert/strict'
import { insertIncident } from '../../../data/queries/incidents.ts'
import { saveConfiguredSubscribers } from '../../../data/queries/subscribers.ts'
import { DEFAULT_POLICY } from '../../../server/incidents/policy.ts'
import { followProviders } from '../../../server/notify/own-trouble.ts'
import { BOOK } from '../../support/address-book.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { incident, reader, START, world } from './world.ts'

onBothDatabases('operators hear by another channel that mails do not go out, and once they do again', async (db) => {
  const { sent, state, needs, pass } = world(db)
  const texts: string[] = []
  needs.channels.push({
    channel: 'sms',
    provider: 'texts',
    batch: 10,
    send: async (told) => {
      texts.push(
        ...told.map(({ kind, matter }) => `${kind} ${matter.about === 'incident' && matter.incident.title.ko}`),
      )
      return told.map(() => ({ ok: true, ref: 'r' }))
    },
  })
  const operator = {
    ...reader,
    channel: 'sms' as const,
    role: 'operator' as const,
    scope: [],
    address: '+821012345678',
  }
  await saveConfiguredSubscribers(db, BOOK, [{ ...reader, address: 'a@b.kr' }, operator], START)
  await insertIncident(db, incident)
  state.down = true
  const follow = () => followProviders(db, needs.memory.breakers, DEFAULT_POLICY, state.now)
  for (let seconds = 0; seconds < 240; seconds += 10) {
    state.now = START + seconds * 1000
    await pass()
    await follow()
  }
  assert.deepEqual(texts, ['opened 정부24 장애', 'opened 알림 발송 장애 (smtp)'])
  state.down = false
  for (let seconds = 240; seconds < 400; seconds += 10) {
    state.now = START + seconds * 1000
    await pass()
    await follow()
  }
  assert.deepEqual(sent, ['a@b.kr opened v1'])
  assert.deepEqual(texts.slice(2), ['resolved 알림 발송 장애 (smtp)'])
})

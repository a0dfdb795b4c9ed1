import assert from 'node:assert/strict'
import { test } from 'node:test'
import Type from 'typebox'
import type { Http } from '../../../../server/notify/http.ts'
import { CLOSED, called, returned, shareOf } from '../../../../server/notify/sms/breaker.ts'
import { take } from '../../../../server/notify/sms/bucket.ts'
import { SendError, type SmsProvider } from '../../../../server/notify/sms/provider.ts'
import { createShared } from '../../../../server/notify/sms/shared.ts'

const HTTP = {} as Http
const TEXT = { to: '+821020000000', text: 'x', kind: 'SMS' as const }

/** Providers whose calls are counted, and that fail as they are told to. */
function world(names: string[], perSecond = 1000) {
  const calls: string[] = []
  const failing = new Map<string, SendError>()
  const taken = new Map<string, string>()
  const state = { now: 0, dice: 0 }
  const lines = names.map((name) => {
    const provider: SmsProvider = {
      name,
      batch: 10,
      SettingsSchema: Type.Object({}),
      send: async (messages) => {
        calls.push(name)
        const failure = failing.get(name)
        if (failure) throw failure
        return messages.map(() => ({ ok: true, ref: 'r' }))
      },
      ...(name === 'askable' && { find: async () => taken }),
    }
    return { provider, settings: { from: '' }, weight: 50, perSecond }
  })
  // a sequence that goes round evenly
  const random = () => {
    state.dice = (state.dice + 0.381966) % 1
    return state.dice || 0.5
  }
  const shared = createShared(lines, HTTP, () => state.now, random)
  return {
    calls,
    failing,
    taken,
    state,
    shared,
    send: (count = 1) => shared.send(Array.from({ length: count }, () => ({ ...TEXT }))),
  }
}

const DOWN = new SendError('down', { permanent: false })
const MAYBE = new SendError('broke off', { permanent: false, ambiguous: true })

test('two providers both carry texts', async () => {
  const { calls, send } = world(['a', 'b'])
  for (let index = 0; index < 100; index += 1) await send()
  for (const name of ['a', 'b']) assert.ok(calls.filter((one) => one === name).length > 25, name)
})

test('what one cannot take goes to the other at once, and who took it is known', async () => {
  const { failing, send } = world(['a', 'b'])
  failing.set('a', DOWN)
  for (let index = 0; index < 10; index += 1) {
    const [answer] = await send()
    assert.deepEqual(answer, { ok: true, ref: 'r', by: 'b' })
  }
})

test('one that fails is left alone, then tried with a single call, then with ever more', async () => {
  const { calls, failing, state, send } = world(['a', 'b'])
  failing.set('a', DOWN)
  for (let index = 0; index < 60; index += 1) await send()
  calls.length = 0
  for (let index = 0; index < 20; index += 1) await send()
  assert.deepEqual(new Set(calls), new Set(['b']))
  failing.delete('a')
  state.now += 31_000
  for (let index = 0; index < 400; index += 1) await send()
  assert.ok(calls.filter((one) => one === 'a').length > 100)
})

test('what may have gone out is not sent again by another, unless the provider says that it has not', async () => {
  const mute = world(['mute'])
  mute.failing.set('mute', MAYBE)
  await assert.rejects(mute.send(), (error: SendError) => error.ambiguous)

  const { calls, failing, taken, send } = world(['askable', 'b'])
  failing.set('askable', MAYBE)
  taken.set(TEXT.to, 'already')
  const answers = new Set<string>()
  for (let index = 0; index < 10; index += 1) {
    const [answer] = await send()
    if (answer?.ok) answers.add(`${answer.by} ${answer.ref}`)
  }
  assert.deepEqual(answers, new Set(['askable already', 'b r']))
  taken.clear()
  calls.length = 0
  const [answer] = await send()
  assert.deepEqual(answer?.ok && answer.by, 'b')
})

test('a provider is sent no more than it may, the other takes the rest, and without one it is said when to come again', async () => {
  const { calls, state, send } = world(['a', 'b'], 10)
  await send(10)
  await send(10)
  assert.deepEqual(calls.toSorted(), ['a', 'b'])
  await assert.rejects(send(10), (error: SendError) => (error.retryAfterMs ?? 0) > 900)
  state.now += 1000
  await send(10)
})

test('a bucket saves up for a second and no longer', () => {
  const full = { tokens: 10, at: 0 }
  assert.deepEqual(take(full, 10, 10, 0), { bucket: { tokens: 0, at: 0 } })
  assert.deepEqual(take({ tokens: 0, at: 0 }, 5, 10, 100), { waitMs: 400 })
  assert.deepEqual(take({ tokens: 0, at: 0 }, 5, 10, 60_000), { bucket: { tokens: 5, at: 60_000 } })
})

test('a breaker opens at more than half failures of twenty, or when it is slow, and not before', () => {
  const after = (count: number, ok: (index: number) => boolean, ms = 100) => {
    let breaker = CLOSED
    for (let index = 0; index < count; index += 1)
      breaker = returned(called(breaker, index), { at: index, ok: ok(index), ms })
    return shareOf(breaker, count)
  }
  assert.equal(
    after(19, () => false),
    1,
  )
  assert.equal(
    after(20, () => false),
    0,
  )
  assert.equal(
    after(20, (index) => index % 2 === 0),
    1,
  )
  assert.equal(
    after(20, () => true, 11_000),
    0,
  )
})

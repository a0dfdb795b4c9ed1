// 17 November 2023 as a story: what Bongsu would have said of it, when, and to whom (`npm run rehearse -- 2023-11-17` shows it).
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { korean, NOVEMBER_2023, wasWrong } from './days.ts'
import { type Told, tellDay } from './tell-day.ts'

const MINUTE = 60_000
const SAEOL = ['saeol/counter-issue', 'saeol/login', 'saeol/resident-register']

describe('17 November 2023', () => {
  let told: Told
  before(async () => {
    told = await tellDay(NOVEMBER_2023)
  })
  const of = (service: string) =>
    told.incidents.filter((one) => one.service === service || one.components.some(({ id }) => id.startsWith(service)))
  const lettersOf = (incident: string, reader: string) =>
    told.letters.filter((one) => one.incident === incident && one.subscriber.startsWith(reader))

  test('the trouble of Saeol is one incident, known within ten minutes and over when it truly was', (t) => {
    for (const line of told.timeline) t.diagnostic(line)
    const [saeol, ...others] = of('saeol')
    assert.equal(others.length, 0)
    assert.ok(saeol)
    assert.ok(
      saeol.detectedAt <= korean('2023-11-17 08:50'),
      'known before the counters open, nine hours before it was announced',
    )
    near(saeol.beganAt, korean('2023-11-17 08:40'), 6)
    near(saeol.resolvedAt, korean('2023-11-19 17:20'), 6)
    assert.deepEqual(
      saeol.components
        .filter(({ id }) => id.startsWith('saeol'))
        .map(({ id }) => id)
        .sort(),
      SAEOL,
    )
  })

  test('GPKI is named as the suspected cause, never as a confirmed one, and nowhere else', () => {
    const [saeol] = of('saeol')
    assert.equal(saeol?.root, 'shared/gpki')
    assert.match(saeol?.title.ko ?? '', /GPKI/)
    for (const { standing, text } of told.incidents.flatMap(({ causes }) => causes)) {
      assert.equal(standing, 'suspected')
      assert.match(text.ko, /추정|확인되지 않았습니다/)
    }
    for (const incident of of('government24')) {
      assert.notEqual(incident.root, 'shared/gpki')
      assert.doesNotMatch(JSON.stringify([incident.title, incident.updates, incident.causes]), /GPKI/)
    }
  })

  test('the center hears of it before it opens its counters', () => {
    const [first] = lettersOf(of('saeol')[0]?.id ?? '', 'jongno')
    assert.equal(first?.kind, 'opened')
    assert.ok((first?.at ?? Infinity) < korean('2023-11-17 09:00'))
    assert.ok(
      told.letters
        .filter(({ subscriber }) => subscriber.startsWith('jongno'))
        .every(({ components }) => components.some((id) => id.startsWith('saeol'))),
    )
  })

  test('the overload of Government 24 is told while it still answers, and its stop within five minutes', () => {
    const government = of('government24')
    const stops = government.flatMap(({ id, updates }) =>
      updates
        .filter(({ affected }) => affected.some(({ component }) => component === 'government24/front'))
        .map(({ at }) => ({ id, at })),
    )
    const [stop] = stops.sort((a, b) => a.at - b.at)
    assert.ok(stop && stop.at >= korean('2023-11-17 13:55') && stop.at < korean('2023-11-17 14:00'))
    for (const incident of government) near(incident.resolvedAt, korean('2023-11-18 09:00'), 8)
    for (const reader of ['citizen', 'gov24-user']) {
      const letters = government.flatMap(({ id }) => lettersOf(id, reader))
      assert.ok(
        letters.some(({ at }) => at < korean('2023-11-17 13:50')),
        `${reader} hears of the overload`,
      )
      assert.ok(
        letters.some(({ incident, at }) => incident === stop.id && at >= stop.at && at < korean('2023-11-17 14:05')),
      )
    }
  })

  test('nothing is told that was not so, and everybody who was told hears the end', () => {
    for (const { components, at, kind } of told.letters.filter(({ kind }) => kind !== 'resolved')) {
      for (const id of components.filter((one) => !one.startsWith('shared/'))) {
        assert.ok(wasWrong(NOVEMBER_2023, id, at, 30 * MINUTE), `${id} was ${kind} at ${new Date(at).toISOString()}`)
      }
    }
    for (const [thread, letters] of Map.groupBy(
      told.letters,
      ({ subscriber, incident }) => `${subscriber} ${incident}`,
    )) {
      assert.deepEqual([letters[0]?.kind, letters.at(-1)?.kind], ['opened', 'resolved'], thread)
    }
  })
})

function near(at: number | null, expected: number, minutes: number): void {
  assert.ok(at !== null, 'it has no time')
  assert.ok(
    Math.abs(at - expected) <= minutes * MINUTE,
    `${new Date(at).toISOString()} is not near ${new Date(expected).toISOString()}`,
  )
}

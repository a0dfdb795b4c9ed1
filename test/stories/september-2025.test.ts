// 26 September 2025 as a story: a fire, a night in which everything is switched off, and a recovery in stages.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { korean, SEPTEMBER_2025, wasWrong } from './days.ts'
import { type Told, tellDay } from './tell-day.ts'

const MINUTE = 60_000

describe('26 September 2025', () => {
  let told: Told
  before(async () => {
    told = await tellDay(SEPTEMBER_2025)
  })
  const of = (service: string) =>
    told.incidents.filter((one) => one.components.some(({ id }) => id.startsWith(service)))
  const lettersOf = (incident: string, reader: string) =>
    told.letters.filter((one) => one.incident === incident && one.subscriber.startsWith(reader))

  test('the first system that goes is known within ten minutes of the fire, eleven hours before the first notice', (t) => {
    for (const line of told.timeline) t.diagnostic(line)
    const [first] = told.incidents
    assert.equal(first?.service, 'government24')
    near(first?.beganAt, korean('2025-09-26 20:15'), 4)
    assert.ok((first?.detectedAt ?? Infinity) < korean('2025-09-26 20:25'))
    assert.ok((lettersOf(first?.id ?? '', 'citizen')[0]?.at ?? Infinity) < korean('2025-09-26 20:30'))
  })

  test('what is switched off in the night joins within ten minutes, Government 24 as a whole and Saeol as an incident of its own', () => {
    const [government] = of('government24')
    const joined = government?.updates
      .filter(({ at }) => at < korean('2025-09-26 22:45'))
      .flatMap(({ affected }) => affected.map(({ component }) => component))
    assert.equal(new Set(joined).size, 6)
    assert.equal(government?.impact, 'critical')
    const saeol = of('saeol')
    assert.equal(saeol.length, 1)
    assert.ok((saeol[0]?.detectedAt ?? Infinity) < korean('2025-09-26 23:50'))
    assert.equal(saeol[0]?.impact, 'critical')
    assert.ok((lettersOf(saeol[0]?.id ?? '', 'jongno')[0]?.at ?? Infinity) < korean('2025-09-26 23:55'))
  })

  test('no cause is named that the runs do not show', () => {
    for (const { root, title, causes, updates } of told.incidents) {
      assert.notEqual(root, 'shared/gpki')
      assert.doesNotMatch(JSON.stringify([title, causes, updates]), /GPKI|화재/)
      for (const { standing } of causes) assert.equal(standing, 'suspected')
    }
  })

  test('the stages of the recovery are told as they come, and what is still out stays out', () => {
    near(of('saeol')[0]?.resolvedAt, korean('2025-09-29 09:00'), 6)
    const [government] = of('government24')
    const recovered = new Map(government?.components.map(({ id, recoveredAt }) => [id, recoveredAt]))
    for (const id of ['government24/front', 'government24/login-page', 'government24/service-information']) {
      near(recovered.get(id), korean('2025-09-29 10:00'), 6)
    }
    near(recovered.get('government24/verification'), korean('2025-09-30 09:00'), 6)
    near(government?.resolvedAt, korean('2025-09-30 09:00'), 6)
    const after = lettersOf(government?.id ?? '', 'citizen').filter(({ at }) => at >= korean('2025-09-29 10:00'))
    assert.ok((after[0]?.at ?? Infinity) < korean('2025-09-29 10:10'), 'the first stage is told at once')
    assert.equal(after.at(-1)?.kind, 'resolved')
  })

  test('nothing is told that was not so, and nobody is told too often over three days', () => {
    for (const { components, at, kind } of told.letters.filter(({ kind }) => kind !== 'resolved')) {
      for (const id of components)
        assert.ok(wasWrong(SEPTEMBER_2025, id, at, 30 * MINUTE), `${id} was ${kind} at ${new Date(at).toISOString()}`)
    }
    const citizen = told.letters.filter(({ subscriber }) => subscriber.startsWith('citizen'))
    assert.ok(citizen.filter(({ kind }) => kind !== 'reminder').length <= 20)
    // after one, three and six hours, then twice a day
    const reminders = Map.groupBy(
      citizen.filter(({ kind }) => kind === 'reminder'),
      ({ incident }) => incident,
    )
    for (const [incident, { length }] of reminders) assert.ok(length <= 3 + 2 * 4, `${incident}: ${length}`)
  })
})

function near(at: number | null | undefined, expected: number, minutes: number): void {
  assert.ok(typeof at === 'number', 'it has no time')
  assert.ok(
    Math.abs(at - expected) <= minutes * MINUTE,
    `${new Date(at).toISOString()} is not near ${new Date(expected).toISOString()}`,
  )
}

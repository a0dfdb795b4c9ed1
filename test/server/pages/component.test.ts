import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chart } from '../../../server/pages/chart.ts'
import { componentPage } from '../../../server/pages/component.ts'
import type { Snapshot, Speed } from '../../../server/publish/snapshot.ts'
import { renderPage } from '../../../views/render.ts'
import { NOW, type SnapshotName, snapshotOf } from '../../support/snapshots.ts'

const QUARTER = 900_000
const HOUR = 4 * QUARTER

function speed(values: (number | null)[], location = 'seoul'): Speed {
  const last = Math.floor(NOW / QUARTER) * QUARTER
  const points = values.map((typical, index) => ({
    at: last - (values.length - 1 - index) * QUARTER,
    typical,
    slowest: typical === null ? null : typical * 2,
    runs: 30,
    failed: typical === null ? 30 : 0,
  }))
  return { location, step: null, every: QUARTER, points }
}

function page(name: SnapshotName, id: string, change: (snapshot: Snapshot) => Snapshot = (one) => one) {
  const snapshot = change(snapshotOf(name))
  const service = snapshot.services.find(({ components }) => components.some((one) => one.id === id))
  const component = service?.components.find((one) => one.id === id)
  assert.ok(service && component)
  return componentPage(snapshot, service, component, 'ko')
}

test('a line is broken where no run worked, and failures are marked at the foot', () => {
  const drawn = chart([speed([400, 420, null, 410, 400])], NOW, 'ko')
  assert.ok(drawn)
  assert.equal(drawn.lines[0]?.line.match(/M/g)?.length, 2)
  assert.equal(drawn.fails.match(/M/g)?.length, 1)
})

test('without any working run there is no drawing, and the page says so', () => {
  assert.equal(chart([], NOW, 'ko'), false)
  assert.equal(chart([speed([null, null])], NOW, 'ko'), false)
  assert.match(renderPage('component', page('unknown', 'saeol/login')), /성공한 확인이 없어/)
})

test('what is down says since when, what to do instead, and what hangs on it', () => {
  const { component } = page('document-down', 'government24/resident-register')
  assert.deepEqual([component.state.word, component.lasted, component.instead], ['장애', '35분', true])
  assert.ok(component.fallbacks.length > 0)
  assert.ok(component.incidents.length > 0)
  const login = page('document-down', 'government24/login').component
  assert.equal(login.instead, false)
  assert.ok(login.neededBy.some(({ name, state }) => name === '정부24 주민등록표 등본 발급' && state.word === '장애'))
})

test('places and steps come with their newest figures, and the table has what the drawing shows', () => {
  const id = 'government24/login'
  const { speed: view } = page('green', id, (snapshot) => {
    const steps: Speed = { ...speed([300]), location: null, step: 'log-in', every: HOUR }
    const name = { ko: '서울', en: 'Seoul' }
    const seoul = { id: 'seoul', name, network: null, abroad: false, lastAt: NOW, components: [id] }
    const locations = [{ ...seoul, runs: 60, failed: 30, inconclusive: 0 }]
    const speeds = new Map([[id, [speed([400, null]), steps]]])
    return { ...snapshot, history: { ...snapshot.history, locations, speeds } }
  })
  assert.deepEqual(view.places, [{ number: 1, name: '서울', typical: '0.4 s', slowest: '0.8 s', runs: 60, failed: 30 }])
  assert.deepEqual(view.steps, [{ step: 'log-in', typical: '0.3 s', slowest: '0.6 s', runs: 30, failed: 0 }])
  assert.equal(view.hours.length, 24)
})

test('a component that nobody looks at is never called well', () => {
  const { component } = page(
    'few-watched',
    'government24/issue-land-register' in {} ? '' : 'government24/building-register',
  )
  assert.equal(component.since, false)
  assert.match(String(component.reason), /정상이라는 뜻이 아닙니다/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frontPage } from '../../../server/pages/front.ts'
import { maintenanceViews } from '../../../server/pages/maintenances.ts'
import { renderPage } from '../../../views/render.ts'
import { snapshotOf } from '../../support/snapshots.ts'

const SNAPSHOT = snapshotOf('maintenance')

test('the next maintenance stands first, one that is over is left out', () => {
  const over = SNAPSHOT.maintenances.map((one) => ({ ...one, status: 'completed' as const }))
  assert.deepEqual(
    maintenanceViews(SNAPSHOT, 'ko').map(({ title }) => title),
    ['정부24 정기 점검', '새올 정기 점검'],
  )
  assert.deepEqual(maintenanceViews({ ...SNAPSHOT, maintenances: over }, 'ko'), [])
})

test('each part is printed with its own end, and the notice with its time and address', () => {
  const html = renderPage('front', frontPage(SNAPSHOT, 'ko'))
  assert.match(
    html,
    /정부24 로그인 <span class="soft"><time datetime="2026-11-24T15:05:00\+09:00">11월 24일 15:05까지</,
  )
  assert.match(html, /정부24 주민등록표[^<]* <span class="soft"><time datetime="2026-11-24T16:05:00\+09:00">/)
  assert.match(html, /<a href="https:\/\/www\.gov\.kr\/" rel="noopener">공지 원문</)
  const english = renderPage('front', frontPage(SNAPSHOT, 'en'))
  assert.match(english, /Government 24 Login <span[^>]*><time[^>]*>until 24 Nov 15:05 KST</)
  assert.match(english, />24 Nov 13:30 KST<\/time> – <time[^>]*>24 Nov 16:05 KST</)
})

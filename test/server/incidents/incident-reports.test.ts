import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { incidentById, insertIncident } from '../../../data/queries/incidents.ts'
import { carryOut } from '../../../server/incidents/incident-actions.ts'
import { readIncidentOrder } from '../../../server/incidents/incident-orders.ts'
import { measureViews, reportView } from '../../../server/pages/report.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { incident, START } from '../notify/world.ts'

const { id } = incident

onBothDatabases('a report and promises are added, never overwritten, and tell nobody', async (db) => {
  await insertIncident(db, incident)
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-'))
  const write = (text: string) => {
    const file = join(folder, 'report.md')
    writeFileSync(file, text)
    return file
  }
  let now = START
  const order = async (...words: string[]) => {
    now += 1000
    return carryOut(db, readIncidentOrder(words).order, now)
  }
  await order('report', id, '--file', write('첫 글'), '--by', '담당')
  await order('report', id, '--file', write('# 고친 글'), '--by', '담당')
  await order('report', id, '--file', write('Text'), '--language', 'en', '--by', '담당')
  const promised = await order(
    'promise',
    id,
    '--ko',
    '장비 교체',
    '--en',
    'Replace it',
    '--owner',
    '행정안전부',
    '--due',
    '2026-12-31',
    '--by',
    '담당',
  )
  const measure = /measure (\w+) is public/.exec(promised)?.[1] ?? ''
  const stored = await incidentById(db, id)
  assert.equal(stored?.version, incident.version, 'nobody is told')
  assert.equal(stored?.updatedAt, now, 'what is public is read anew')
  assert.deepEqual(
    stored?.reports?.map(({ language, body }) => [language, body]),
    [
      ['ko', '# 고친 글'],
      ['en', 'Text'],
    ],
  )
  assert.equal((await db.selectFrom('incident_reports').selectAll().execute()).length, 3, 'the first is kept')
  await order('measure', measure, '--state', 'done', '--note', '교체했습니다', '--by', '담당')
  assert.deepEqual((await incidentById(db, id))?.measures, [
    {
      id: measure,
      text: { ko: '장비 교체', en: 'Replace it' },
      owner: '행정안전부',
      dueDay: '2026-12-31',
      state: 'done',
      note: '교체했습니다',
      changedAt: now,
    },
  ])
  await assert.rejects(order('measure', 'none', '--state', 'done', '--by', 'a'), /There is no measure none/)
  await assert.rejects(order('report', id, '--file', '/nowhere', '--by', 'a'), /cannot be read/)
  await assert.rejects(order('report', id, '--file', write(' '), '--by', 'a'), /is empty/)
  rmSync(folder, { recursive: true })
})

test('what is missing or wrong is said', () => {
  for (const [words, problem] of [
    [['report', 'x', '--by', 'a'], /--file is missing/],
    [
      ['report', 'x', '--file', import.meta.filename, '--language', 'fr', '--by', 'a'],
      /--language is one of ko, en, easy/,
    ],
    [
      ['promise', 'x', '--ko', 'a', '--en', 'b', '--owner', 'o', '--due', '2026-02-30', '--by', 'a'],
      /--due must be a day/,
    ],
    [['measure', 'x', '--state', 'finished', '--by', 'a'], /--state is one of done, dropped, open/],
  ] as const) {
    assert.throws(() => readIncidentOrder([...words]), problem)
  }
})

test('of Markdown only text and its structure comes through, below the headings of the page', () => {
  const body =
    '# 원인\n\n**포트** 고장 <script>alert(1)</script>\n\n- [링크](https://a.kr) [나쁨](javascript:alert(1)) <img src=x onerror=alert(1)>'
  const view = reportView([{ language: 'ko', body, author: '담당', at: START }], 'ko')
  assert.ok(view)
  assert.match(view.html, /<h3>원인<\/h3>/)
  assert.match(view.html, /<strong>포트<\/strong>/)
  assert.match(view.html, /<a href="https:\/\/a\.kr" rel="noopener nofollow">링크<\/a>/)
  assert.doesNotMatch(view.html, /script|javascript|onerror|<img/)
})

test('a report that is not in the language of the page says so, and one that is there is taken', () => {
  const reports = [
    { language: 'ko' as const, body: '글', author: '담당', at: START },
    { language: 'easy' as const, body: '쉬운 글', author: '담당', at: START },
  ]
  const view = (language: 'ko' | 'en' | 'easy') => {
    const shown = reportView(reports, language)
    return shown && [shown.html.trim(), shown.language, shown.missing]
  }
  assert.deepEqual(view('easy'), ['<p>쉬운 글</p>', 'ko', false])
  assert.deepEqual(view('en'), ['<p>글</p>', 'ko', 'There is no report in this language yet.'])
  assert.equal(reportView([], 'ko'), false)
})

test('a promise is overdue once its day is over, unless it was kept or dropped', () => {
  const promise = { id: 'm', text: { ko: '가', en: 'a' }, owner: 'o', dueDay: '2026-12-31', note: '', changedAt: null }
  const state = (today: string, state: 'open' | 'done' | 'dropped') =>
    measureViews([{ ...promise, state }], today, 'en')[0]?.state
  assert.equal(state('2026-12-31', 'open'), 'under way')
  assert.equal(state('2027-01-01', 'open'), 'overdue')
  assert.equal(state('2027-01-01', 'done'), 'done')
  assert.equal(state('2027-01-01', 'dropped'), 'dropped')
})

import assert from 'node:assert/strict'
import test from 'node:test'
import { load } from 'cheerio'
import { compareRuns } from '../../../probes/gate/compare.ts'
import { toJunit } from '../../../probes/gate/junit.ts'
import { failedRun, goodRun, times } from './runs.ts'

const parse = (xml: string) => load(xml, { xml: true })

test('each flow is a suite whose counts are those of its cases', () => {
  const bad = compareRuns(
    'a/bad',
    times(3, () => goodRun()),
    times(3, () => failedRun('app')),
  )
  const fine = compareRuns(
    'a/fine',
    times(3, () => goodRun()),
    times(3, () => goodRun()),
  )
  const $ = parse(toJunit('staging against production', [bad, fine], [{ flow: 'a/kept', why: 'no permission' }]))
  assert.equal($('testsuites').attr('name'), 'staging against production')
  const suites = $('testsuite')
    .toArray()
    .map((suite) => ['name', 'tests', 'failures', 'skipped'].map((name) => $(suite).attr(name)))
  assert.deepEqual(suites, [
    ['a/bad', '2', '1', '1'],
    ['a/fine', '2', '0', '0'],
    ['a/kept', '1', '0', '1'],
  ])
  assert.equal(
    $('[classname="a/bad"][name=outcome] > failure').attr('message'),
    'new: app/broken at submit in 3 of 3 runs',
  )
  assert.equal($('testcase:has(> failure)').length, 1)
  assert.equal($('[classname="a/kept"] > skipped').attr('message'), 'no permission')
})

test('whatever a fault is called, it comes through whole, and nothing that XML forbids does', () => {
  const code = `<"&'>]]>${'\u0000\u000b\ud800'}가😀`
  const odd = compareRuns(
    'a/<b>&"c"',
    times(3, () => goodRun()),
    times(3, () => failedRun('app', code)),
  )
  const xml = toJunit('x', [odd], [])
  assert.doesNotMatch(xml.replaceAll('\n', ''), /\p{Cc}/u)
  const $ = parse(xml)
  assert.equal($('testsuite').attr('name'), 'a/<b>&"c"')
  assert.match($('failure').text(), /^new: app\/<"&'>\]\]>\uFFFD{3}가😀 at submit in 3 of 3 runs/)
  assert.equal($('testsuites > testsuite > testcase > failure').length, 1)
})

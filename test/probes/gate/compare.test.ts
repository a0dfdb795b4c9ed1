import assert from 'node:assert/strict'
import test from 'node:test'
import { compareRuns, type GateVerdict, type Run, worst } from '../../../probes/gate/compare.ts'
import { DOCUMENT, failedRun, goodRun, inconclusiveRun, STARTED, times } from './runs.ts'

const good = (count: number) => times(count, () => goodRun())
const failed = (count: number, ...fault: Parameters<typeof failedRun>) => times(count, () => failedRun(...fault))

const OUTCOMES: [string, Run[], Run[], GateVerdict, RegExp][] = [
  ['both well', good(10), good(10), 'same', /^$/],
  ['all fail anew', good(10), failed(10, 'app'), 'regression', /new: app\/broken at submit in 10 of 10/],
  [
    'one new fault of the service itself',
    good(10),
    [...good(9), failedRun('document')],
    'regression',
    /document\/broken/,
  ],
  ['one new fault on the way', good(10), [...good(9), failedRun('tcp')], 'unknown', /tcp\/broken at submit once/],
  ['two new faults on the way', good(10), [...good(8), ...failed(2, 'tcp')], 'regression', /in 2 of 10/],
  [
    'an old fault as often as before',
    [...good(8), ...failed(2, 'app')],
    [...good(7), ...failed(3, 'app')],
    'same',
    /^$/,
  ],
  [
    'an old fault far more often',
    [...good(9), failedRun('app')],
    [...good(3), ...failed(7, 'app')],
    'regression',
    /good runs: 3 of 10, before 9 of 10/,
  ],
  [
    'the same code at another step',
    [...good(9), failedRun('app')],
    [...good(9), failedRun('app', 'broken', 'open')],
    'regression',
    /at open/,
  ],
  ['both fail alike', failed(10, 'app'), failed(10, 'app'), 'unknown', /no run at the known place is good/],
  ['the target is better', [...good(3), ...failed(7, 'app')], good(10), 'same', /^$/],
  ['the target turned us away', good(10), times(10, inconclusiveRun), 'unknown', /captcha/],
  ['a few runs say nothing', good(10), [...good(8), ...times(2, inconclusiveRun)], 'same', /^$/],
  [
    'a fault among runs that say nothing',
    good(10),
    [...times(9, inconclusiveRun), failedRun('app')],
    'regression',
    /app/,
  ],
  ['it did not run', good(10), [], 'unknown', /did not run/],
]

for (const [what, base, target, verdict, says] of OUTCOMES) {
  test(`outcome: ${what}: ${verdict}`, () => {
    const { outcome } = compareRuns('a/b', base, target)
    assert.equal(outcome.verdict, verdict)
    assert.match(outcome.says.join('; '), says)
  })
}

const taking = (...ms: number[]) => ms.map((one) => goodRun(one))
const TIMES: [string, Run[], Run[], GateVerdict][] = [
  ['three against three, clearly slower', taking(50, 60, 55), taking(400, 500, 450), 'regression'],
  ['half as slow again', taking(900, 1000, 1100, 950), taking(1600, 1700, 1800, 1650), 'regression'],
  ['slower by less than the ratio', taking(900, 1000, 1100, 950), taking(1300, 1350, 1400, 1250), 'same'],
  ['ten times slower, and nobody notices', taking(2, 3, 2), taking(20, 30, 25), 'same'],
  ['one outlier', times(10, () => goodRun()), [...times(9, () => goodRun()), goodRun(9000)], 'same'],
  ['noise as wide as the difference', taking(50, 900, 60, 800), taking(950, 55, 850, 65), 'same'],
  ['faster', taking(400, 500, 450), taking(50, 60, 55), 'same'],
  ['too few to tell', taking(50, 60), taking(900, 950, 990), 'unknown'],
]

for (const [what, base, target, verdict] of TIMES) {
  test(`timing: ${what}: ${verdict}`, () => {
    assert.equal(compareRuns('a/b', base, target).timing.verdict, verdict)
  })
}

test('a slower step is named, and one that did not change is not; the bound can be moved', () => {
  const [base, target] = [taking(300, 310, 305), taking(700, 710, 705)]
  const { timing, verdict } = compareRuns('a/b', base, target)
  assert.equal(verdict, 'regression')
  assert.deepEqual(timing.says, [
    'the whole run: median 805 ms, before 405 ms',
    'step submit: median 705 ms, before 305 ms',
  ])
  assert.equal(compareRuns('a/b', base, target, { slower: 3, leastMs: 100 }).timing.verdict, 'same')
})

const issuing = (document: Run['document'] = DOCUMENT) => times(3, () => goodRun(50, { document }))
const DOCUMENTS: [string, Run[], GateVerdict, RegExp][] = [
  ['as ever', issuing(), 'same', /^$/],
  ['a little longer', issuing({ ...DOCUMENT, bytes: 55_000 }), 'same', /^$/],
  ['a page is lost', issuing({ ...DOCUMENT, pages: 1 }), 'regression', /1 pages, before 2/],
  ['another number', issuing({ ...DOCUMENT, numberShape: 'AA-99' }), 'regression', /AA-99, before 9999-/],
  ['no number', issuing({ ...DOCUMENT, numberShape: null }), 'regression', /number missing/],
  ['far too small', issuing({ ...DOCUMENT, bytes: 900 }), 'regression', /900 bytes/],
  ['far too big', issuing({ ...DOCUMENT, bytes: 4_000_000 }), 'regression', /4000000 bytes/],
  ['an old copy', issuing({ ...DOCUMENT, issuedAt: STARTED - 86_400_000 }), 'regression', /issued 1440 minutes before/],
  ['no time', issuing({ ...DOCUMENT, issuedAt: null }), 'regression', /no time of issue/],
  ['no document', issuing(null), 'regression', /3 runs without the document/],
]

for (const [what, target, verdict, says] of DOCUMENTS) {
  test(`document: ${what}: ${verdict}`, () => {
    const { document } = compareRuns('a/b', issuing(), target)
    assert.equal(document?.verdict, verdict)
    assert.match(document?.says.join('; ') ?? '', says)
  })
}

test('a flow without documents has nothing to say of them, and one that fails cannot tell', () => {
  assert.equal(compareRuns('a/b', good(3), good(3)).document, null)
  assert.equal(compareRuns('a/b', issuing(), failed(3, 'app')).document?.verdict, 'unknown')
})

test('the worst verdict is the one of the whole', () => {
  assert.equal(worst(['same', 'unknown', 'regression']), 'regression')
  assert.equal(worst(['same', 'unknown']), 'unknown')
  assert.equal(worst(['same']), 'same')
})

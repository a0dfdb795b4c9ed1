import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decide, type Situation } from '../../../server/incidents/decide.ts'
import { remember } from '../../../server/incidents/evidence.ts'
import { NO_MEMORY } from '../../../server/incidents/memory.ts'
import { DEFAULT_POLICY } from '../../../server/incidents/policy.ts'
import type { Ground } from '../../../server/incidents/signals.ts'
import { mainFault } from '../../../server/incidents/trouble.ts'
import { evidence, type Options, play, playDecisions, REFUSED, START } from './play.ts'

type Story = [title: string, tracks: string | Record<string, string>, expected: [number, string][], options?: Options]

const EVERY_30: Options = { every: 30 }
const PARTLY = 'x..x.x...x..x...x.x..x....x..'
const CYCLE = `xxxx${'.'.repeat(8)}`.repeat(6) + '.'.repeat(140)

const STORIES: Story[] = [
  ['one good run makes an unknown component operational', '.', [[0, 'operational']]],
  ['a single failing run changes nothing', '..x..', [[0, 'operational']]],
  [
    'where only one network looks, the second failure is looked into and the third is told',
    '..xxx',
    [
      [0, 'operational'],
      [3, 'operational (checking)'],
      [4, 'major_outage'],
    ],
  ],
  [
    'failing from the very first run is told as well',
    'xxx',
    [
      [1, 'unknown (checking)'],
      [2, 'major_outage'],
    ],
  ],
  ['a first run that failed is forgotten after five good ones over two minutes', 'x.......', [[5, 'operational']]],
  ['while failures go on among the good runs it stays unknown', 'x...x...x..', []],
  [
    'it is over after five good runs over two minutes',
    '.xxx......',
    [
      [0, 'operational'],
      [2, 'operational (checking)'],
      [3, 'major_outage'],
      [8, 'operational'],
    ],
  ],
  [
    'good runs in quick succession do not end an outage before two minutes',
    '.xxxx.......',
    [
      [0, 'operational'],
      [2, 'operational (checking)'],
      [3, 'major_outage'],
      [11, 'operational'],
    ],
    { every: 20 },
  ],
  [
    'a failure among the good runs starts the count again',
    '.xxx....x........',
    [
      [0, 'operational'],
      [2, 'operational (checking)'],
      [3, 'major_outage'],
      [15, 'operational'],
    ],
  ],
  [
    'an inconclusive run neither adds to a suspicion nor ends it',
    '.x?xx',
    [
      [0, 'operational'],
      [3, 'operational (checking)'],
      [4, 'major_outage'],
    ],
  ],
  ['inconclusive runs alone leave the state as it is', '.???', [[0, 'operational']]],
  [
    'inconclusive runs do not keep a good state fresh',
    '.??????',
    [
      [0, 'operational'],
      [4, 'unknown'],
    ],
  ],
  ['inconclusive runs never make an unknown component anything else', '????', []],
  [
    'slow runs for more than five minutes are a degradation',
    '.ssssssssss',
    [
      [0, 'operational'],
      [9, 'degraded_performance'],
    ],
  ],
  ['slow runs for less are not', '.sssssss....', [[0, 'operational']]],
  [
    'a degradation ends after five runs at normal speed',
    '.ssssssssss.....',
    [
      [0, 'operational'],
      [9, 'degraded_performance'],
      [15, 'operational'],
    ],
  ],
  [
    'a slow service that stops working is an outage',
    'ssssssssssxxx',
    [
      [0, 'operational'],
      [8, 'degraded_performance'],
      [12, 'major_outage'],
    ],
  ],
  [
    'silence makes a good component unknown',
    '.    ',
    [
      [0, 'operational'],
      [4, 'unknown'],
    ],
  ],
  [
    'silence makes a failing component unknown too',
    'xxx    ',
    [
      [1, 'unknown (checking)'],
      [2, 'major_outage'],
      [6, 'unknown'],
    ],
  ],
  [
    'one good run after silence is enough where nothing was wrong',
    '.     .',
    [
      [0, 'operational'],
      [4, 'unknown'],
      [6, 'operational'],
    ],
  ],
  [
    'after an outage, silence is only left through a streak',
    '.xxx    .....',
    [
      [0, 'operational'],
      [2, 'operational (checking)'],
      [3, 'major_outage'],
      [7, 'unknown'],
      [8, 'partial_outage'],
      [12, 'operational'],
    ],
  ],
  [
    'one of two flows failing is a partial outage',
    { a: '.xxx', b: '....' },
    [
      [0, 'operational'],
      [2, 'operational (checking)'],
      [3, 'partial_outage'],
    ],
  ],
  [
    'both flows failing are a major outage',
    { a: '.xxxxx', b: '..xxxx' },
    [
      [0, 'operational'],
      [2, 'operational (checking)'],
      [3, 'partial_outage'],
      [4, 'major_outage'],
    ],
  ],
  [
    'one silent flow makes the component unknown',
    { a: '.......', b: '.' },
    [
      [0, 'operational'],
      [4, 'unknown'],
    ],
  ],
  [
    'a network that has been silent for a day counts no longer, and what the others see is told',
    { 'a@seoul': `${'.'.repeat(60)}xxx`, 'a@busan': '.', 'a@jeju': '.' },
    [
      [0, 'operational'],
      [4, 'unknown'],
      [28, 'operational'],
      [61, 'operational (checking)'],
      [62, 'major_outage'],
    ],
    { every: 3600 },
  ],
  [
    'a failing flow is told even when another is silent',
    { a: '.......xxx', b: '.' },
    [
      [0, 'operational'],
      [4, 'unknown'],
      [9, 'partial_outage'],
    ],
  ],
  [
    'silence of one flow does not end an outage that another one still shows',
    { a: 'xxxxxxxx', b: 'xxx.    ' },
    [
      [1, 'unknown (checking)'],
      [2, 'major_outage'],
    ],
  ],
  [
    'what one network alone sees is said to be that, and is no outage',
    { 'a@seoul': '.xxxxxxxxx', 'a@busan': '..........' },
    [
      [0, 'operational'],
      [4, 'operational (one-network)'],
    ],
  ],
  [
    'a network that is left alone and sees failures knows nothing of the others',
    { 'a@seoul': '......xxxx', 'a@busan': '.' },
    [
      [0, 'operational'],
      [9, 'unknown (one-network)'],
    ],
  ],
  [
    'two networks that agree make an outage',
    { 'a@seoul': '.xxxxx', 'a@busan': '..xxxx' },
    [
      [0, 'operational'],
      [3, 'operational (checking)'],
      [4, 'partial_outage'],
      [5, 'major_outage'],
    ],
  ],
  [
    'two of three networks make a partial outage',
    { 'a@seoul': '.xxxx', 'a@busan': '.xxxx', 'a@jeju': '.....' },
    [
      [0, 'operational'],
      [2, 'operational (checking)'],
      [3, 'partial_outage'],
    ],
    EVERY_30,
  ],
  [
    'three networks are sure sooner, and good runs end it for all of them',
    { 'a@seoul': '.xxxx......', 'a@busan': '.xxxx......', 'a@jeju': '.xxxx......' },
    [
      [0, 'operational'],
      [1, 'operational (checking)'],
      [2, 'major_outage'],
      [9, 'operational'],
    ],
    EVERY_30,
  ],
  [
    'a third of the runs failing at each of three networks is a partial outage',
    { 'a@seoul': `...${PARTLY}`, 'a@busan': `...${PARTLY.slice(1)}.`, 'a@jeju': `...${PARTLY.slice(2)}..` },
    [
      [0, 'operational'],
      [7, 'partial_outage'],
    ],
    EVERY_30,
  ],
  [
    'a third of the runs failing is found by one network that looks alone, but later',
    'x..x.x...x..x...x.x..x....x..',
    [[18, 'partial_outage']],
    EVERY_30,
  ],
  [
    'maintenance hides a failure while it lasts, not after',
    '.xxxxx',
    [
      [0, 'operational'],
      [1, 'under_maintenance'],
      [3, 'major_outage'],
    ],
    { maintenance: [1, 3] },
  ],
  [
    'after maintenance one good run is enough',
    '....',
    [
      [0, 'operational'],
      [1, 'under_maintenance'],
      [3, 'operational'],
    ],
    { maintenance: [1, 3] },
  ],
  [
    'a maintenance that ends in doubt ends in unknown',
    '..  x',
    [
      [0, 'operational'],
      [1, 'under_maintenance'],
      [4, 'unknown'],
    ],
    { maintenance: [1, 4] },
  ],
]

for (const [title, tracks, expected, options] of STORIES) {
  test(title, () => assert.deepEqual(play(tracks, options), expected))
}

test('what comes and goes is called unstable from its third time on, until it is steady for most of an hour', () => {
  const story = play({ 'a@seoul': CYCLE, 'a@busan': CYCLE }, EVERY_30)
  assert.deepEqual(story.slice(0, 8), [
    [1, 'unknown (checking)'],
    [2, 'major_outage'],
    [8, 'operational'],
    [13, 'operational (checking)'],
    [14, 'major_outage'],
    [20, 'operational'],
    [25, 'operational (checking)'],
    [26, 'major_outage (unstable)'],
  ])
  assert.deepEqual(story.slice(-2), [
    [68, 'operational (unstable)'],
    [182, 'operational'],
  ])
})

test('an outage began with its first failing run and rests on what each network saw', () => {
  const outage = playDecisions({ 'a@seoul': '..xxxx', 'a@busan': '..xxxx' }).find(
    ({ decision }) => decision.state === 'major_outage',
  )
  assert.equal(outage?.decision.at, START + 2 * 60_000)
  assert.equal(outage?.decision.beganAt, START + 2 * 60_000)
  assert.deepEqual(outage?.decision.fault, REFUSED)
  assert.equal(outage?.decision.share, 1)
  const seen = outage?.decision.grounds.map(({ group, failed, runs, since, results }) => ({
    group,
    failed,
    runs,
    since,
    results,
  }))
  assert.deepEqual(seen, [
    {
      group: 'busan',
      failed: 3,
      runs: 3,
      since: START + 2.5 * 60_000,
      results: ['a@busan-2', 'a@busan-3', 'a@busan-4'],
    },
    { group: 'seoul', failed: 3, runs: 3, since: START + 2 * 60_000, results: ['a@seoul-2', 'a@seoul-3', 'a@seoul-4'] },
  ])
})

test('an outage ended with the first good run of the closing streak', () => {
  const recovery = playDecisions('.xxx......').at(-1)
  assert.equal(recovery?.decision.at, START + 4 * 60_000)
  assert.equal(recovery?.decision.reason, 'recovered')
})

/** What three networks see alike, a run every 30 s: each change as `[state, run from which it holds]`. */
function turns(line: string, every = 30) {
  return playDecisions({ 'a@seoul': line, 'a@busan': line, 'a@jeju': line }, { every }).flatMap(
    ({ decision: { state, mark, at } }) => (mark === '' ? [[state, Math.floor((at - START) / every / 1000)]] : []),
  )
}

test('an outage that grows is a greater one from then on, not from its beginning', () => {
  assert.deepEqual(turns(`...${'x.'.repeat(60)}${'x'.repeat(40)}`), [
    ['operational', 0],
    ['partial_outage', 3],
    ['major_outage', 123],
  ])
})

test('an outage is one of all networks from when the last of them fails', () => {
  const tracks = {
    'a@seoul': `...${'x'.repeat(60)}`,
    'a@busan': `...${'x'.repeat(60)}`,
    'a@jeju': `${'.'.repeat(33)}${'x'.repeat(30)}`,
  }
  const whole = playDecisions(tracks).at(-1)?.decision
  assert.deepEqual([whole?.state, whole?.at], ['major_outage', START + (33 + 2 / 3) * 60_000])
})

test('an outage that eases is a lesser one from then on, and stays what it was until then', () => {
  const down = `...${'x'.repeat(40)}`
  const half = {
    'a@seoul': `${down}${'.x'.repeat(20)}`,
    'a@busan': `${down}${'..x'.repeat(14)}`,
    'a@jeju': `${down}${'x.'.repeat(20)}`,
  }
  const eased = playDecisions(half, EVERY_30).at(-1)?.decision
  assert.equal(eased?.state, 'partial_outage')
  assert.ok((eased?.at ?? 0) >= START + 43 * 30_000)
  assert.equal(eased?.beganAt, START + 3 * 30_000)
})

test('where one of two flows recovers, the outage is partial from its first good run', () => {
  const both = { a: `...${'x'.repeat(10)}${'.'.repeat(8)}`, b: `...${'x'.repeat(18)}` }
  const { decision } = playDecisions(both).at(-1) ?? {}
  assert.deepEqual([decision?.state, decision?.at], ['partial_outage', START + 13 * 60_000])
})

test('what was slow, failed, and works slowly again is slow from its first good run', () => {
  const line = `...${'s'.repeat(20)}${'x'.repeat(20)}${'s'.repeat(20)}${'.'.repeat(20)}`
  assert.deepEqual(turns(line, 60), [
    ['operational', 0],
    ['degraded_performance', 3],
    ['major_outage', 23],
    ['degraded_performance', 43],
    ['operational', 63],
  ])
})

test('what one network saw alone for long is not the beginning of an outage that all see later', () => {
  const later = `${'.'.repeat(60)}xxxxxx`
  const outage = playDecisions({ 'a@seoul': `...${'x'.repeat(63)}`, 'a@busan': later, 'a@jeju': later }, EVERY_30).at(
    -1,
  )
  assert.equal(outage?.decision.state, 'partial_outage')
  const first = START + (60 + 1 / 3) * 30_000
  assert.deepEqual([outage?.decision.at, outage?.decision.beganAt], [first, first])
})

test('the same of an outage in which only some runs fail', () => {
  const good = '.'.repeat(60)
  const tracks = { 'a@seoul': `...${'x'.repeat(85)}`, 'a@busan': `${good}${PARTLY}`, 'a@jeju': `${good}.${PARTLY}` }
  const outage = playDecisions(tracks, EVERY_30).find(({ decision }) => decision.state === 'partial_outage')
  assert.ok((outage?.decision.beganAt ?? 0) >= START + 60 * 30_000, String(outage?.decision.beganAt))
})

test('evidence of a partial outage from before a silence is worth nothing after it', () => {
  const silence = ' '.repeat(600)
  const tracks = { 'a@seoul': `.x.x${silence}.x.x.x.x.x.x`, 'a@busan': `..x.${silence}x.x.x.x.x.x.` }
  const outage = playDecisions(tracks).find(({ decision }) => decision.state === 'partial_outage')
  assert.ok((outage?.decision.beganAt ?? 0) >= START + 604 * 60_000, String(outage?.decision.beganAt))
})

test('what one network alone goes on to see does not keep an outage open that is over everywhere else', () => {
  const over = `...${'x'.repeat(10)}${'.'.repeat(15)}`
  const tracks = { 'a@seoul': `...${'x'.repeat(25)}`, 'a@busan': over, 'a@jeju': over }
  const changes = playDecisions(tracks, EVERY_30).map(({ run, decision }) => [run, decision.state, decision.mark])
  assert.deepEqual(changes.slice(-3), [
    [17, 'partial_outage', ''],
    [19, 'operational', ''],
    [22, 'operational', 'one-network'],
  ])
  const recovery = playDecisions(tracks, EVERY_30).at(-2)
  assert.equal(recovery?.decision.at, START + (13 + 1 / 3) * 30_000)
})

test('two networks of three that go on to fail keep it open', () => {
  const failing = `...${'x'.repeat(60)}`
  const tracks = { 'a@seoul': failing, 'a@busan': failing, 'a@jeju': `...${'x'.repeat(10)}${'.'.repeat(50)}` }
  assert.equal(playDecisions(tracks, EVERY_30).at(-1)?.decision.state, 'partial_outage')
})

test('a silence during an outage stays a silence, and the outage goes on with the first run after it', () => {
  for (const after of ['.....', 'xxxxx']) {
    const line = `...xxxxx${' '.repeat(30)}${after}`
    assert.deepEqual(turns(line, 60).slice(2, 4), [
      ['unknown', 11],
      [after === '.....' ? 'partial_outage' : 'major_outage', 38],
    ])
  }
})

test('the fewer runs failed, the more good ones are asked for', () => {
  const tracks = { 'a@seoul': `...${PARTLY}`, 'a@busan': `...${PARTLY.slice(1)}.`, 'a@jeju': `...${PARTLY.slice(2)}..` }
  const long = Object.fromEntries(Object.entries(tracks).map(([track, line]) => [track, line + '.'.repeat(10)]))
  const [, , recovery] = playDecisions(long, EVERY_30)
  // the last failures are in the 28th round; 12 or 13 good runs are four more rounds
  assert.ok((recovery?.run ?? 0) >= 31, String(recovery?.run))
  assert.equal(recovery?.decision.state, 'operational')
})

test('silence holds from the deadline, three intervals and the timeout after the last run', () => {
  const silence = playDecisions('.     ').at(-1)
  assert.equal(silence?.decision.at, START + (3 * 60 + 20) * 1000)
  assert.equal(silence?.decision.reason, 'no-fresh-results')
})

test('what outlives a maintenance holds from its end, but began when it began', () => {
  const outage = playDecisions('.xxxxx', { maintenance: [1, 3] }).at(-1)
  assert.equal(outage?.decision.at, START + 3 * 60_000)
  assert.equal(outage?.decision.beganAt, START + 60_000)
})

function situation(given: Partial<Situation> = {}): Situation {
  return {
    current: { state: 'unknown', since: START, mark: '' },
    memory: NO_MEMORY,
    policy: DEFAULT_POLICY,
    groups: ['seoul'],
    maintenance: { active: false, since: 0 },
    inIncident: false,
    staff: null,
    inference: null,
    now: START + 60_000,
    ...given,
  }
}

test('a group taken out of the configuration leaves the past as it was', () => {
  const { memory } = remember(NO_MEMORY, evidence('a@busan', 0, '.', START, 60), DEFAULT_POLICY, ['busan'], START)
  const current = { state: 'operational', since: START - 3600_000, mark: '' } as const
  const decision = decide(situation({ memory, current }))
  assert.deepEqual([decision.state, decision.at], ['unknown', START + 60_000])
})

test('where no probe reaches, the word of the counters is the evidence', () => {
  const staff = (level: 'failing' | 'slow' | 'working', quorum = true) => ({ level, quorum, since: START + 1000 })
  const told = (given: Situation['staff']) => {
    const { state, reason, beganAt } = decide(situation({ staff: given }))
    return { state, reason, beganAt }
  }
  const reason = 'reported-by-centers'
  assert.deepEqual(told(staff('failing')), { state: 'major_outage', reason, beganAt: START + 1000 })
  assert.deepEqual(told(staff('slow')), { state: 'degraded_performance', reason, beganAt: START + 1000 })
  assert.deepEqual(told(staff('working')), { state: 'operational', reason, beganAt: null })
  assert.equal(told(staff('failing', false)).state, 'unknown')
})

test('counters that report failures make a working component be looked into, and what one network sees an outage', () => {
  const groups = ['seoul', 'busan']
  const see = (seoul: string) =>
    [...seoul].reduce((memory, sign, run) => {
      const at = START + run * 30_000
      const first = remember(memory, evidence('a@seoul', run, sign as '.', at, 30), DEFAULT_POLICY, groups, at)
      return remember(first.memory, evidence('a@busan', run, '.', at, 30), DEFAULT_POLICY, groups, at).memory
    }, NO_MEMORY)
  const current = { state: 'operational', since: START, mark: '' } as const
  const staff = { level: 'failing', quorum: true, since: START } as const
  const calm = decide(situation({ groups, current, staff, memory: see('...') }))
  assert.deepEqual([calm.state, calm.mark, calm.reason], ['operational', 'checking', 'reported-by-centers'])
  const agreed = decide(situation({ groups, current, staff, memory: see('.xxx') }))
  assert.deepEqual([agreed.state, agreed.fault?.code], ['partial_outage', 'refused'])
  const alone = decide(situation({ groups, current, memory: see('.xxx') }))
  assert.deepEqual([alone.state, alone.mark], ['operational', ''])
})

test('a component that no flow exercises follows from those that need it', () => {
  const failing = { level: 'failing', since: START, fault: REFUSED, grounds: [] } as const
  const down = decide(situation({ inference: { ...failing, grounds: [] } }))
  assert.deepEqual([down.state, down.reason, down.beganAt], ['major_outage', 'dependants-failing', START])
  const well = decide(situation({ inference: { level: 'working', since: START, fault: null, grounds: [] } }))
  assert.deepEqual([well.state, well.reason], ['operational', 'dependants-working'])
})

test('the fault named is the one most networks saw', () => {
  const ground = (group: string, code: string, since: number): Ground => ({
    flow: 'a',
    group,
    failed: 2,
    runs: 2,
    since,
    until: since,
    fault: { ...REFUSED, code },
    evidence: 9,
    slow: false,
    results: [],
  })
  const seen = [ground('seoul', 'stalled', 1), ground('busan', 'refused', 2), ground('jeju', 'refused', 3)]
  assert.equal(mainFault(seen)?.code, 'refused')
  assert.equal(mainFault(seen.slice(0, 2))?.code, 'stalled')
  assert.equal(mainFault([]), null)
})

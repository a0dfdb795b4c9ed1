import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decide } from '../../../server/incidents/decide.ts'
import { NO_MEMORY, remember } from '../../../server/incidents/evidence.ts'
import { DEFAULT_POLICY } from '../../../server/incidents/policy.ts'
import { evidence, type Options, play, playDecisions, START } from './play.ts'

type Story = [title: string, tracks: string | Record<string, string>, expected: [number, string][], options?: Options]

const STORIES: Story[] = [
  ['one good run makes an unknown component operational', '.', [[0, 'operational']]],
  ['a single failing run changes nothing', '..x..', [[0, 'operational']]],
  [
    'the second failing run in a row is an outage',
    '..xx',
    [
      [0, 'operational'],
      [3, 'major_outage'],
    ],
  ],
  ['failing from the very first run is an outage after the second', 'xx', [[1, 'major_outage']]],
  [
    'it is over after three good runs over two minutes',
    '.xx...',
    [
      [0, 'operational'],
      [2, 'major_outage'],
      [5, 'operational'],
    ],
  ],
  [
    'good runs in quick succession do not end an outage before two minutes',
    '.xx......',
    [
      [0, 'operational'],
      [2, 'major_outage'],
    ],
    { every: 20 },
  ],
  [
    '… but then they do',
    '.xx.......',
    [
      [0, 'operational'],
      [2, 'major_outage'],
      [9, 'operational'],
    ],
    { every: 20 },
  ],
  [
    'a failure in the middle of the good runs starts the count again',
    '.xx..x..',
    [
      [0, 'operational'],
      [2, 'major_outage'],
    ],
  ],
  [
    'an inconclusive run neither breaks a failing streak nor adds to it',
    '.x?x',
    [
      [0, 'operational'],
      [3, 'major_outage'],
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
    'three slow runs in a row are a degradation',
    '.ss.sss',
    [
      [0, 'operational'],
      [6, 'degraded_performance'],
    ],
  ],
  [
    'a slow service that stops working is an outage',
    'sssxx',
    [
      [0, 'operational'],
      [2, 'degraded_performance'],
      [4, 'major_outage'],
    ],
  ],
  [
    'a degradation ends after three runs at normal speed',
    'sss...',
    [
      [0, 'operational'],
      [2, 'degraded_performance'],
      [5, 'operational'],
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
    'xx    ',
    [
      [1, 'major_outage'],
      [5, 'unknown'],
    ],
  ],
  [
    'one good run after silence is enough without an incident',
    '.     .',
    [
      [0, 'operational'],
      [4, 'unknown'],
      [6, 'operational'],
    ],
  ],
  [
    'with an open incident, silence is only left through a streak',
    '.     ...',
    [[8, 'operational']],
    { inIncident: true },
  ],
  [
    'one of two flows failing is a partial outage',
    { a: '.xx', b: '...' },
    [
      [0, 'operational'],
      [2, 'partial_outage'],
    ],
  ],
  [
    'both flows failing are a major outage',
    { a: '.xxx', b: '..xx' },
    [
      [0, 'operational'],
      [2, 'partial_outage'],
      [3, 'major_outage'],
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
    'a failing flow is told even when another is silent',
    { a: '.......xx', b: '.' },
    [
      [0, 'operational'],
      [4, 'unknown'],
      [8, 'partial_outage'],
    ],
  ],
  [
    'a single location makes no outage where another sees it working',
    { 'a@seoul': '.xxxxxx', 'a@busan': '.......' },
    [[0, 'operational']],
  ],
  [
    'two locations that agree make one',
    { 'a@seoul': '.xxx', 'a@busan': '..xx' },
    [
      [0, 'operational'],
      [3, 'major_outage'],
    ],
  ],
  [
    'two of three locations make a partial outage',
    { 'a@seoul': '.xx', 'a@busan': '.xx', 'a@jeju': '...' },
    [
      [0, 'operational'],
      [2, 'partial_outage'],
    ],
  ],
  [
    'a location that fell silent leaves the word to the other',
    { 'a@seoul': '......xx', 'a@busan': '.' },
    [
      [0, 'operational'],
      [7, 'major_outage'],
    ],
  ],
  [
    'maintenance hides a failure while it lasts, not after',
    '.xxxx',
    [
      [0, 'operational'],
      [1, 'under_maintenance'],
      [3, 'major_outage'],
    ],
    { maintenance: [1, 3] },
  ],
  [
    'after maintenance one good run is enough',
    '.x.x.',
    [
      [0, 'operational'],
      [1, 'under_maintenance'],
      [4, 'operational'],
    ],
    { maintenance: [1, 4] },
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

test('an outage began with its first failing run and rests on both', () => {
  const [, outage] = playDecisions('..xx')
  assert.equal(outage?.decision.at, START + 2 * 60_000)
  assert.equal(outage?.decision.beganAt, START + 2 * 60_000)
  assert.deepEqual(outage?.decision.results, ['flow-2', 'flow-3'])
  assert.equal(outage?.decision.fault?.code, 'refused')
})

test('an outage ended with the first good run of the closing streak', () => {
  const recovery = playDecisions('.xx...').at(-1)
  assert.equal(recovery?.decision.at, START + 3 * 60_000)
  assert.equal(recovery?.decision.reason, 'recovered')
})

test('silence holds from the deadline, three intervals and the timeout after the last run', () => {
  const silence = playDecisions('.     ').at(-1)
  assert.equal(silence?.decision.at, START + (3 * 60 + 20) * 1000)
  assert.equal(silence?.decision.reason, 'no-fresh-results')
})

test('leaving maintenance counts from its end, not from failures during it', () => {
  const outage = playDecisions('.xxxx', { maintenance: [1, 3] }).at(-1)
  assert.equal(outage?.decision.at, START + 3 * 60_000)
  assert.equal(outage?.decision.beganAt, START + 3 * 60_000)
})

test('silence of one flow does not end an outage that another one still shows', () => {
  const states = play({ a: 'xxxxxxxx', b: 'xx.     ' })
  assert.deepEqual(states, [[1, 'major_outage']])
})

test('a location taken out of the configuration leaves the past as it was', () => {
  const { memory } = remember(NO_MEMORY, evidence('a@busan', 0, '.', START, 60), DEFAULT_POLICY, START)
  const now = START + 60_000
  const decision = decide({
    current: { state: 'operational', since: START - 3600_000 },
    memory,
    policy: DEFAULT_POLICY,
    locations: ['seoul'],
    maintenance: { active: false, since: 0 },
    inIncident: false,
    now,
  })
  assert.deepEqual([decision.state, decision.at], ['unknown', now])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inferenceFor } from '../../../server/incidents/inference.ts'
import { fault, NO_GPKI, REJECTED } from './capital.ts'
import { catalogueOf, type Told, viewOf } from './views.ts'

const NEEDS = {
  'shared/gpki': ['shared/verification'],
  'shared/verification': [],
  'saeol/login': ['shared/gpki'],
  'saeol/issue': ['saeol/login'],
  'gov/page': [],
  'gov/login': ['gov/page', 'shared/verification'],
  'edu/login': ['shared/gpki'],
}
const CATALOGUE = catalogueOf(NEEDS, { 'shared/gpki': ['auth/certificate-verification*'] })

const FAILS: Told = { runs: '...xxxxx', fault: REJECTED }
const NAMES_GPKI: Told = { runs: '...xxxxx', fault: NO_GPKI }
const WORKS: Told = { runs: '........' }
const WORKED: Told = { runs: '...     ', state: 'operational' }
const SILENT: Told = { state: 'unknown' }
const LATER: Told = { runs: '........xxxxx', fault: REJECTED }
const EARLY: Told = { runs: '...xxxxxxxxxx', fault: REJECTED }
const ELSEWHERE: Told = { runs: '...xxxxx', fault: fault('tcp', 'login', 'refused') }

const WAITS: Told = { runs: '...xxxxx', fault: fault('http', 'login', 'queue-page') }
const SILENT_SERVER: Told = { runs: '...xxxxx', fault: fault('tcp', 'login', 'timeout') }
const NO_REPLY = fault('http', 'login', 'stalled')
const STALLS: Told = { runs: '...xxxxx', fault: NO_REPLY }
const LOSES: Told = { runs: '...xxxxx', fault: fault('path', 'login', 'large-packets-lost') }

type Row = [sentence: string, component: keyof typeof NEEDS, told: Record<string, Told>, level: string | null]

const TABLE: Row[] = [
  ['nothing is known of what nothing that was seen needs', 'shared/gpki', {}, null],
  ['what a working component needs works', 'shared/gpki', { 'saeol/login': WORKS }, 'working'],
  ['only what needs it directly speaks for it', 'shared/gpki', { 'saeol/issue': WORKS }, null],
  ['a single failing login may be the login itself', 'shared/gpki', { 'saeol/login': FAILS }, null],
  ['a fault that names it is enough', 'shared/gpki', { 'saeol/login': NAMES_GPKI }, 'failing'],
  ['a fault that names another says nothing of it', 'shared/verification', { 'saeol/login': NAMES_GPKI }, null],
  [
    'two that need it, failing alike and together, are enough',
    'shared/gpki',
    { 'saeol/login': FAILS, 'edu/login': FAILS },
    'failing',
  ],
  ['two of which one needs the other are one', 'shared/gpki', { 'saeol/login': FAILS, 'saeol/issue': FAILS }, null],
  [
    'what has a nearer common cause says nothing of what that needs',
    'shared/verification',
    { 'saeol/login': FAILS, 'edu/login': FAILS },
    null,
  ],
  [
    'the nearer cause and another together point further',
    'shared/verification',
    { 'saeol/login': FAILS, 'edu/login': FAILS, 'gov/login': FAILS },
    'failing',
  ],
  [
    'failing in different stages is no common cause',
    'shared/gpki',
    { 'saeol/login': FAILS, 'edu/login': ELSEWHERE },
    null,
  ],
  ['a waiting room here and lost packets there', 'shared/gpki', { 'saeol/login': WAITS, 'edu/login': LOSES }, null],
  ['a waiting room here and no answer there', 'shared/gpki', { 'saeol/login': WAITS, 'edu/login': STALLS }, null],
  ['no answer here and lost packets there', 'shared/gpki', { 'saeol/login': STALLS, 'edu/login': LOSES }, null],
  [
    'no answer is no answer, in whichever layer it was missed',
    'shared/gpki',
    { 'saeol/login': SILENT_SERVER, 'edu/login': STALLS },
    'failing',
  ],
  [
    'what hangs on a page of its own that fails too says nothing of what it shares',
    'shared/verification',
    { 'gov/page': STALLS, 'gov/login': STALLS, 'saeol/login': STALLS, 'edu/login': STALLS },
    null,
  ],
  [
    'unless its page works',
    'shared/verification',
    { 'gov/page': WORKS, 'gov/login': STALLS, 'saeol/login': STALLS, 'edu/login': STALLS },
    'failing',
  ],
  [
    'or began to fail long after',
    'shared/verification',
    {
      'gov/page': { runs: '...       xxxxx', fault: NO_REPLY },
      'gov/login': { runs: '...xxxxxxxxxxxx', fault: NO_REPLY },
      'saeol/login': { runs: '...xxxxxxxxxxxx', fault: NO_REPLY },
      'edu/login': { runs: '...xxxxxxxxxxxx', fault: NO_REPLY },
    },
    'failing',
  ],
  [
    'a fault that names it is enough, whatever else fails',
    'shared/gpki',
    { 'gov/page': LOSES, 'saeol/login': NAMES_GPKI, 'edu/login': WAITS },
    'failing',
  ],
  ['failing minutes apart is no common cause', 'shared/gpki', { 'saeol/login': EARLY, 'edu/login': LATER }, null],
  [
    'whatever works after the failures began clears it',
    'shared/gpki',
    { 'saeol/login': NAMES_GPKI, 'edu/login': WORKS },
    'working',
  ],
  [
    'what worked before they began does not',
    'shared/gpki',
    { 'saeol/login': NAMES_GPKI, 'edu/login': WORKED },
    'failing',
  ],
  [
    'an unknown one in between hides nothing',
    'shared/gpki',
    { 'saeol/login': SILENT, 'saeol/issue': FAILS, 'edu/login': FAILS },
    'failing',
  ],
  [
    'one that works in between does',
    'shared/verification',
    { 'saeol/login': WORKS, 'saeol/issue': FAILS, 'gov/login': FAILS },
    null,
  ],
]

for (const [sentence, component, told, level] of TABLE) {
  test(sentence, () => assert.equal(inferenceFor(component, viewOf(CATALOGUE, told))?.level ?? null, level))
}

test('it fails since the first of them began, with their fault and what they saw', () => {
  const view = viewOf(CATALOGUE, { 'saeol/login': NAMES_GPKI })
  const inference = inferenceFor('shared/gpki', view)
  assert.equal(inference?.since, view.now - 5 * 30_000)
  assert.equal(inference?.fault?.code, NO_GPKI.code)
  assert.equal(inference?.grounds.length, 3)
})

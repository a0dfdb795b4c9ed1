import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attribute, type Trouble, troubleOf, type View } from '../../../server/incidents/attribute.ts'
import { concluded, inferenceFor } from '../../../server/incidents/inference.ts'
import { fault, NO_GPKI, REJECTED } from './capital.ts'
import { catalogueOf, type Told, viewOf } from './views.ts'

const NEEDS = {
  'shared/gpki': [],
  'saeol/page': [],
  'saeol/login': ['saeol/page', 'shared/gpki'],
  'saeol/issue': ['saeol/login'],
  'gov/front': [],
}
const CATALOGUE = catalogueOf(NEEDS, { 'shared/gpki': ['auth/certificate-verification*'] })
const DOWN = fault('tcp', 'main', 'refused')
const FAILS: Told = { runs: '...xxxxx', fault: REJECTED }
const REFUSES: Told = { runs: '...xxxxx', fault: DOWN }
const NAMES_GPKI: Told = { runs: '...xxxxx', fault: NO_GPKI }
const WORKS: Told = { runs: '........' }

function troublesOf(view: View): Map<string, Trouble> {
  const found = new Map<string, Trouble>()
  for (const id of view.catalogue.components.keys()) {
    const inference = view.standings.has(id) ? null : inferenceFor(id, view)
    const trouble = inference?.level === 'failing' ? concluded(id, inference) : troubleOf(id, view)
    if (trouble) found.set(id, trouble)
  }
  return found
}

type Row = [sentence: string, component: string, told: Record<string, Told>, root: string, cause: string]

const TABLE: Row[] = [
  [
    'what needs nothing that fails is its own root',
    'gov/front',
    { 'gov/front': REFUSES },
    'gov/front',
    'gov/connection',
  ],
  [
    'what needs a failing page hangs on it, in its stage',
    'saeol/login',
    { 'saeol/login': FAILS, 'saeol/page': REFUSES },
    'saeol/page',
    'saeol/connection',
  ],
  [
    'the deepest one is the root',
    'saeol/issue',
    { 'saeol/issue': FAILS, 'saeol/login': FAILS, 'saeol/page': REFUSES },
    'saeol/page',
    'saeol/connection',
  ],
  [
    'a shared root gives the incident its own name',
    'saeol/issue',
    { 'saeol/issue': NAMES_GPKI, 'saeol/login': NAMES_GPKI },
    'shared/gpki',
    'shared/gpki',
  ],
  [
    'an unknown need suppresses nothing',
    'saeol/login',
    { 'saeol/login': FAILS, 'saeol/page': { state: 'unknown' } },
    'saeol/login',
    'saeol/authentication',
  ],
  [
    'but what lies behind it may be the root',
    'saeol/issue',
    { 'saeol/issue': FAILS, 'saeol/login': { state: 'unknown' }, 'saeol/page': REFUSES },
    'saeol/page',
    'saeol/connection',
  ],
  [
    'what works hides what fails behind it',
    'saeol/issue',
    { 'saeol/issue': FAILS, 'saeol/login': WORKS, 'saeol/page': REFUSES },
    'saeol/issue',
    'saeol/authentication',
  ],
  [
    'what is about to be found failing does not hide it',
    'saeol/issue',
    {
      'saeol/issue': NAMES_GPKI,
      'saeol/login': { runs: '...xx', fault: NO_GPKI, state: 'operational' },
      'shared/gpki': REFUSES,
    },
    'shared/gpki',
    'shared/gpki',
  ],
  [
    'what began long after is no cause',
    'saeol/login',
    {
      'saeol/login': { runs: '...xxxxxxxxxxxxx', fault: REJECTED },
      'saeol/page': { runs: '...........xxxxx', fault: DOWN },
    },
    'saeol/login',
    'saeol/authentication',
  ],
  [
    'what began shortly after may be: its runs came later',
    'saeol/login',
    { 'saeol/login': { runs: '...xxxxxxxx', fault: REJECTED }, 'saeol/page': { runs: '......xxxxx', fault: DOWN } },
    'saeol/page',
    'saeol/connection',
  ],
]

for (const [sentence, component, told, root, cause] of TABLE) {
  test(sentence, () => {
    const view = viewOf(CATALOGUE, told)
    const troubles = troublesOf(view)
    const trouble = troubles.get(component)
    assert.ok(trouble)
    const found = attribute(trouble, troubles, view)
    assert.deepEqual([found.root, found.cause], [root, cause])
  })
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loneGroups, troubledGroups } from '../../../server/incidents/networks.ts'
import { catalogueOf, GROUPS, type Told, viewOf } from './views.ts'

const CATALOGUE = catalogueOf({ 'a/one': [], 'a/two': [], 'b/one': [], 'c/one': [], 'd/one': [], 'e/one': [] })
const GOOD = '........'
const BAD = '...xxxxx'
const ALONE: Told = { runs: { busan: GOOD, daejeon: GOOD, seoul: BAD } }
const WELL: Told = { runs: GOOD }
const DOWN: Told = { runs: BAD }
const UNSEEN: Told = { runs: { busan: GOOD, daejeon: GOOD } }

function troubled(told: Record<string, Told>) {
  const { standings, policy, now } = viewOf(CATALOGUE, told)
  const memories = [...standings].map(([id, { memory }]): [string, typeof memory] => [id, memory])
  return troubledGroups(memories, CATALOGUE, policy, GROUPS, now)
}

type Row = [sentence: string, told: Record<string, Told>, services: string[] | null]

const TABLE: Row[] = [
  [
    'three services failing at one place alone are the place',
    { 'a/one': ALONE, 'b/one': ALONE, 'c/one': ALONE },
    ['a', 'b', 'c'],
  ],
  ['two are not enough', { 'a/one': ALONE, 'b/one': ALONE }, null],
  ['components of one service are not unrelated', { 'a/one': ALONE, 'a/two': ALONE, 'b/one': ALONE }, null],
  ['what every place sees failing is not the place', { 'a/one': DOWN, 'b/one': DOWN, 'c/one': DOWN }, null],
  [
    'four of five are enough',
    { 'a/one': ALONE, 'b/one': ALONE, 'c/one': ALONE, 'd/one': ALONE, 'e/one': WELL },
    ['a', 'b', 'c', 'd'],
  ],
  ['three of five are not', { 'a/one': ALONE, 'b/one': ALONE, 'c/one': ALONE, 'd/one': WELL, 'e/one': WELL }, null],
  [
    'what is not looked at from there does not count',
    { 'a/one': ALONE, 'b/one': ALONE, 'c/one': ALONE, 'd/one': UNSEEN, 'e/one': UNSEEN },
    ['a', 'b', 'c'],
  ],
]

for (const [sentence, told, services] of TABLE) {
  test(sentence, () => {
    const [found, ...others] = troubled(told)
    assert.deepEqual(
      [found?.group ?? null, found?.services.sort() ?? null],
      services ? ['seoul', services] : [null, null],
    )
    assert.deepEqual(others, [])
  })
}

test('the lone group is the one that alone is convinced; where only one looks there is none', () => {
  const lone = (told: Told) => {
    const { standings, policy, now } = viewOf(CATALOGUE, { 'a/one': told })
    return loneGroups(standings.get('a/one')?.memory ?? { flows: [], turns: [] }, GROUPS, policy, now)
  }
  assert.deepEqual([lone(ALONE), lone(WELL), lone(DOWN), lone({ runs: { seoul: BAD } })], [['seoul'], [], [], []])
})

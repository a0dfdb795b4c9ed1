import assert from 'node:assert/strict'
import { inTransaction } from '../../../data/database.ts'
import {
  componentStates,
  insertTransitions,
  lockDeciding,
  saveComponentStates,
  transitionsSince,
} from '../../../data/queries/components.ts'
import type { ComponentStatesTable, State, TransitionsTable } from '../../../data/tables.ts'
import { onBothDatabases } from '../../support/databases.ts'

const NEW: ComponentStatesTable = {
  component: 'a/one',
  state: 'unknown',
  reason: 'never-checked',
  since: 1_764_000_000_000,
  last_checked_at: null,
  fresh_until: null,
  memory: '{}',
  mark: '',
  share: 0,
  created_at: 1_764_000_000_000,
  updated_at: 1_764_000_000_000,
}

function turn(id: string, component: string, at: number, to_state: State): TransitionsTable {
  return {
    id,
    component,
    from_state: 'unknown',
    to_state,
    reason: 'good-run',
    at,
    decided_at: at,
    incident: null,
    evidence: '{}',
    mark: '',
    share: 0,
  }
}

onBothDatabases('a state is written over, but a component was created only once', async (db) => {
  await saveComponentStates(db, [NEW])
  await saveComponentStates(db, [{ ...NEW, state: 'operational', last_checked_at: 5, created_at: 7, updated_at: 7 }])
  assert.deepEqual(await componentStates(db), [{ ...NEW, state: 'operational', last_checked_at: 5, updated_at: 7 }])
})

onBothDatabases('transitions come from an instant on, in the order in which they were decided', async (db) => {
  await insertTransitions(db, [
    turn('t1', 'a/one', 100, 'operational'),
    turn('t2', 'a/one', 200, 'major_outage'),
    turn('t3', 'a/one', 300, 'operational'),
    turn('t4', 'a/two', 150, 'operational'),
    turn('t5', 'a/three', 300, 'operational'),
  ])
  assert.deepEqual(
    (await transitionsSince(db, 250)).map(({ id }) => id),
    ['t3', 't5'],
  )
  assert.deepEqual(
    (await transitionsSince(db, 0)).map(({ id }) => id),
    ['t1', 't2', 't3', 't5', 't4'],
  )
})

onBothDatabases('two transactions that decide run one after the other', async (db) => {
  const count = () =>
    inTransaction(db, async (db) => {
      await lockDeciding(db)
      const [row = NEW] = await componentStates(db)
      await saveComponentStates(db, [{ ...row, since: row === NEW ? 1 : row.since + 1 }])
    })
  await Promise.all(Array.from({ length: 8 }, count))
  assert.equal((await componentStates(db))[0]?.since, 8)
})

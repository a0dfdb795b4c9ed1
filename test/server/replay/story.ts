// A recorded afternoon for the tests of replaying: three networks, an outage, a slow recovery, silence.
import type { Catalogue } from '../../../data/catalogue.ts'
import { type Db, openDatabase } from '../../../data/database.ts'
import { decidedDuring, incidentsDuring } from '../../../data/queries/replay.ts'
import { surroundings } from '../../../data/queries/surroundings.ts'
import type { Policy } from '../../../server/incidents/policy.ts'
import { type Engine, runEngine, type Span } from '../../../server/replay/engine-run.ts'
import { type Said, saidOf } from '../../../server/replay/said.ts'
import { fails, LOGIN, openTown, REGISTER, START, works } from '../incidents/town.ts'

const PLACES = ['seoul', 'busan', 'sejong']
const EVERY = 30

export type Recording = { span: Span; engine: Engine }

/** One character is one round of runs at all places; every second the server looks, as it does. */
export async function record(
  db: Db,
  rounds: string,
  places = PLACES,
  catalogue: Catalogue | null = null,
): Promise<Recording> {
  const town = openTown(db, {}, places)
  if (catalogue) town.context.catalogue = catalogue
  for (const sign of rounds) {
    for (let second = 0; second < EVERY; second += 1) {
      const place = places[second / (EVERY / places.length)]
      if (place && sign !== ' ') await town.run(runsOf(sign), place)
      town.wait(1)
      await town.sweep()
    }
  }
  return { span: { from: START, until: town.now() }, engine: town.context }
}

function runsOf(sign: string) {
  const made = sign === 'x' ? [fails(LOGIN), works(REGISTER)] : [works(LOGIN), works(REGISTER)]
  return made.map((run) => ({ ...run, everySeconds: EVERY, durationMs: 400 }))
}

export async function said(db: Db, { span, engine }: Recording): Promise<Said> {
  const components = [...engine.catalogue.components.keys()].sort()
  const incidents = await incidentsDuring(db, span.from, span.until)
  return saidOf(incidents, await decidedDuring(db, span.from, span.until), components, span)
}

/** What the engine says of the runs in `db` with other settings. */
export async function replayed(db: Db, recording: Recording, policy: Partial<Policy> = {}): Promise<Said> {
  return inReplay(db, recording, policy, false, (into) => said(into, recording))
}

/** When which component became what, in the order of deciding; `everySecond`: without jumping over time. */
export async function decided(db: Db, recording: Recording, everySecond: boolean): Promise<[number, string, string][]> {
  const { from, until } = recording.span
  const rows = await inReplay(db, recording, {}, everySecond, (into) => decidedDuring(into, from, until))
  return rows.map((row) => [row.decided_at - START, row.component, `${row.to_state} ${row.mark}`])
}

async function inReplay<T>(
  db: Db,
  { span, engine }: Recording,
  policy: Partial<Policy>,
  everySecond: boolean,
  look: (into: Db) => Promise<T>,
): Promise<T> {
  const { db: into, close } = await openDatabase(':memory:')
  try {
    const other = { ...engine, policy: { ...engine.policy, ...policy } }
    await runEngine(into, db, span, other, await surroundings(db, span.from, span.until), everySecond)
    return await look(into)
  } finally {
    await close()
  }
}

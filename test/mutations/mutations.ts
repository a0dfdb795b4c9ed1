// Known-bad changes: the bugs found in other monitors and status pages, each of which some test has to notice.

export type Edit = { file: string; find: string; replace: string }
/** `tests`: the few files that should notice, the quickest first. */
export type Mutation = { name: string; edits: Edit[]; tests: string[] }

const KERNEL = ['test/server/incidents/evidence.test.ts', 'test/server/incidents/decide.test.ts']
const PROPERTIES = 'test/server/incidents/decide.properties.test.ts'
const RECORDING = 'test/server/incidents/record-result.test.ts'
const TELLING = ['test/server/notify/due.test.ts', 'test/server/notify/reconcile.test.ts']
const FIGURES = 'test/simulation/simulation.test.ts'
const WHOLE = 'test/simulation/whole.test.ts'
const ANYWHERE = 'test/simulation/killed-anywhere.test.ts'

const CONVICTION = 'server/incidents/conviction.ts'
const EVIDENCE = 'server/incidents/evidence.ts'
const DECIDE = 'server/incidents/decide.ts'
const BATCH = 'server/notify/tell-batch.ts'
const LOGINS = 'probes/refused-logins.ts'

export const MUTATIONS: Mutation[] = [
  {
    name: 'one location decides',
    edits: [
      {
        file: CONVICTION,
        find: 'agreed: groups.length > 1 ? all - most : all }',
        replace: 'agreed: all }',
      },
    ],
    tests: [...KERNEL, FIGURES, WHOLE],
  },
  {
    name: 'partial outages open without leaving one network out',
    edits: [{ file: CONVICTION, find: '  return { most, agreed }\n', replace: '  return { most, agreed: most }\n' }],
    tests: [...KERNEL, FIGURES, WHOLE],
  },
  {
    name: 'pending counts as down',
    edits: [
      {
        file: 'server/incidents/trouble.ts',
        find: "return signal.level === 'failing' || (",
        replace: "return signal.level === 'failing' || signal.doubt !== null || (",
      },
    ],
    tests: [...KERNEL, FIGURES],
  },
  {
    name: 'a run that could not tell counts as failed',
    edits: [
      {
        file: EVIDENCE,
        find: "ran.verdict === 'inconclusive' ? noted(flow, group, ran, policy) : see(flow, group, ran, policy, groups, now)",
        replace:
          "see(flow, group, ran.verdict === 'inconclusive' ? { ...ran, verdict: 'failed' } : ran, policy, groups, now)",
      },
    ],
    tests: [...KERNEL, PROPERTIES, WHOLE],
  },
  {
    name: 'unknown counts as up',
    edits: [
      {
        file: DECIDE,
        find: "return answer(situation, 'unknown', 'no-fresh-results', at)",
        replace: "return answer(situation, 'operational', 'no-fresh-results', at)",
      },
    ],
    tests: [...KERNEL, PROPERTIES],
  },
  {
    name: 'an outage closes on the first good run',
    edits: [
      {
        file: 'server/incidents/closing.ts',
        find: 'return good.count >= least && spans(good, heard.length, policy, now)',
        replace: 'return good.count >= Math.min(1, least, heard.length)',
      },
    ],
    tests: [...KERNEL, WHOLE],
  },
  {
    name: 'a maintenance hides what outlives it',
    edits: [
      {
        file: DECIDE,
        find: 'if (maintenance.active) return',
        replace: "if (maintenance.active || situation.current.state === 'under_maintenance') return",
      },
    ],
    tests: [...KERNEL, RECORDING, WHOLE],
  },
  {
    name: 'a result that comes twice is counted twice',
    edits: [
      { file: 'server/incidents/record-result.ts', find: 'else if (stored.has(id)) takeRun', replace: 'else takeRun' },
    ],
    tests: [RECORDING, WHOLE],
  },
  {
    name: 'late results decide',
    edits: [
      {
        file: EVIDENCE,
        find: 'if (now - ran.startedAt - ran.durationMs > policy.lateAfterSeconds * 1000) return',
        replace: 'if (now - ran.startedAt > 365 * 86_400_000) return',
      },
    ],
    tests: [...KERNEL, PROPERTIES, RECORDING, WHOLE],
  },
  {
    name: 'a result older than the last one decides',
    edits: [
      {
        file: EVIDENCE,
        find: 'if (seen && ran.startedAt < seen.startedAt) return',
        replace: 'if (seen && ran.startedAt < 0) return',
      },
    ],
    tests: [...KERNEL, PROPERTIES, RECORDING, WHOLE],
  },
  {
    name: 'a run that stood still is counted again when it ends',
    edits: [
      {
        file: EVIDENCE,
        find: 'if (failed && !ran.provisional && wasEarly(known, ran)) {',
        replace: 'if (failed && !ran.provisional && wasEarly(known, ran) && ran.fault === null) {',
      },
    ],
    tests: [...KERNEL, PROPERTIES, FIGURES],
  },
  {
    name: 'bursts without a bound',
    edits: [
      {
        file: CONVICTION,
        find: 'policy.burstRounds.slice(0, Math.max(0, policy.burstRoundsMost - spent.length))',
        replace: 'policy.burstRounds.slice(0, policy.burstRounds.length + 0 * spent.length)',
      },
    ],
    tests: [...KERNEL, FIGURES],
  },
  {
    name: 'an agent follows every burst it is asked for',
    edits: [
      {
        file: 'probes/look.ts',
        find: 'oldest === undefined ? -Infinity : oldest + bounds.withinSeconds * 1000',
        replace: 'oldest === undefined ? -Infinity : Math.min(oldest, last)',
      },
    ],
    tests: ['test/probes/schedule.test.ts', 'test/probes/look.test.ts'],
  },
  {
    name: 'what comes back within half an hour is a new incident',
    edits: [
      { file: 'server/incidents/follow.ts', find: '  if (earlier) {\n', replace: "  if (earlier?.id === '') {\n" },
    ],
    tests: [RECORDING, WHOLE],
  },
  {
    name: 'states are written outside of the transaction',
    edits: [
      {
        file: 'server/incidents/board-cache.ts',
        find: 'await inTransaction(db, async (db) => {',
        replace: 'await (async (db: Db) => {',
      },
      {
        file: 'server/incidents/board-cache.ts',
        find: '  })\n  // what an outer',
        replace: '  })(db)\n  // what an outer',
      },
    ],
    tests: [RECORDING, ANYWHERE, WHOLE],
  },
  {
    name: 'what could not be sent counts as told',
    edits: [
      {
        file: BATCH,
        find: 'const knowledge = { ...waits, ...perhaps }',
        replace: 'const knowledge = { known_version: claim.version, known_kind: told.kind, known_at: now }',
      },
    ],
    tests: [...TELLING, WHOLE],
  },
  {
    name: 'sent before it is written down',
    edits: [
      {
        file: BATCH,
        find: 'const claimed = await claim(needs.db, [...claims.values()], needs.owner, now, now + LEASE_MS)',
        replace: 'const claimed = new Set(wanted.map(({ candidate }) => candidate.subscriber.id))',
      },
      {
        file: BATCH,
        find: '  const finishes = told.map((one, index) =>',
        replace:
          '  await claim(needs.db, [...claims.values()], needs.owner, now, now + LEASE_MS)\n  const finishes = told.map((one, index) =>',
      },
    ],
    tests: [...TELLING, WHOLE],
  },
  {
    name: 'a queue of events instead of the present state',
    edits: [
      {
        file: BATCH,
        find: 'known_version: claim.version, known_kind: kind,',
        replace: 'known_version: (candidate.knowledge?.known_version ?? 0) + 1, known_kind: kind,',
      },
      {
        file: BATCH,
        find: 'function accepted({ matter, kind }: Told,',
        replace: 'function accepted({ candidate, matter, kind }: Told,',
      },
    ],
    tests: [...TELLING, WHOLE],
  },
  {
    name: 'the end is told to those who never heard of it',
    edits: [
      {
        file: 'server/notify/due.ts',
        find: "skip('resolved-but-never-told')",
        replace: "send('resolved', 'resolved-but-never-told')",
      },
    ],
    tests: [...TELLING, WHOLE],
  },
  {
    name: 'an older page takes the place of a newer one',
    edits: [
      {
        file: 'server/publish/publisher.ts',
        find: 'if (current && snapshot.version <= current.version) return',
        replace: 'if (current && snapshot.version < 0) return',
      },
    ],
    tests: ['test/server/publish/publisher.test.ts'],
  },
  {
    name: 'a login that rejects everybody is put down to our credentials',
    edits: [{ file: LOGINS, find: 'times + Math.sign(others.length)', replace: 'times + 1' }],
    tests: ['test/probes/refused-logins.test.ts'],
  },
  {
    name: 'a login that was let in before the outage began excuses it',
    edits: [{ file: LOGINS, find: '(one.letInAt ?? 0) > since', replace: 'one.letInAt !== null && since > 0' }],
    tests: ['test/probes/refused-logins.test.ts'],
  },
  {
    name: 'a machine room that loses everything is put down to the network of each agent',
    edits: [
      {
        file: 'probes/health.ts',
        find: 'losesNearlyAll(health) && !isProvedGood(health)',
        replace: 'losesNearlyAll(health)',
      },
    ],
    tests: ['test/probes/health.test.ts', 'test/probes/run-due.test.ts'],
  },
  {
    name: 'operators hear of the first flow of a component that pauses, and of no other',
    edits: [
      {
        file: 'server/incidents/follow-pauses.ts',
        find: '(isOpen(first.component) && (await wasPaused(db, first)))',
        replace: 'isOpen(first.component)',
      },
    ],
    tests: ['test/server/incidents/pauses.test.ts'],
  },
]

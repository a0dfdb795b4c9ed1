// Who is at fault, by what the sensors say: one row a case.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HEALTH_LIMITS, type Health, UNASKED, whyUnwell } from '../../probes/health.ts'

const WELL: Health = {
  ...UNASKED,
  canaryMs: 12,
  of: 4,
  gateway: 'ok',
  echo: 'ok',
  resolvers: 2,
  clockOffsetMs: 3,
  lagMs: 4,
  freeMegabytes: 9_000,
  stealShare: 0.01,
}

const CASES: [what: string, seen: Partial<Health>, why: RegExp | null][] = [
  ['all is well', {}, null],
  ['nothing is known', UNASKED, null],
  ['the clock is at its limit', { clockOffsetMs: -2_000 }, null],
  ['the clock is ahead', { clockOffsetMs: -3_200 }, /^clock: our clock is 3\.2 s ahead of the server's$/],
  ['the clock is behind', { clockOffsetMs: 61_000 }, /^clock: our clock is 61\.0 s behind the server's$/],
  ['the event loop is late', { lagMs: 512.3 }, /^lag: .*512 ms late, more than 200 ms$/],
  ['the host is busy with others', { stealShare: 0.5 }, /^cpu: .* 50 % of our processor$/],
  ['the disk is full', { freeMegabytes: 3.9 }, /^disk: 3 MB are free for the spool, less than 50 MB$/],
  ['a late machine loses its network too', { lagMs: 900, canariesFailed: 4, canaryMs: null }, /^lag: /],
  ['no host answers', { canariesFailed: 4, canaryMs: null }, /^own-network: none of 4 unrelated hosts answers either$/],
  ['most hosts fail', { canariesFailed: 3 }, /^own-network: 3 of 4 unrelated hosts do not answer either$/],
  ['two of three fail', { canariesFailed: 2, of: 3 }, /^own-network: 2 of 3 /],
  ['half of them fail, and nothing else', { canariesFailed: 2 }, null],
  ['half of them fail, and our server', { canariesFailed: 2, echo: 'failed' }, /^own-network: our server .*, 2 of 4 /],
  [
    'one fails, our server and the gateway',
    { canariesFailed: 1, echo: 'failed', gateway: 'silent' },
    /^own-network: our gateway/,
  ],
  ['only our server is away', { echo: 'failed' }, null],
  ['our server is away and port 53 is closed, but every host answers', { echo: 'failed', resolversFailed: 2 }, null],
  ['one name server is away, with our server', { canariesFailed: 1, echo: 'failed', resolversFailed: 1 }, null],
  [
    'no canaries: gateway and server',
    { of: 0, gateway: 'none', echo: 'failed' },
    /^own-network: we have no default route, /,
  ],
  [
    'nearly all that is looked at is lost, and nothing else was asked',
    { of: 0, lostBeside: 3, beside: 4 },
    /^own-network: 3 of 4 unrelated targets/,
  ],
  [
    'all that is looked at, and our server is away',
    { lostBeside: 2, beside: 2, canariesFailed: 1, echo: 'failed' },
    /^own-network: 2 of 2 unrelated/,
  ],
  ['nearly all is lost, but every canary answers', { lostBeside: 9, beside: 9, echo: 'failed' }, null],
  [
    'nearly all is lost, but most canaries answer and our server does',
    { lostBeside: 9, beside: 9, canariesFailed: 1 },
    null,
  ],
  [
    'nearly all is lost and half of the canaries, though our server answers',
    { lostBeside: 9, beside: 9, canariesFailed: 2 },
    /^own-network: 9 of 9/,
  ],
  [
    'nearly all is lost; our server alone is near and proves nothing',
    { of: 0, lostBeside: 9, beside: 9 },
    /^own-network: 9 of 9/,
  ],
  ['three of four are lost', { of: 0, lostBeside: 2, beside: 3 }, null],
  ['four of five are', { of: 0, lostBeside: 3, beside: 4 }, /^own-network: 3 of 4/],
  ['two targets are too few', { of: 0, lostBeside: 1, beside: 1 }, null],
  ['somebody else answers for our server', { echo: 'other' }, /^echo: something else answers/],
]

for (const [what, seen, why] of CASES) {
  test(what, () => {
    const said = whyUnwell({ ...WELL, ...seen }, HEALTH_LIMITS)
    if (why) assert.match(said ?? '', why)
    else assert.equal(said, null)
  })
}

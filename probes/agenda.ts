// What an agent means to do: its schedule and its pauses as they stand. Runs change them, and so do the servers' answers.
import { createHash } from 'node:crypto'
import type { Log } from './log.ts'
import { heldUntil, isOnTrial, type Pauses, pauseAfter, type Subject } from './pauses.ts'
import type { PlannedFlow } from './plan.ts'
import { judgeLogin, type Login, type RefusedLogins } from './refused-logins.ts'
import { mayRepeat } from './repeatable.ts'
import type { Burst, Result, Verdict } from './result.ts'
import { afterRun, type Due, hearBursts, type Schedule, startSchedule, takeDue } from './schedule.ts'

type Early = Omit<Result, 'sequence'>

export type Agenda = {
  /** The bursts that a server lists now; `null`: that server is away, or knows none. */
  hear: (server: number, bursts: Burst[] | null) => void
  take: () => { run: Due[]; next: number | null }
  /** What a run came to beside the others, with the pause that it begins. */
  judge: <R extends Early>(id: string, result: R) => R
  /** `null` when nothing can be said of the run. */
  ended: (id: string, result: Pick<Result, 'verdict' | 'reason' | 'fault'> | null) => void
}

type Needs = {
  plan: PlannedFlow[]
  settings: { concurrency?: number | undefined; concurrencyPerHost?: number | undefined }
  log: Log
  now: () => number
  random: () => number
  /** Pauses of before, and where they are kept. */
  paused?: { pauses: Pauses; keep: (pauses: Pauses) => void } | undefined
}

export function openAgenda({ plan, settings, log, now, random, paused }: Needs): Agenda {
  const subjects = new Map(plan.map((planned) => [planned.flow.id, subjectOf(planned)]))
  const logins = new Map(plan.flatMap((planned) => loginOf(planned) ?? []).map((login) => [login.id, login]))
  const perHost = settings.concurrencyPerHost ?? 2
  let schedule: Schedule = startSchedule(plan.map(toEntry), now())
  let pauses: Pauses = paused?.pauses ?? {}
  let refused: RefusedLogins = {}
  const heard = new Map<number, Burst[]>()
  const looking = new Map<number, boolean>()
  const subject = (id: string): Subject => subjects.get(id) ?? { id, identity: null }

  return {
    hear: (server, bursts) => {
      looking.set(server, bursts !== null)
      if (!bursts) return
      heard.set(server, bursts)
      schedule = hearBursts(schedule, together(heard), now())
    },
    take: () => {
      const time = now()
      const { run, next, ...taken } = takeDue(schedule, time, settings.concurrency ?? 4, {
        most: (key) => (key.startsWith('host:') ? perHost : isOnTrial(pauses, key, time) ? 1 : Infinity),
        heldUntil: (id) => heldUntil(pauses, subject(id)),
      })
      schedule = taken.schedule
      return { run, next }
    },
    judge: (id, seen) => {
      const login = logins.get(id)
      const judged = login ? judgeLogin(refused, login, seen) : { known: refused, result: seen }
      refused = judged.known
      const { result } = judged
      const after = pauseAfter(pauses, subject(id), result, now())
      if (after.pauses !== pauses) paused?.keep(after.pauses)
      pauses = after.pauses
      say(log, id, result.reason, after)
      return after.began ? { ...result, pausedUntil: after.began.pause.until } : result
    },
    ended: (id, result) => {
      const verdict = (result?.verdict ?? 'inconclusive') as Verdict
      const confirm = ![...looking.values()].includes(true)
      const what = { verdict, repeatable: !result || mayRepeat(result), confirm }
      schedule = afterRun(schedule, id, what, now(), random())
    },
  }
}

/** Servers number their bursts each for itself; the first one's names stay as they are. */
function together(heard: Map<number, Burst[]>): Burst[] {
  return [...heard].flatMap(([server, bursts]) =>
    server === 0 ? bursts : bursts.map((burst) => ({ ...burst, id: `${server}/${burst.id}` })),
  )
}

function say(log: Log, id: string, reason: string, { began, ended }: ReturnType<typeof pauseAfter>): void {
  if (began) {
    const until = new Date(began.pause.until).toISOString()
    const who = began.key.startsWith('flow:') ? id : `${id} and every flow with the same test identity`
    log.warn({ flow: id, until, times: began.pause.times }, `${who} pauses until ${until}: ${reason}`)
  }
  if (ended.length > 0) log.info({ flow: id }, `${id} is let in again: its pause is over`)
}

function toEntry(planned: PlannedFlow) {
  const { flow, timing, confirmEverySeconds, bursts } = planned
  const { identity } = subjectOf(planned)
  const keys = identity ? [...hostsOf(planned), identity] : hostsOf(planned)
  return { id: flow.id, everySeconds: timing.everySeconds, confirmEverySeconds, bursts, keys }
}

/** The hosts that the flow may speak to; the bundled replicas are ours, and need no sparing. */
function hostsOf({ target }: PlannedFlow): string[] {
  if (target.replica) return []
  const origins = Object.values(target.hosts).filter((origin) => URL.canParse(origin))
  return [...new Set(origins.map((origin) => `host:${new URL(origin).host}`))]
}

/** A standby, with hosts of its own, is not what its service is. */
function loginOf({ flow, target }: PlannedFlow): Login | null {
  return flow.tier === 'authorised' ? { id: flow.id, service: JSON.stringify(target.hosts) } : null
}

/** The account is told apart by what it logs in with; only a digest of that is kept. */
function subjectOf({ flow, target }: PlannedFlow): Subject {
  const subject = { id: flow.id, ours: target.replica === true }
  if (flow.tier !== 'authorised' || !target.identity) return { ...subject, identity: null }
  const { login, certificate, certificateFolder, name } = target.identity
  const account = JSON.stringify([login, certificate, certificateFolder, name])
  const digest = createHash('sha256').update(account).digest('hex').slice(0, 16)
  return { ...subject, identity: `identity:${flow.service}:${digest}` }
}

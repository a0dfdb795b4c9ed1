// Telling that does not work is itself told to operators: an incident of their own, which reaches them by the channels that work. Shell.
import { type Db, inTransaction } from '../../data/database.ts'
import { lockDeciding } from '../../data/queries/components.ts'
import { openIncidents } from '../../data/queries/incidents.ts'
import { acceptedSince } from '../../data/queries/told.ts'
import { type OperatorsNews, tellOperators } from '../incidents/operators-incident.ts'
import type { Policy } from '../incidents/policy.ts'
import type { Breakers } from './breakers.ts'
import { isTellingTrouble, tellingCause, troubledProvider } from './telling-trouble.ts'

/** A provider that fails for so long, so often, is not just busy. */
const TROUBLE_MS = 60_000
const TROUBLE_CALLS = 3

/** Opens an incident for each provider that fails for long, and ends it once the provider takes messages again. */
export async function followProviders(
  db: Db,
  breakers: Breakers,
  { reopenWithinSeconds }: Pick<Policy, 'reopenWithinSeconds'>,
  now: number,
): Promise<void> {
  const failing = [...breakers].filter(
    ([, { failures, since }]) => failures >= TROUBLE_CALLS && now - since >= TROUBLE_MS,
  )
  const told = (await openIncidents(db)).filter(({ cause }) => isTellingTrouble(cause))
  const fresh = failing.filter(([provider]) => !told.some(({ cause }) => cause === tellingCause(provider)))
  for (const [provider, { since }] of fresh) await tell(provider, since, false)
  for (const { cause, beganAt, updatedAt } of told) {
    const provider = troubledProvider(cause)
    if (breakers.has(provider) || !(await acceptedSince(db, provider, updatedAt))) continue
    await tell(provider, beganAt, true)
  }

  async function tell(provider: string, since: number, over: boolean): Promise<void> {
    await inTransaction(db, async (db) => {
      await lockDeciding(db)
      const board = { now, open: await openIncidents(db), policy: { reopenWithinSeconds } }
      if (board.open.some(({ cause }) => cause === tellingCause(provider)) !== over) return
      await tellOperators(db, board, newsOf(provider, since, over))
    })
  }
}

function newsOf(provider: string, beganAt: number, resolved: boolean): OperatorsNews {
  const body = resolved
    ? {
        ko: `${provider}(으)로 알림이 다시 나갑니다. 밀린 분께는 지금 상태를 한 번에 알립니다.`,
        en: `Messages go out by ${provider} again. Whoever is behind gets one message with what is true now.`,
      }
    : {
        ko: `${provider}(으)로 알림을 보내지 못하고 있습니다. 잃는 알림은 없으며 복구되면 보냅니다. npm run telling -- status 로 확인하십시오.`,
        en: `Messages do not go out by ${provider}. None is lost; they go out once it works. See npm run telling -- status.`,
      }
  const title = { ko: `알림 발송 장애 (${provider})`, en: `Messages do not go out (${provider})` }
  return { cause: tellingCause(provider), service: 'bongsu', beganAt, title, body, resolved, members: [], evidence: [] }
}

// The provider of the simulation: keeps every message with its time; can be away, take messages and not answer, or be cut off.

import type { TellingChannel, Told } from '../../server/notify/reconcile.ts'
import { SendError, type Sent } from '../../server/notify/sms/provider.ts'
import { BOOK } from '../support/address-book.ts'
import { incidentIn } from '../support/told.ts'
import { Killed } from './machine.ts'
import { during, type Script } from './script.ts'

export type Letter = {
  at: number
  subscriber: string
  incident: string
  version: number
  kind: string
  audience: string
  components: string[]
  title: string
  body: string
}

/** `excuses`: messages that went out though the server cannot know it. */
export type Post = {
  channel: TellingChannel
  letters: Letter[]
  excuses: Map<string, number>
  dieAtCall: (after: number) => void
}

export const keyOf = ({
  subscriber,
  incident,
  version,
  kind,
}: Pick<Letter, 'subscriber' | 'incident' | 'version' | 'kind'>) => `${subscriber} ${incident} v${version} ${kind}`

/** `called` hears of each call before it is made. */
export function openPost(
  script: Pick<Script, 'providerOut'>,
  now: () => number,
  called: (told: Told[]) => Promise<void> = async () => {},
): Post {
  const letters: Letter[] = []
  const excuses = new Map<string, number>()
  let left = Infinity
  const send: TellingChannel['send'] = async (told) => {
    await called(told)
    const out = during(script.providerOut, now())[0]
    if (out && !out.takesFirst) throw new SendError('the provider is away', { permanent: false })
    const taken = told
      .filter(({ matter }) => matter.about === 'incident')
      .map((one): Letter => {
        const { candidate, kind } = one
        const incident = incidentIn(one)
        const { id, version, title, components, updates } = incident
        const body = updates[0]?.body.ko ?? ''
        const members = components.filter(({ recoveredAt }) => recoveredAt === null || kind === 'resolved')
        const audience = (incident as { audience?: string }).audience ?? 'everyone'
        return {
          at: now(),
          subscriber: BOOK.open(candidate.subscriber.address),
          incident: id,
          version,
          kind,
          audience,
          components: members.map((one) => one.id),
          title: title.ko,
          body,
        }
      })
    letters.push(...taken)
    const excuse = () => {
      for (const one of taken) excuses.set(keyOf(one), (excuses.get(keyOf(one)) ?? 0) + 1)
    }
    if (out) {
      excuse()
      throw new SendError('the provider took it and did not answer', { permanent: false, ambiguous: true })
    }
    left -= 1
    if (left < 0) {
      left = Infinity
      excuse()
      throw new Killed('killed in a call')
    }
    return told.map((): Sent => ({ ok: true, ref: 'accepted' }))
  }
  return {
    channel: { channel: 'email', provider: 'smtp', batch: 20, send },
    letters,
    excuses,
    dieAtCall: (after) => {
      left = after
    },
  }
}

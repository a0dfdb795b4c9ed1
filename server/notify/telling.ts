// Opens what the settings say and puts it together: one `reconcile` to call again and again.
import type { Db } from '../../data/database.ts'
import type { Breakers } from './breakers.ts'
import { type ChannelNeeds, emailChannel, smsChannel } from './channels.ts'
import { DEFAULT_TELLING_POLICY } from './due.ts'
import { type Mailer, openMailer } from './email.ts'
import { openHttp } from './http.ts'
import { createMemory, type Reconciled, type ReconcileNeeds, reconcile } from './reconcile.ts'
import { type NotifySettings, smsLines } from './settings.ts'

export type TellingNeeds = ChannelNeeds &
  Pick<ReconcileNeeds, 'now' | 'random' | 'owner' | 'isSure' | 'log'> & { db: Db; settings: NotifySettings }

export type Telling = {
  /** Null when no mail can be sent: nobody can subscribe on the page then. */
  mailer: Mailer | null
  reconcile: () => Promise<Reconciled>
  /** Providers that fail now. */
  breakers: Breakers
  close: () => Promise<void>
}

export function createTelling({
  settings,
  db,
  now,
  random,
  owner,
  isSure,
  log,
  ...channelNeeds
}: TellingNeeds): Telling {
  const mailer = settings.email ? openMailer(settings.email) : null
  const http = openHttp()
  const channels = [
    ...(mailer && settings.email ? [emailChannel(mailer, settings.email.from, channelNeeds)] : []),
    ...(settings.sms ? [smsChannel(smsLines(settings.sms), http, now, random, channelNeeds)] : []),
  ]
  const policy = { ...DEFAULT_TELLING_POLICY, ...settings.policy }
  const needs = { db, channels, policy, now, random, owner, isSure, log, memory: createMemory() }
  return {
    mailer,
    reconcile: () => reconcile(needs),
    breakers: needs.memory.breakers,
    close: async () => {
      mailer?.close()
      await http.close()
    },
  }
}

// What became of texts that a provider took: asked for every now and then, for three days at most. Shell, but for time.
import type { Db } from '../../../data/database.ts'
import { recordBounce } from '../../../data/queries/bounces.ts'
import { type AwaitedText, awaitedTexts, noteAsked, noteReceipts } from '../../../data/queries/receipts.ts'
import type { Http } from '../http.ts'
import type { SmsSettings } from '../settings.ts'
import { smsProvider } from './index.ts'
import { type ReceiptOf, SendError } from './provider.ts'

const BATCH = 200

export type ReceiptNeeds = {
  db: Db
  settings: SmsSettings[]
  http: Http
  /** An address as it is written, from the sealed one. */
  open: (sealed: string) => string
}

/**
 * Asks each provider once for what is awaited of it; gives how many ends became known. A provider that does not answer is asked again later. A
 * text that did not arrive counts as a message in vain: of three over three days the subscription ends.
 */
export async function followReceipts({ db, settings, http, open }: ReceiptNeeds, now: number): Promise<number> {
  let known = 0
  for (const { provider: name, from, settings: own = {} } of settings) {
    const provider = smsProvider(name)
    if (!provider.receipts) continue
    const awaited = await awaitedTexts(db, name, now, BATCH)
    if (awaited.length === 0) continue
    await noteAsked(db, ids(awaited), now)
    const asked = awaited.map((one) => ({ ...one, to: open(one.address) }))
    const found = await provider.receipts(asked, { ...own, from }, http, now).catch(nothingFrom<(typeof asked)[number]>)
    const ended = asked.flatMap((one) => {
      const receipt = found.get(one)
      return receipt === undefined ? [] : [{ ...one, receipt }]
    })
    known += ended.length
    for (const receipt of ['delivered', 'expired'] as const) {
      await noteReceipts(db, ids(ended.filter((one) => one.receipt === receipt)), receipt, now)
    }
    for (const { subscriber, receipt } of ended) {
      if (receipt === 'expired')
        await recordBounce(db, { subscriber, kind: 'soft', reason: `${name}: not delivered`, at: now })
    }
  }
  return known
}

function ids(texts: AwaitedText[]): string[] {
  return texts.map(({ id }) => id)
}

function nothingFrom<Text>(error: unknown): Map<Text, ReceiptOf> {
  if (error instanceof SendError) return new Map()
  throw error
}

// What somebody sees and changes of what they are told.
import { type Db, inTransaction } from '../database.ts'
import { MUTED, REFUSED } from './heard.ts'
import type { Subscriber } from './subscribers.ts'

/** Changes what somebody is told; what waited for their quiet hours is looked at anew. */
export async function changeChoices(
  db: Db,
  id: string,
  { language, scope, preferences }: Pick<Subscriber, 'language' | 'scope' | 'preferences'>,
): Promise<void> {
  await inTransaction(db, async (db) => {
    await db
      .updateTable('subscribers')
      .set({ language, scope: JSON.stringify(scope), preferences })
      .where('id', '=', id)
      .where('status', '=', 'active')
      .execute()
    await db.updateTable('knowledge').set({ next_at: 0 }).where('subscriber', '=', id).where('tries', '=', 0).execute()
  })
}

/** They hear no more of a topic. */
export async function mute(db: Db, id: string, topic: string): Promise<void> {
  await db
    .updateTable('knowledge')
    .set({ known_kind: MUTED, next_at: 0 })
    .where('subscriber', '=', id)
    .where('topic', '=', topic)
    .execute()
}

/** Unresolved incidents that somebody was told of and still hears of, newest first. */
export function followed(db: Db, id: string): Promise<{ id: string; title_ko: string; title_en: string }[]> {
  return db
    .selectFrom('knowledge as k')
    .innerJoin('incidents as i', 'i.id', 'k.topic')
    .select(['i.id', 'i.title_ko', 'i.title_en'])
    .where('k.subscriber', '=', id)
    .where('k.known_at', 'is not', null)
    .where('k.known_kind', 'not in', [MUTED, REFUSED])
    .where('i.resolved_at', 'is', null)
    .orderBy('i.began_at', 'desc')
    .execute()
}

/** All that is kept of somebody, but for the sealed address (개인정보 보호법 제35조, 열람). */
export async function allOf(db: Db, id: string) {
  const subscriber = await db.selectFrom('subscribers').selectAll().where('id', '=', id).executeTakeFirst()
  const told = await db.selectFrom('attempts').selectAll().where('subscriber', '=', id).orderBy('started_at').execute()
  const knowledge = await db.selectFrom('knowledge').selectAll().where('subscriber', '=', id).execute()
  const reports = await db.selectFrom('staff_reports').selectAll().where('center', '=', id).orderBy('at').execute()
  return { subscriber, told, knowledge, reports }
}

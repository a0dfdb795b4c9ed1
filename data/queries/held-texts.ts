// Texts of incidents that wait for a person before they are public.
import type { Text } from '../catalogue.ts'
import type { Db } from '../database.ts'

/** Lets every held text of the incident go out from `now` on; gives how many there were. */
export async function releaseTexts(db: Db, incident: string, now: number): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('incident_updates')
    .set({ public_at: now })
    .where('incident', '=', incident)
    .where('public_at', '>', now)
    .executeTakeFirst()
  await db
    .updateTable('incidents')
    .set({ announced_at: now })
    .where('id', '=', incident)
    .where('announced_at', '>', now)
    .execute()
  if (numUpdatedRows > 0n)
    await db.updateTable('incidents').set({ updated_at: now }).where('id', '=', incident).execute()
  return Number(numUpdatedRows)
}

/**
 * Puts a person's text in the place of the newest held one. Older held ones go: nobody has seen them, and what they say is in it.
 * `false` when no text is held.
 */
export async function replaceHeldText(
  db: Db,
  incident: string,
  { text, author }: { text: Text; author: string },
  now: number,
): Promise<boolean> {
  const held = await db
    .selectFrom('incident_updates')
    .select(['id', 'version'])
    .where('incident', '=', incident)
    .where('public_at', '>', now)
    .orderBy('version', 'desc')
    .execute()
  const [newest, ...older] = held
  if (!newest) return false
  await db
    .updateTable('incident_updates')
    .set({ body_ko: text.ko, body_en: text.en, body_easy: text.easy ?? '', author })
    .where('id', '=', newest.id)
    .execute()
  const ids = older.map(({ id }) => id)
  if (ids.length > 0) await db.deleteFrom('incident_updates').where('id', 'in', ids).execute()
  return true
}

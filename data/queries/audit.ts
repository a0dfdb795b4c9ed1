// Who did what with people's data, and what was ordered of telling. Append-only.
import { randomBytes } from 'node:crypto'
import type { Db } from '../database.ts'
import type { AuditTable } from '../tables.ts'

/** `by`: a person's name as they gave it; `detail`: in words or JSON, without addresses. */
export type AuditEntry = { at: number; by: string; action: string; detail: string }

/** Writes an entry down, in the caller's transaction where there is one. */
export async function record(db: Db, entry: AuditEntry): Promise<void> {
  await recordOnce(db, randomBytes(12).toString('hex'), entry)
}

/** Writes an entry down under an id of its own; false when it stands there already. */
export async function recordOnce(db: Db, id: string, { at, by, action, detail }: AuditEntry): Promise<boolean> {
  const written = await db
    .insertInto('audit')
    .values({ id, at, by_whom: by, action, detail })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return written !== undefined
}

/** The newest entries, newest first. */
export function auditEntries(db: Db, limit: number): Promise<AuditTable[]> {
  return db.selectFrom('audit').selectAll().orderBy('at', 'desc').orderBy('id').limit(limit).execute()
}

// Who is told in the simulation, and the one who leaves.
import type { Db } from '../../data/database.ts'
import { findSubscriber, leave } from '../../data/queries/subscribers.ts'
import { BOOK } from '../support/address-book.ts'
import type { Script } from './script.ts'

export const READERS = [
  { role: 'public' as const, scope: [] },
  { role: 'public' as const, scope: ['government24'] },
  { role: 'center' as const, scope: ['saeol'] },
  { role: 'public' as const, scope: ['government24/login'] },
  { role: 'operator' as const, scope: [] },
].map((one, index) => ({
  ...one,
  channel: 'email' as const,
  address: `reader-${index}@example.kr`,
  language: 'ko' as const,
  name: '',
}))

export async function removeReader(db: Db, { leaving }: Script, now: number): Promise<void> {
  const reader = READERS[leaving.reader]
  const found = reader && (await findSubscriber(db, BOOK, 'email', reader.address))
  if (found) await leave(db, found.id, now)
}

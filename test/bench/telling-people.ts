// Subscribers for the benchmarks of telling.
import type { Db } from '../../data/database.ts'
import { BOOK } from '../support/address-book.ts'

/** Adds so many, a thousand at a time. */
export async function fill(db: Db, count: number): Promise<void> {
  const SLICE = 1000
  for (let start = 0; start < count; start += SLICE) {
    const rows = Array.from({ length: Math.min(SLICE, count - start) }, (_, index) => personAt(start + index))
    await db.insertInto('subscribers').values(rows).execute()
  }
}

/** The subscriber of a number, as a row. */
export function personAt(index: number) {
  const address = `reader${index}@example.kr`
  return {
    id: BOOK.idOf('email', address),
    channel: 'email' as const,
    address: BOOK.seal(address),
    language: 'ko' as const,
    role: 'public' as 'public' | 'operator',
    name: '',
    scope: '[]',
    status: 'active' as const,
    source: 'page',
    created_at: 0,
    confirmed_at: 0,
    left_at: null,
    region: '',
    district: '',
    preferences: '{}',
    left_because: '',
    center: null,
  }
}

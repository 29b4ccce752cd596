import { KhorgosError } from '../../src/errors.ts'
import type { Database, Tx } from '../../src/store/database.ts'

/** Where a transaction breaks. Statements are counted from 0 in the order they are sent. */
export type Breakage =
  | { readonly at: 'statement'; readonly number: number; readonly when: 'before' | 'after' }
  | { readonly at: 'commit'; readonly when: 'before' | 'after' }
  | { readonly at: 'connection' }

/** A database of which the next transaction breaks as told; those after it work. */
export interface BrokenDatabase extends Database {
  breakNext(breakage: Breakage): void
  /** Statements of the last transaction. */
  statements(): number
}

export function brokenDatabase(database: Database): BrokenDatabase {
  let next: Breakage | undefined
  let sent = 0
  return {
    ...database,
    breakNext: (breakage) => (next = breakage),
    statements: () => sent,
    async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      const breakage = next
      next = undefined
      sent = 0
      if (breakage?.at === 'connection') throw lost()
      const result = await database.transaction(async (tx) => {
        const done = await work({
          query: async <R>(sql: string, params?: readonly unknown[]) => {
            const number = sent++
            const breaks =
              breakage?.at === 'statement' && breakage.number === number ? breakage.when : undefined
            if (breaks === 'before') throw lost()
            const rows = await tx.query<R>(sql, params)
            if (breaks === 'after') throw lost()
            return rows
          },
        })
        if (breakage?.at === 'commit' && breakage.when === 'before') throw lost()
        return done
      })
      // Committed, but the answer never came: "fail but persisted".
      if (breakage?.at === 'commit') throw lost()
      return result
    },
  }
}

const lost = (): KhorgosError => new KhorgosError('STORE_UNAVAILABLE', 'broken by the test')

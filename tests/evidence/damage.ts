import type { Lived } from './lived-ledger.ts'

/** What is damaged, how, and what the check says of it: no more and no less. */
export type Damage = readonly [
  what: string,
  sql: (ids: Lived) => string,
  said: (ids: Lived) => readonly string[],
]

/** An id that nothing has. */
export const NOBODY = '0199f3a1-0000-7000-8000-00000000000f'

import { expect } from 'vitest'
import { noStandings, post, type Standing } from '../../src/evidence/postings.ts'
import { decodeRecord } from '../../src/evidence/record-reader.ts'
import type { Database } from '../../src/store/database.ts'

/** What the log says was taken, when somebody adds it up who knows nothing else. */
export async function folded(
  database: Database,
): Promise<readonly Pick<Standing, 'total' | 'reserved' | 'used'>[]> {
  const leaves = await database.query<{ record: Uint8Array }>('select record from leaf order by index')
  const standings = noStandings()
  expect(leaves.flatMap(({ record }) => post(standings, decodeRecord(record)))).toEqual([])
  return [...standings.balances.values()].map(({ total, reserved, used }) => ({ total, reserved, used }))
}

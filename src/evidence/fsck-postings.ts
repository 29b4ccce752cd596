import type { Database } from '../store/database.ts'
import { balancesAfter, findPostings } from '../store/ledger/balances.ts'
import { balanceProblems } from './fsck-balances.ts'
import { falseNames, type Report } from './fsck-report.ts'
import { NIL_ID } from './fsck-walk.ts'
import { noStandings, post } from './postings.ts'
import type { EvidenceRecord } from './record.ts'

/**
 * Whether a write-off is allowed is judged by the rows of balances, so they must be what the log says: each the sum of
 * its postings, each posting that of a record, and for each line of an edition one balance with the total that it states.
 */
export interface PostingChecker {
  /** Folds the next records, and compares their postings with the rows. */
  add(records: readonly { readonly index: bigint; readonly record: EvidenceRecord }[]): Promise<void>
  /**
   * Compares every balance with what was folded, which is used up by that.
   * @param end size of the tree that was folded
   */
  finish(end: bigint): Promise<void>
}

const BALANCES_PER_PAGE = 256

export function createPostingChecker(database: Database, report: Report): PostingChecker {
  const standings = noStandings()
  const { balances } = standings
  return {
    async add(records) {
      for (const { index, record } of records)
        for (const problem of post(standings, record)) report(`leaf ${index}`, problem)
      await checkRows(database, records, report)
    },
    async finish(end) {
      for (let last = NIL_ID; ;) {
        const page = await balancesAfter(database, last, { end, limit: BALANCES_PER_PAGE })
        for (const row of page) {
          for (const problem of balanceProblems(row, balances.get(row.id)))
            report(`balance ${row.id}`, problem)
          balances.delete(row.id)
        }
        last = page.at(-1)?.id ?? last
        if (page.length < BALANCES_PER_PAGE) break
      }
      for (const id of balances.keys()) report(`balance ${id}`, 'is missing; its postings are in the log')
    },
  }
}

type Posted = Extract<EvidenceRecord, { postings: unknown }>

async function checkRows(
  database: Database,
  records: readonly { readonly index: bigint; readonly record: EvidenceRecord }[],
  report: Report,
): Promise<void> {
  const expected = records.flatMap(({ index, record }) =>
    'postings' in record ? expectedOf(index, record) : [],
  )
  if (expected.length === 0) return
  const found = new Map(
    (await findPostings(database, expected)).map((row) => [`${row.balanceId} ${row.position}`, row]),
  )
  for (const { balanceId: id, position, ...told } of expected) {
    const place = `posting ${position} of balance ${id}`
    const row = found.get(`${id} ${position}`)
    if (row === undefined) report(place, 'is missing; its record is there')
    else {
      const same = {
        reserved: row.reserved === told.reserved,
        used: row.used === told.used,
        time: row.postedAt.toISOString() === told.at,
      }
      for (const name of falseNames(same)) report(place, `its ${name} is not that of its record`)
    }
  }
}

function expectedOf(position: bigint, { at, postings }: Posted) {
  return postings.map(({ balance, reserved, used }) => ({ balanceId: balance, position, reserved, used, at }))
}

import type { Tx } from '../database.ts'
import type { InquiryState } from './inquiries.ts'

/** What operators watch of the ledger's own work. Each is a count over an index or over a table that is empty again soon. */

/** How many there are of a partner. */
export interface Tally {
  /** Partner id. */
  readonly partner: string
  readonly count: number
}

type Counted = Pick<Tally, 'partner'> & { readonly count: bigint }

/** Inquiries by the authority that is asked and by state. */
export async function tallyInquiries(db: Tx): Promise<readonly (Tally & { readonly state: InquiryState })[]> {
  const rows = await db.query<Counted & { state: InquiryState }>(
    'select partner, state, count(*) as count from inquiry group by partner, state',
  )
  return rows.map(({ count, ...row }) => ({ ...row, count: Number(count) }))
}

/** Reports whose messages are on their way, or not acknowledged yet, by issuer. */
export async function tallyReportsUnderWay(db: Tx): Promise<readonly Tally[]> {
  const rows = await db.query<Counted>(
    `select r.partner, count(*) as count
       from outbox b join outgoing o on o.id = b.outgoing_id join report r on r.exchange_id = o.exchange_id
      group by r.partner`,
  )
  return rows.map(({ partner, count }) => ({ partner, count: Number(count) }))
}

/** Questions of those agencies whose inquiry has ended and of whose new answer no notice was given yet. */
export async function countAnswersDue(db: Tx, agencies: readonly string[]): Promise<number> {
  const [row] = await db.query<{ count: bigint }>(
    'select count(*) as count from inquirer where told < ends and agency = any($1)',
    [agencies],
  )
  return Number(row?.count ?? 0)
}

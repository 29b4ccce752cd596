import type { Tx } from '../../store/database.ts'
import { putInquirers, putInquiries, spreadEnds } from '../../store/ledger/inquiries.ts'
import type { InquiryBook } from './book.ts'
import { rowOf } from './inquiry.ts'

/** Inquiries before those who wait for them; then whoever waits for one that has ended is due. */
export async function writeInquiries(tx: Tx, book: InquiryBook): Promise<void> {
  const { inquiries, inquirers } = book.changed()
  const ended = inquiries.filter(({ nextAt }) => nextAt === undefined)
  await Promise.all([
    inquiries.length === 0 ? undefined : putInquiries(tx, inquiries.map(rowOf)),
    inquirers.length === 0 ? undefined : putInquirers(tx, inquirers),
    ended.length === 0
      ? undefined
      : spreadEnds(
          tx,
          ended.map(({ id }) => id),
        ),
  ])
}

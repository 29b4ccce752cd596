import type { Database } from '../store/database.ts'
import { rowsOfOwnExchanges } from '../store/ledger/provable-own-messages.ts'
import type { Report } from './fsck-report.ts'
import type { PlacedRecord } from './fsck-walk.ts'

/** What we told a partner of our own accord about a write-off is a report, and about a verification a request of its inquiry. */
export async function checkOwnMessages(
  database: Database,
  records: readonly PlacedRecord[],
  report: Report,
): Promise<void> {
  const composed = records.flatMap(({ record }) =>
    record.kind === 'composed' ? [{ exchange: record.exchange, about: record.about }] : [],
  )
  if (composed.length === 0) return
  for (const row of await rowsOfOwnExchanges(database, composed)) {
    if (row.isOfWriteOff && !row.isReported)
      report(`exchange ${row.exchange}`, `no report about the write-off ${row.about} names it`)
    if (row.isOfVerification && !row.isInquired)
      report(`exchange ${row.exchange}`, `no inquiry for the verification ${row.about} names it`)
  }
}

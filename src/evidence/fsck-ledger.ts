import type { Database } from '../store/database.ts'
import { checkCaseEvents, checkCases } from './fsck-cases.ts'
import { checkAcknowledgements, checkAcknowledgementsThere } from './fsck-acknowledgements.ts'
import { checkExchanges, checkExchangesThere } from './fsck-exchanges.ts'
import { checkFacts } from './fsck-facts.ts'
import { checkInquirers, checkInquirersThere } from './fsck-inquirers.ts'
import { checkInquiries } from './fsck-inquiries.ts'
import type { MissChecker } from './fsck-misses.ts'
import { checkNotices } from './fsck-notices.ts'
import { checkOutgoing, checkOutgoingThere } from './fsck-outgoing.ts'
import { checkOwnMessages } from './fsck-own-messages.ts'
import { checkRecalls, checkTold } from './fsck-recalls.ts'
import type { FsckProgress, Report } from './fsck-report.ts'
import { checkReports } from './fsck-reports.ts'
import type { CheckStatement } from './fsck-statements.ts'
import { checkNoOtherVerifications, checkVerifications } from './fsck-verifications.ts'
import { checkTripEvents, checkTrips } from './fsck-trips.ts'
import type { PlacedRecord } from './fsck-walk.ts'
import { checkWriteOffs, checkWriteOffsThere } from './fsck-write-offs.ts'

/**
 * What was made of the records, both ways: with the records of a page, that each has its row; table by table, that each row
 * has its records. Rows that never change are compared on the first way; the others on the second, in one statement with all they
 * depend on, however the log grows meanwhile.
 */

export interface RowParts {
  readonly database: Database
  readonly check: CheckStatement
  readonly misses: MissChecker
  readonly report: Report
}

/** @param span part of the log that the records are all of */
export async function checkRowsOf(
  { database, check, misses, report }: RowParts,
  records: readonly PlacedRecord[],
  span: { readonly first: bigint; readonly end: bigint },
): Promise<void> {
  await checkFacts(database, records, span, report)
  await checkNotices(database, records, span, check, report)
  await checkTold(database, span, report)
  await checkWriteOffsThere(database, records, report)
  await checkExchangesThere(database, records, report)
  await checkOutgoingThere(database, records, report)
  await checkAcknowledgementsThere(database, records, report)
  await checkOwnMessages(database, records, report)
  await checkCaseEvents(database, records, report)
  await checkTripEvents(database, records, report)
  const answers = await checkVerifications(database, records, check, report)
  await checkInquirersThere(database, answers, report)
  await misses.add(records, answers)
}

export async function checkTables(
  { database, check, report }: RowParts,
  onProgress: (progress: FsckProgress) => void,
): Promise<void> {
  await checkNoOtherVerifications(database, report, onProgress)
  await checkWriteOffs(database, check, report, onProgress)
  await checkExchanges(database, report, onProgress)
  await checkOutgoing(database, report, onProgress)
  await checkAcknowledgements(database, report, onProgress)
  await checkReports(database, report, onProgress)
  await checkInquiries(database, report, onProgress)
  await checkInquirers(database, report, onProgress)
  await checkRecalls(database, report, onProgress)
  await checkCases(database, report, onProgress)
  await checkTrips(database, report, onProgress)
}

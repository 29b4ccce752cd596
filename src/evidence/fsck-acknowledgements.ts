import type { Database } from '../store/database.ts'
import {
  acknowledgedAmong,
  acknowledgementsAfter,
  type ProvableAcknowledgement,
} from '../store/provable-acknowledgements.ts'
import { isCommitted } from './fsck-payloads.ts'
import { falseNames, type FsckProgress, type Report } from './fsck-report.ts'
import { checkEachById, type PlacedRecord } from './fsck-walk.ts'
import { recordIn } from './record-reader.ts'

/** What a receiver has answered stands in a record "acknowledged", filed under the exchange whose message it answers. */

const ROWS_PER_PAGE = 256

/** Every answer that the records of a page tell of is there; what it says is compared in `checkAcknowledgements`. */
export async function checkAcknowledgementsThere(
  database: Database,
  records: readonly PlacedRecord[],
  report: Report,
): Promise<void> {
  const told = records.flatMap(({ index, record }) =>
    record.kind === 'acknowledged' ? [{ index, exchange: record.exchange }] : [],
  )
  if (told.length === 0) return
  const there = await acknowledgedAmong(database, told)
  for (const { index } of told)
    if (!there.has(index)) report(`leaf ${index}`, 'its acknowledgement is missing')
}

/** Every acknowledgement is what its record says. */
export async function checkAcknowledgements(
  database: Database,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<void> {
  const walk = {
    name: 'acknowledgement',
    limit: ROWS_PER_PAGE,
    page: (after: string, limit: number) => acknowledgementsAfter(database, after, limit),
    idOf: ({ id }: ProvableAcknowledgement) => id,
    problemsOf,
  }
  await checkEachById('acknowledgements', walk, report, onProgress)
}

function problemsOf(row: ProvableAcknowledgement): string[] {
  const record = row.record === null ? undefined : recordIn(row.record)
  if (record?.kind !== 'acknowledged') return ['was recorded by no record']
  const same = {
    message: row.exchangeId === record.exchange && row.messageId === record.messageId,
    sender: row.partner === record.by,
    level: row.level === record.level,
    outcome: row.outcome === record.outcome,
    format: row.format === record.format,
    payload: isCommitted(row.salt, row.sha256, record.payload),
    time: row.receivedAt.toISOString() === record.at,
  }
  return [
    ...falseNames(same).map((name) => `its ${name} is not that of its record`),
    ...(row.siblings === 1n ? [] : [`is one of ${row.siblings} of its record`]),
    ...(row.receiptSize === row.committedSize
      ? []
      : ['its receipt is not of the size at which it was committed']),
  ]
}

import { isDeepStrictEqual } from 'node:util'
import type { JsonValue } from '../model/json.ts'
import type { Database } from '../store/database.ts'
import { exchangesWithOutgoing, outgoingAfter, type ProvableOutgoing } from '../store/provable-outgoing.ts'
import { isCommitted } from './fsck-payloads.ts'
import { falseNames, type FsckProgress, type Report } from './fsck-report.ts'
import { type PlacedRecord, recordsIn, checkEachById } from './fsck-walk.ts'
import type { AcknowledgedRecord, ConvertedRecord, EvidenceRecord } from './record.ts'

/** What was made and signed in our name stands in records "converted", and what became of it in those that came after. */

const ROWS_PER_PAGE = 256

/** Every message that the records of a page tell of is there; what it says is compared in `checkOutgoing`. */
export async function checkOutgoingThere(
  database: Database,
  records: readonly PlacedRecord[],
  report: Report,
): Promise<void> {
  const made = records.flatMap(({ index, record }) =>
    record.kind === 'converted' ? [{ index, exchange: record.exchange }] : [],
  )
  if (made.length === 0) return
  const there = await exchangesWithOutgoing(database, [...new Set(made.map(({ exchange }) => exchange))])
  for (const { index, exchange } of made)
    if (!there.has(exchange)) report(`leaf ${index}`, `the message that it made for ${exchange} is missing`)
}

/** Every outgoing message is what its records say. */
export async function checkOutgoing(
  database: Database,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<void> {
  const walk = {
    name: 'outgoing message',
    limit: ROWS_PER_PAGE,
    page: (after: string, limit: number) => outgoingAfter(database, after, limit),
    idOf: ({ id }: ProvableOutgoing) => id,
    problemsOf,
  }
  await checkEachById('outgoing messages', walk, report, onProgress)
}

function problemsOf(row: ProvableOutgoing): string[] {
  const records = recordsIn(row.records).map(({ record }) => record)
  const converted = records.filter((record) => record.kind === 'converted')
  const record = converted.find(({ to, messageId }) => to === row.partner && messageId === row.messageId)
  // An exchange has one message as a rule: of another id it is that one, changed.
  const own = record ?? converted[0]
  if (own === undefined) return ['was made by no record']
  return [
    ...falseNames(sameAs(row, own)).map((name) => `its ${name} is not that of its record`),
    ...(row.siblings > BigInt(converted.length)
      ? [`is one of ${row.siblings} messages of its exchange, and its records made ${converted.length}`]
      : []),
    ...stateProblems(row, records),
  ]
}

function sameAs(row: ProvableOutgoing, record: ConvertedRecord) {
  const signature: JsonValue = JSON.parse(row.signature)
  return {
    receiver: row.partner === record.to,
    format: row.format === record.format,
    'message id': row.messageId === record.messageId,
    payload: isCommitted(row.salt, row.sha256, record.payload),
    'loss report': isCommitted(row.lossSalt, row.lossSha256, record.lossReport),
    signature: isDeepStrictEqual(signature, record.signature),
    'list of sources': isDeepStrictEqual(row.sources, [record.exchange, ...record.companions].toSorted()),
  }
}

/**
 * How far the receiver's consent has come is told by its acknowledgements, and that attempts were used up by a record. That
 * it was sent without an answer stands in no record.
 */
function stateProblems(row: ProvableOutgoing, records: readonly EvidenceRecord[]): string[] {
  const about = records.filter((record) => 'messageId' in record && record.messageId === row.messageId)
  const answers = about.filter((record): record is AcknowledgedRecord => record.kind === 'acknowledged')
  const isParked = about.some(({ kind }) => kind === 'parked')
  const [isRejected, isAccepted] = (['rejected', 'accepted'] as const).map((outcome) =>
    answers.some((each) => each.outcome === outcome),
  )
  const possible: Readonly<Record<string, boolean | undefined>> = {
    queued: answers.length === 0 && !isParked,
    sent: !isRejected && !isParked,
    acknowledged: isAccepted,
    refused: isRejected,
    parked: isParked && !isRejected,
  }
  return possible[row.state] === true ? [] : ['its state is not what its records come to']
}

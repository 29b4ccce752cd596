import type { Database } from '../store/database.ts'
import { exchangesAfter, exchangesAmong, type ProvableExchange } from '../store/provable-exchanges.ts'
import { isCommitted } from './fsck-payloads.ts'
import { falseNames, type FsckProgress, type Report } from './fsck-report.ts'
import { checkEachById, type PlacedRecord, recordsIn } from './fsck-walk.ts'
import type {
  AcceptedRecord,
  ComposedRecord,
  EvidenceRecord,
  RejectedRecord,
  StoppedRecord,
} from './record.ts'

/** How an exchange began stands in its first record, and where it has got to in those that came after. */

/** Each exchange has one of these, and before all its others. */
type BeginRecord = AcceptedRecord | RejectedRecord | ComposedRecord

const ROWS_PER_PAGE = 256

/** Every exchange that the records of a page begin is there; what it says is compared in `checkExchanges`. */
export async function checkExchangesThere(
  database: Database,
  records: readonly PlacedRecord[],
  report: Report,
): Promise<void> {
  const begun = records.flatMap(({ record }) => (isBegin(record) ? [record.exchange] : []))
  if (begun.length === 0) return
  const there = await exchangesAmong(database, begun)
  for (const id of begun) if (!there.has(id)) report(`exchange ${id}`, 'is missing; its records are there')
}

/** Every exchange is what its records say. */
export async function checkExchanges(
  database: Database,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<void> {
  const walk = {
    name: 'exchange',
    limit: ROWS_PER_PAGE,
    page: (after: string, limit: number) => exchangesAfter(database, after, limit),
    idOf: ({ id }: ProvableExchange) => id,
    problemsOf,
  }
  await checkEachById('exchanges', walk, report, onProgress)
}

function problemsOf(row: ProvableExchange): string[] {
  const records = recordsIn(row.records)
  const begun = records.find(({ record }) => isBegin(record) && record.exchange === row.id)
  if (begun === undefined || !isBegin(begun.record)) return ['was begun by no record']
  const all = records.map(({ record }) => record)
  const same = {
    ...sameAs(row, begun.record),
    'receipt index': row.receiptIndex === begun.index,
    error: sameError(row, begun.record, all),
  }
  return [
    ...falseNames(same).map((name) => `its ${name} is not that of its records`),
    // Of another record than its first the size would be wrong too.
    ...(same['receipt index'] && row.receiptSize !== row.committedSize
      ? ['its receipt is not of the size at which it was committed']
      : []),
    ...(mayBe(row.state, row.id, begun.record, all) ? [] : ['its state is not what its records come to']),
  ]
}

function isBegin(record: EvidenceRecord): record is BeginRecord {
  return record.kind === 'accepted' || record.kind === 'rejected' || record.kind === 'composed'
}

function sameAs(row: ProvableExchange, begun: BeginRecord): Record<string, boolean> {
  const about = begun.kind === 'composed' ? begun.about : undefined
  const bytes = begun.kind === 'composed' ? begun.documents : begun.payload
  const { partner, messageId, format } = begun.kind === 'composed' ? NOT_RECEIVED : begun
  return {
    subject: row.about === (about ?? null),
    sender: row.partner === (partner ?? null),
    'message id': row.messageId === (messageId ?? null),
    format: row.format === (format ?? null),
    digest: (row.digest?.toString('hex') ?? null) === (begun.kind === 'accepted' ? begun.digest : null),
    payload: isCommitted(row.salt, row.sha256, bytes),
    documents:
      begun.kind === 'accepted'
        ? isCommitted(row.documentsSalt, row.documentsSha256, begun.documents)
        : row.documentsSha256 === null,
  }
}

/** A message of our own has no sender, and is told in the format of its receiver. */
const NOT_RECEIVED = { partner: undefined, messageId: undefined, format: undefined } as const

/** An earlier error stays when it goes on after all. */
function sameError(row: ProvableExchange, begun: BeginRecord, records: readonly EvidenceRecord[]): boolean {
  const stops = records.filter((record) => isStop(record) && record.exchange === row.id)
  const last = begun.kind === 'rejected' ? begun : stops.findLast(isStop)
  return row.errorCode === (last?.code ?? null) && row.errorPath === (last?.place ?? null)
}

function isStop(record: EvidenceRecord): record is StoppedRecord {
  return record.kind === 'expired' || record.kind === 'failed' || record.kind === 'parked'
}

/**
 * Whether the records allow that state. Which acknowledgement of several has ended an exchange is for the agreement of then,
 * which no record spells out.
 */
function mayBe(state: string, id: string, begun: BeginRecord, records: readonly EvidenceRecord[]): boolean {
  if (begun.kind === 'rejected') return state === 'rejected'
  const ended = records.find((record) => isEnd(record) && record.exchange === id)
  if (ended !== undefined) return state === ended.kind
  const answers = answersTo(id, records)
  if (answers === undefined) {
    const waits = begun.kind === 'accepted' && begun.awaits !== undefined
    return state === (waits ? 'waiting' : 'completed')
  }
  const parked = records.some((record) => record.kind === 'parked' && record.exchange === id)
  const [isRejected, isAccepted] = (['rejected', 'accepted'] as const).map((outcome) =>
    answers.some((each) => each.outcome === outcome),
  )
  // That the bytes arrived moves nothing but the next attempt.
  const heard = answers.some(({ level }) => level !== 'transport')
  const possible: Readonly<Record<string, boolean | undefined>> = {
    accepted: !heard && !isRejected && !parked,
    delivered: heard && !isRejected && !parked,
    completed: isAccepted,
    refused: isRejected,
    parked,
  }
  return possible[state] === true
}

function isEnd(record: EvidenceRecord): record is StoppedRecord {
  return record.kind === 'expired' || record.kind === 'failed'
}

/** What its receiver answered; undefined when its documents went into no message. */
function answersTo(id: string, records: readonly EvidenceRecord[]) {
  const made = records.flatMap((record) =>
    record.kind === 'converted' && (record.exchange === id || record.companions.includes(id)) ? [record] : [],
  )
  if (made.length === 0) return undefined
  return records.flatMap((record) =>
    record.kind === 'acknowledged' &&
    made.some((own) => own.exchange === record.exchange && own.messageId === record.messageId)
      ? [record]
      : [],
  )
}

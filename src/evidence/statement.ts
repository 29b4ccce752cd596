import { KhorgosError } from '../errors.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { Notice } from '../model/generated/verification/notice.ts'
import type { PostedLine, WriteOff } from '../model/generated/verification/write-off.ts'
import { parseAnswer, parseNotice, parseWriteOff } from '../model/statements.ts'
import type { JwsType } from '../trust/jws.ts'
import type {
  AnsweredRecord,
  DeclinedRecord,
  EndedRecord,
  EvidenceRecord,
  NotifiedRecord,
  PostedAmount,
  PostedRecord,
} from './record.ts'

/** What the gateway signs and records: one row for each type of statement, with what its record says of it in plain. */

/** A statement that was read from its payload; nothing of it is verified. */
export type Statement =
  | { readonly type: 'khorgos-answer'; readonly answer: Answer }
  | { readonly type: 'khorgos-write-off'; readonly writeOff: WriteOff }
  | { readonly type: 'khorgos-notice'; readonly notice: Notice }

/** What people call a statement of that type. */
export const STATEMENT_NAMES: Readonly<Record<JwsType, string>> = {
  'khorgos-answer': 'answer',
  'khorgos-write-off': 'write-off',
  'khorgos-notice': 'notice',
}

/** @throws KhorgosError JSON_MALFORMED, DOCUMENT_INVALID */
export function readStatement(type: JwsType, payload: Uint8Array): Statement {
  switch (type) {
    case 'khorgos-answer':
      return { type, answer: parseAnswer(payload) }
    case 'khorgos-write-off':
      return { type, writeOff: parseWriteOff(payload) }
    case 'khorgos-notice':
      return { type, notice: parseNotice(payload) }
  }
}

/** What a record says beside what the statement says, by a name for people. */
export type Pairs = Readonly<Record<string, readonly [recorded: unknown, said: unknown]>>

/** A record that is of such a statement, and what both of them say. */
export interface Recorded {
  readonly record: AnsweredRecord | PostedRecord | EndedRecord | DeclinedRecord | NotifiedRecord
  readonly said: Pick<Answer | WriteOff | Notice, 'at' | 'ledger'>
  readonly pairs: Pairs
}

/** @throws KhorgosError EVIDENCE_INVALID for a record of something else */
export function recordedAs(statement: Statement, record: EvidenceRecord): Recorded {
  switch (statement.type) {
    case 'khorgos-answer':
      return recordedAnswer(statement.answer, record)
    case 'khorgos-write-off':
      return recordedWriteOff(statement.writeOff, record)
    case 'khorgos-notice':
      return recordedNotice(statement.notice, record)
  }
}

function recordedAnswer(answer: Answer, record: EvidenceRecord): Recorded {
  if (record.kind !== 'answered') throw notAbout(record, 'answer')
  const { verification, purpose, verdict } = record
  return {
    record,
    said: answer,
    pairs: {
      verification: [verification, answer.verification],
      purpose: [purpose, answer.question.purpose],
      verdict: [verdict, answer.verdict],
      asker: [record.by, answer.by],
    },
  }
}

function recordedWriteOff(writeOff: WriteOff, record: EvidenceRecord): Recorded {
  if (!('writeOff' in record) || record.kind === 'notified') throw notAbout(record, 'write-off')
  const postings = 'postings' in record ? record.postings : []
  const hasEnded = record.kind === 'ended'
  return {
    record,
    said: writeOff,
    pairs: {
      'write-off': [record.writeOff, writeOff.writeOff],
      state: [hasEnded ? 'released' : record.kind, writeOff.state],
      reason: [hasEnded ? 'RESERVATION_ENDED' : undefined, writeOff.reason],
      'end of the reservation': ['until' in record ? record.until : undefined, writeOff.reservedUntil],
      'number of postings': [postings.length, writeOff.lines.length],
      ...Object.assign({}, ...writeOff.lines.map((line, at) => pairsOf(line, postings[at]))),
      asker: [hasEnded ? record.agency : record.by, writeOff.by],
    },
  }
}

/** A record is about a verification or a write-off; the other one is on neither side. */
function recordedNotice(notice: Notice, record: EvidenceRecord): Recorded {
  if (record.kind !== 'notified') throw notAbout(record, 'notice')
  const about = { verification: undefined, writeOff: undefined, ...record }
  return {
    record,
    said: notice,
    pairs: {
      verification: [about.verification, notice.about.verification],
      'write-off': [about.writeOff, notice.about.writeOff],
      kind: [record.of, notice.kind],
      addressee: [record.to, notice.to],
    },
  }
}

/** One posting, and the line of the statement that tells of it. The total is told to agencies that may see it. */
function pairsOf({ line, measure, balanceId, posted, balance }: PostedLine, posting?: PostedAmount): Pairs {
  const of = `of line ${line} (${measure})`
  return {
    [`balance ${of}`]: [posting?.balance, balanceId],
    [`reserved amount ${of}`]: [posting?.reserved, posted.reserved],
    [`used amount ${of}`]: [posting?.used, posted.used],
    ...(balance && { [`total ${of}`]: [posting?.total, balance.total] }),
    // It stands in the first posting of a balance only.
    ...(balance &&
      posting?.carried !== undefined && { [`carried amount ${of}`]: [posting.carried, balance.carried] }),
  }
}

function notAbout({ kind }: EvidenceRecord, what: string): KhorgosError {
  return new KhorgosError('EVIDENCE_INVALID', `a record "${kind}" is about no ${what}`)
}

import type { Commitment } from '../commitment.ts'
import { subjectOf, type EvidenceRecord } from '../record.ts'
import type { PayloadRole } from './input.ts'

/** How payloads and records belong together, and what order of records tells a possible story. */

export interface NumberedRecord {
  readonly index: bigint
  readonly record: EvidenceRecord
}

/** What a record commits to, by the role of the payload. */
export function commitmentsOf(
  record: EvidenceRecord,
): { role: PayloadRole; field: string; commitment: Commitment }[] {
  switch (record.kind) {
    case 'accepted':
      return [
        { role: 'received', field: 'payload', commitment: record.payload },
        { role: 'documents', field: 'documents', commitment: record.documents },
      ]
    case 'rejected':
      return [{ role: 'received', field: 'payload', commitment: record.payload }]
    case 'composed':
      return [{ role: 'documents', field: 'documents', commitment: record.documents }]
    case 'converted':
      return [
        { role: 'sent', field: 'payload', commitment: record.payload },
        { role: 'loss-report', field: 'lossReport', commitment: record.lossReport },
      ]
    case 'acknowledged':
      return [{ role: 'acknowledgement', field: 'payload', commitment: record.payload }]
    case 'entered':
      return [{ role: 'fact', field: 'payload', commitment: record.payload }]
    case 'expired':
    case 'failed':
    case 'parked':
      return []
    case 'answered':
    case 'reserved':
    case 'used':
    case 'released':
    case 'ended':
    case 'declined':
    case 'notified':
    case 'denied':
    case 'moved':
    case 'act-refused':
    case 'compared':
    case 'turned-away':
      return [] // about no exchange, so in no bundle
  }
}

/**
 * Why these records cannot be the story of `exchange`; empty when they can. The records come in the order of
 * the log.
 */
export function storyProblems(exchange: string, records: readonly NumberedRecord[]): string[] {
  const own = records.filter(({ record }) => subjectOf(record) === exchange)
  const [first] = own
  if (first === undefined) return [`no record is about exchange ${exchange}`]
  const problems: string[] = []
  if (!begins(first.record))
    problems.push(`exchange ${exchange} does not begin with its acceptance, rejection or composition`)
  if (first.record.kind === 'rejected' && own.length > 1)
    problems.push('something happened after the rejection')
  return [...problems, ...timeProblems(records), ...linkProblems(exchange, records)]
}

/** The log never puts a record before the time of the one ahead of it. */
function timeProblems(records: readonly NumberedRecord[]): string[] {
  return records.flatMap(({ index, record }, at) => {
    const before = records[at - 1]
    return before !== undefined && record.at < before.record.at
      ? [`record ${index} is older than the one before`]
      : []
  })
}

/** Every record is about this exchange or one that a conversion here joined with it, and refers backwards. */
function linkProblems(exchange: string, records: readonly NumberedRecord[]): string[] {
  const linked = new Set([exchange, ...records.flatMap(({ record }) => joinedWith(exchange, record))])
  return records.flatMap(({ index, record }, at) => {
    const before = records.slice(0, at)
    const earlier = before.map((known) => known.record)
    if (!linked.has(subjectOf(record))) return [`record ${index} is about another exchange`]
    if (begins(record) && earlier.some((other) => subjectOf(other) === subjectOf(record)))
      return [`record ${index} begins an exchange that has begun before`]
    if (record.kind === 'converted' && !sourcesOf(record).every((source) => hasContent(source, earlier)))
      return [`record ${index} converts what was not accepted or composed before`]
    if (record.kind === 'acknowledged' && !earlier.some((sent) => answers(record, sent)))
      return [`record ${index} acknowledges a message that was not sent before`]
    if (record.kind === 'entered' && !before.some((accepted) => supports(accepted, record)))
      return [`record ${index} rests on a message that was not accepted before`]
    return []
  })
}

type Of<Kind extends EvidenceRecord['kind']> = Extract<EvidenceRecord, { kind: Kind }>

const sourcesOf = (record: Of<'converted'>): string[] => [record.exchange, ...record.companions]

function joinedWith(exchange: string, record: EvidenceRecord): string[] {
  if (record.kind !== 'converted') return []
  const sources = sourcesOf(record)
  return sources.includes(exchange) ? sources : []
}

/** Every exchange begins once: with a message that was received, or with one of our own. */
function begins({ kind }: EvidenceRecord): boolean {
  return kind === 'accepted' || kind === 'rejected' || kind === 'composed'
}

function hasContent(exchange: string, records: readonly EvidenceRecord[]): boolean {
  return records.some(
    (record) => (record.kind === 'accepted' || record.kind === 'composed') && record.exchange === exchange,
  )
}

function answers(answer: Of<'acknowledged'>, sent: EvidenceRecord): boolean {
  return sent.kind === 'converted' && sent.messageId === answer.messageId && sent.to === answer.by
}

/** A document enters the ledger by the message that was accepted or the answer to it, not by another one of the same story. */
function supports({ index, record }: NumberedRecord, entered: Of<'entered'>): boolean {
  return (
    (record.kind === 'accepted' || record.kind === 'acknowledged') &&
    index.toString() === entered.basis &&
    record.exchange === entered.exchange
  )
}

/** Hashes of the agreements that records name. */
export function agreementsNamed(records: readonly EvidenceRecord[]): Set<string> {
  return new Set(records.flatMap((record) => ('agreement' in record ? [record.agreement] : [])))
}

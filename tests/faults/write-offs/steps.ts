import type {
  DeclinedRecord,
  EndedRecord,
  EvidenceRecord,
  PostedRecord,
} from '../../../src/evidence/record.ts'

export type StepRecord = PostedRecord | EndedRecord | DeclinedRecord

/** A step of a write-off; notices about it are filed under it too, and change nothing. */
export function isStep(record: EvidenceRecord): record is StepRecord {
  return 'writeOff' in record && record.kind !== 'notified'
}

/** Whose write-off it is. */
export function agencyOf(record: StepRecord): string {
  return record.kind === 'ended' ? record.agency : record.by
}

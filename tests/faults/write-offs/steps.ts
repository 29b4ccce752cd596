import type { DeclinedRecord, EvidenceRecord, PostedRecord } from '../../../src/evidence/record.ts'

/** A step of a write-off; notices about it are filed under it too, and change nothing. */
export function isStep(record: EvidenceRecord): record is PostedRecord | DeclinedRecord {
  return 'writeOff' in record && record.kind !== 'notified'
}

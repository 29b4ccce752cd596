import type { Commitment } from './commitment.ts'
import type { EvidenceDraft, EvidenceRecord } from './record.ts'

/** The fields in which records commit to payloads. */
export const COMMITTED_FIELDS = ['payload', 'documents', 'lossReport'] as const

export interface CommittedField {
  readonly field: (typeof COMMITTED_FIELDS)[number]
  readonly commitment: Commitment
}

/** What a record commits to, whatever kind of record it is. */
export function committedFields(record: EvidenceDraft | EvidenceRecord): CommittedField[] {
  const members = new Map<string, unknown>(Object.entries(record))
  return COMMITTED_FIELDS.flatMap((field) => {
    const commitment = members.get(field)
    return typeof commitment === 'string' ? [{ field, commitment }] : []
  })
}

import type { Commitment } from './commitment.ts'
import type { RecordHead } from './record-head.ts'

/** Records of cases and trips. */

/** Something happened in a case: the event, who made it happen and what follows are in the payload. */
export interface MovedRecord extends RecordHead {
  readonly kind: 'moved'
  readonly case: string
  /** Number of the event in its case, from 1 without gaps, as a decimal. */
  readonly revision: string
  /** Hex SHA-256 of the definition of the workflow. */
  readonly definition: string
  /** Indexes in the log, as decimals, of the records that justify it. */
  readonly basis: readonly string[]
  /** Commitment to the event. */
  readonly payload: Commitment
}

/** Somebody tried to act in a case and was refused; the case is as it was. */
export type ActRefusedRecord = RecordHead & {
  readonly kind: 'act-refused'
  readonly code: string
  /** Commitment to the attempt, with who made it. */
  readonly payload: Commitment
} & (
    | { readonly case: string }
    /** It was to open a case, and there is none that it could be filed under: the id of the act. */
    | { readonly act: string }
  )

/** What the papers of one trip say together was found to differ from what was found before. */
export interface ComparedRecord extends RecordHead {
  readonly kind: 'compared'
  readonly trip: string
  /** Number of the event in its trip, from 1 without gaps, as a decimal. */
  readonly revision: string
  /** Hex SHA-256 of the rules. */
  readonly rules: string
  /** Indexes in the log, as decimals, of the records of its papers. */
  readonly basis: readonly string[]
  /** Commitment to the event: what is missing, over, short, contradicted. */
  readonly payload: Commitment
}

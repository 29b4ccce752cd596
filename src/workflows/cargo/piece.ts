import type { CargoMeasure, Direction } from './rules-file.ts'

/**
 * One thing that tells of a trip: a hub document that was accepted or is our own, a decision, a registration, an event of a
 * case, a step of a write-off. Read once by the rules, and plain data from then on.
 */
export interface Piece {
  /** Index in the log of its record, as a decimal. */
  readonly record: string
  /** Name that the rules give it. */
  readonly paper: string
  /** Exchange, case or write-off that the record is about. */
  readonly subject: string
  /** Partner id of who said it; absent where we did. */
  readonly from?: string
  readonly format?: string
  /** Hex SHA-256 of the key that signed it; absent for what we said. */
  readonly keyId?: string
  /** Time of its record. */
  readonly recordedAt: string
  /** Tells documents apart; amendments have that of what they amend. */
  readonly identity: string
  readonly number?: string
  /** Identity of the document in whose place it stands. */
  readonly replaces?: string
  readonly step: Step
  /** When what it tells of was; else when it was recorded. ISO 8601, UTC. */
  readonly at: string
  /** When it was written. */
  readonly issued?: string
  readonly crossing?: string
  readonly office?: string
  readonly direction?: Direction
  readonly status?: string
  readonly keys: readonly PieceKey[]
  readonly figures: readonly Figure[]
  readonly findings: readonly OfficerFinding[]
  /** It had more values of a key than the rules take. */
  readonly cut?: true
}

/** What it does to the document: `changed` tells of some bills only, `struck` takes some back. */
export type Step = 'original' | 'changed' | 'amended' | 'struck' | 'withdrawn'

export interface PieceKey {
  readonly key: string
  /** Skeleton of what is written: keys are the same when they look the same. */
  readonly value: string
  readonly text: string
  /** JSON Pointer. */
  readonly path: string
}

export interface Figure {
  readonly measure: CargoMeasure
  /** Canonical decimal. */
  readonly value: string
  readonly path: string
  /** Skeleton of the bill that it is of; absent: of the document as a whole. */
  readonly bill?: string
  /** What a weighing came to, and not what is stated. */
  readonly weighed?: true
}

/** A difference that an officer wrote down. */
export interface OfficerFinding {
  readonly kind: string
  readonly path: string
  readonly declared?: string
  readonly found?: string
}

/** Place of a piece: one record may tell of several papers. */
export const nameOf = ({ record, paper }: Pick<Piece, 'record' | 'paper'>): string => `${record} ${paper}`

/** In the order of the log. */
export function inLogOrder(one: Piece, other: Piece): number {
  if (one.record !== other.record) return BigInt(one.record) < BigInt(other.record) ? -1 : 1
  return one.paper < other.paper ? -1 : 1
}

import type { CargoDocument, Placed } from './documents.ts'
import type { Figure, Piece } from './piece.ts'
import { UNITS } from './rules.ts'

/** Codes of what is wrong with a trip. They are never renamed. */
export const FINDING_CODES = {
  DOCUMENT_MISSING: 'A paper that the trip needs has not come in time',
  DOCUMENT_DOUBLED: 'There are two of a paper of which a trip has one',
  DOCUMENT_FALLEN: 'A document does not hold any more',
  QUANTITY_OVER: 'There is more than there should be',
  QUANTITY_SHORT: 'There is less than there should be',
  VALUE_CONTRADICTED: 'Papers name different things',
  FOUND_OTHERWISE: 'An officer found something else than the papers say',
  TRIP_UNCERTAIN: 'The papers could be of more than one trip',
  ACCOUNT_TOO_LARGE: 'There are too many papers to be compared',
} as const

export type FindingCode = keyof typeof FINDING_CODES

/** One thing that is missing, over, short or contradicted, with all that it rests on. Plain data. */
export interface CargoFinding {
  readonly code: FindingCode
  /** The rule, or what the officer's finding is about. */
  readonly rule: string
  /** The bill, or another key, that it is about. */
  readonly about?: string
  readonly measure?: Figure['measure']
  readonly one?: Side
  readonly other?: Side
  /** Of quantities: how far they are apart, and how far they may be. */
  readonly difference?: string
  readonly borne?: string
  /** Of what is missing: the papers, one of which has to come, and the moment at which the time was over. */
  readonly papers?: readonly string[]
  readonly until?: string
  /** Trips that it could be of. */
  readonly trips?: readonly string[]
}

/** What one side of a finding says, and where. */
export interface Side {
  readonly value: string
  readonly unit?: string
  readonly told: readonly Told[]
  /** How many places more there are; there where not all are told. */
  readonly more?: number
}

/** A place in a document. */
export interface Told {
  readonly paper: string
  readonly number?: string
  /** Index in the log of the record. */
  readonly record: string
  /** Exchange, case or write-off. */
  readonly subject: string
  /** JSON Pointer. */
  readonly path: string
  readonly value: string
}

export function told(piece: Piece, path: string, value: string): Told {
  const { paper, number, record, subject } = piece
  return { paper, ...(number !== undefined && { number }), record, subject, path, value }
}

export function quantity(
  measure: Figure['measure'],
  value: string,
  figures: readonly Placed<Figure>[],
): Side {
  return {
    value,
    unit: UNITS[measure],
    ...firstOf(figures, (each) => told(each.piece, each.path, each.value)),
  }
}

/** Places that are told of one side: nobody reads a thousand. */
export const MOST_PLACES = 50

export function firstOf<T>(all: readonly T[], tell: (each: T) => Told): Pick<Side, 'told' | 'more'> {
  const more = all.length - MOST_PLACES
  return { told: all.slice(0, MOST_PLACES).map(tell), ...(more > 0 && { more }) }
}

/** A document as a whole. */
export function whole({ newest, number, standing }: CargoDocument): Told {
  return told(newest, '', number ?? standing)
}

import type { Finding, Seal } from '../../../model/generated/parts.ts'
import type { Measure } from '../arrangement.ts'

/** What one or more trucks carry, as one side tells it: the one form in which all that is told is compared. */
export interface Load {
  /** Plates of the trucks; more than one of a load that is split. */
  readonly plates: readonly Told[]
  readonly trailers: readonly Told[]
  readonly containers: readonly Told[]
  readonly seals: readonly ToldSeal[]
  /** By number of the checklist and number of the line: permuted lines are the same lines. */
  readonly lines: ReadonlyMap<string, Line>
  /** By what is measured, where, as in `C26070500123 line 2 gross`. */
  readonly quantities: ReadonlyMap<string, Quantity>
}

/** Where something stands in a hub document. */
export interface Place {
  /** Number of the checklist; of a vehicle without one its plate. */
  readonly checklist: string
  /** JSON Pointer (RFC 6901). */
  readonly pointer: string
}

export interface Told {
  readonly value: string
  readonly place: Place
}

export interface ToldSeal extends Told {
  readonly party: Seal['sealingPartyCode']
  readonly quantity: number
}

export interface Line {
  readonly place: Place
  /** Tariff number. */
  readonly hs: string | undefined
}

export interface Quantity {
  readonly measure: Measure
  /** A decimal, in kilograms or packages. */
  readonly value: string
  readonly place: Place
  /** Lines that it is of. */
  readonly lines: readonly string[]
}

/** A difference that an officer stated and no value tells. */
export interface OwnFinding {
  readonly place: Place
  readonly finding: Finding
}

export const lineKey = (checklist: string, line: number): string => `${checklist} line ${line}`
export const totalKey = (checklist: string, what: string): string => `${checklist} total ${what}`
export const containerKey = (checklist: string, container: string): string =>
  `${checklist} container ${container} packages`
export const WEIGHBRIDGE = 'weighbridge'

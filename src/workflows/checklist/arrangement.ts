/** What two customs agreed on their uniform load checklist; one file in `schemas/workflows/arrangements`. */
export interface Arrangement {
  readonly id: string
  readonly name: string
  readonly basis: 'published' | 'reconstructed' | 'sandbox'
  readonly sides: readonly ArrangementSide[]
  readonly tolerances: readonly ToleranceRule[]
  /** Which results of the other side are taken for our own; absent: none. */
  readonly recognition?: readonly RecognitionRule[]
}

export interface RecognitionRule {
  readonly id: string
  /** Codes of the hub's list `inspection-kind`. */
  readonly kinds: readonly string[]
  /** Offices that inspect; absent: all of the arrangement. */
  readonly offices?: readonly string[]
  /** First digits of tariff numbers that are covered; absent: all goods. */
  readonly chapters?: readonly string[]
  /** First digits of those that are not. */
  readonly except?: readonly string[]
  /** ISO 8601 duration. */
  readonly freshFor: string
  readonly seals?: 'required'
}

export interface ArrangementSide {
  readonly country: string
  /** First letter of the numbers that this side gives. */
  readonly letter: string
  readonly offices: readonly ArrangementOffice[]
}

export interface ArrangementOffice {
  /** Code of the office in its own customs. */
  readonly office: string
  /** Four digits that stand for it in numbers. */
  readonly district: string
  /** Hub code, list `border-crossing`. */
  readonly crossing: string
}

/** What is measured, of a line, a container, a whole list or a whole vehicle. Masses are in kilograms. */
export type Measure =
  | 'line-packages'
  | 'line-gross'
  | 'line-net'
  | 'container-packages'
  | 'total-packages'
  | 'total-gross'
  | 'total-net'
  | 'weighbridge'

export interface ToleranceRule {
  readonly id: string
  readonly measures: readonly Measure[]
  /** First digits of tariff numbers to which it applies; absent: to all goods. */
  readonly chapters?: readonly string[]
  /** Decimals, as in hub documents. */
  readonly absolute?: string
  readonly percent?: string
  /** Where both are given. */
  readonly whichever?: 'less' | 'greater'
}

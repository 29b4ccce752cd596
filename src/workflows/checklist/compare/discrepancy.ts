import type { Place } from './load.ts'

/** One difference between what was stated, what the exit side confirmed and what the entry side found. */
export interface Discrepancy {
  /** Hub code of the list `finding-kind`. */
  readonly kind: FindingKind
  readonly place: Place
  /** Texts as they stand or decimals; absent where that side has or knows nothing there. */
  readonly stated?: string
  readonly confirmed?: string
  readonly found?: string
  /** How far the farthest two are apart: packages or kilograms. */
  readonly difference?: string
  readonly within: boolean
  /** Rule of the arrangement that was applied. */
  readonly rule?: string
  /** A sentence for people. */
  readonly why: string
}

export type FindingKind =
  | 'vehicle'
  | 'container-number'
  | 'seal-broken'
  | 'seal-number'
  | 'goods-missing'
  | 'goods-excess'
  | 'tariff-classification'
  | 'package-quantity'
  | 'mass'
  | 'documents-missing'
  | 'other'
  // What officers state on their own: any code of the list.
  | (string & {})

/** The two sides whose words are held against the statement: one of them may not have spoken yet. */
export interface Sides<T> {
  readonly exit: T | undefined
  readonly entry: T | undefined
}

/** Members for the values that there are. */
export function values(
  stated: string | undefined,
  confirmed: string | undefined,
  found: string | undefined,
): Pick<Discrepancy, 'stated' | 'confirmed' | 'found'> {
  return {
    ...(stated !== undefined && { stated }),
    ...(confirmed !== undefined && { confirmed }),
    ...(found !== undefined && { found }),
  }
}

/** What one interchange may cost us; the sizes are those of XML messages. */
export interface EdifactLimits {
  readonly maxBytes: number
  readonly maxSegments: number
  /** Data elements of one segment, repetitions included. */
  readonly maxElements: number
  /** Components of one composite. */
  readonly maxComponents: number
}

/** Room for the 9,999 bills that CUSCAR can hold. */
const MAX_SEGMENTS = 250_000

/** The longest segment of the directories has 17 elements, the longest composite 10 components. */
const MAX_PARTS = 99

export const DEFAULT_EDIFACT_LIMITS: EdifactLimits = {
  maxBytes: 2 * 1024 * 1024,
  maxSegments: MAX_SEGMENTS,
  maxElements: MAX_PARTS,
  maxComponents: MAX_PARTS,
}

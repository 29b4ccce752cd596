/** How an agency's use of a document stands. `reserved` may become `used`, both may be `released`; the others are ends. */
export const WRITE_OFF_STATES = ['reserved', 'used', 'released', 'declined'] as const

export type WriteOffState = (typeof WRITE_OFF_STATES)[number]

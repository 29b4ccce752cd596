/** How an agency's use of a document stands. */
export const WRITE_OFF_STATES = ['reserved', 'used', 'released', 'declined'] as const

export type WriteOffState = (typeof WRITE_OFF_STATES)[number]

/** What may become of a write-off after its request. */
export type WriteOffStepState = 'used' | 'released'

/** From which states there is a way to it. What was released or declined stays so. */
export const STATES_BEFORE: Readonly<Record<WriteOffStepState, readonly WriteOffState[]>> = {
  used: ['reserved'],
  released: ['reserved', 'used'],
}

/**
 * How a counterpart misbehaves when a test tells it to; without any of these it follows its agreement.
 * They can be combined, and `Counterpart.behave` changes them while it runs.
 */
export interface Behaviour {
  /** Refuses the content: StatementCode 03 on the Chinese side, an error list on the Kazakh one. */
  readonly refuse?: boolean
  /** Signs what it says with a key that no agreement names. */
  readonly wrongSignature?: boolean
  /** Milliseconds between having taken a message and replying. */
  readonly delayMs?: number
  /** Takes the message and never replies; the connection stays open. */
  readonly hang?: boolean
  /** Answers this status to so many deliveries, before looking at them. */
  readonly fail?: { readonly status: number; readonly times: number }
  /** Takes the message, then resets the connection instead of replying, so many times. */
  readonly reset?: number
  /** Pushes each business receipt so many times more than needed. */
  readonly duplicateAcknowledgements?: number
  /** Pushes the business receipt and has it taken before it replies to the delivery. */
  readonly acknowledgeFirst?: boolean
  /** Never gives its business answer: no receipt is pushed, and a reply that would hold one is empty. */
  readonly silent?: boolean
}

/** Counts down the behaviours that last for a number of deliveries. */
export interface Mood {
  readonly behaviour: Behaviour
  /** The status to fail this delivery with, if it is to fail. */
  takeFailure(): number | undefined
  /** True when this delivery's connection is to be reset. */
  takeReset(): boolean
}

export function createMood(behaviour: Behaviour): Mood {
  let failures = behaviour.fail?.times ?? 0
  let resets = behaviour.reset ?? 0
  return {
    behaviour,
    takeFailure: () => (failures-- > 0 ? behaviour.fail?.status : undefined),
    takeReset: () => resets-- > 0,
  }
}

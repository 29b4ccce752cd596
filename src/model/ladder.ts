/**
 * The acknowledgement ladder, lowest step first. transport: the bytes arrived; technical: they follow their schema and
 * are stored; business: the content was judged; decision: what happens to the goods.
 */
export const LADDER = ['transport', 'technical', 'business', 'decision'] as const

export type AcknowledgementLevel = (typeof LADDER)[number]

/** @returns whether `one` stands above `other`. */
export function isAbove(one: AcknowledgementLevel, other: AcknowledgementLevel): boolean {
  return LADDER.indexOf(one) > LADDER.indexOf(other)
}

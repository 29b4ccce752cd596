/** What of a line of a document is counted: how much of the goods, or what they are worth. */
export const MEASURES = ['quantity', 'value'] as const

export type Measure = (typeof MEASURES)[number]

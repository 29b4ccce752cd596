/** How much risk a consignment carries, from the least. */
export const LEVELS = ['low', 'medium', 'high'] as const
export type Level = (typeof LEVELS)[number]

/** What becomes of a consignment; GACC: low risk is released at once, medium has its papers checked, high is opened. */
export const CHANNELS = ['fast-release', 'document-check', 'physical-inspection'] as const
export type Channel = (typeof CHANNELS)[number]

const CHANNEL_OF: Readonly<Record<Level, Channel>> = {
  low: 'fast-release',
  medium: 'document-check',
  high: 'physical-inspection',
}

export const channelOf = (level: Level): Channel => CHANNEL_OF[level]

export const higher = (one: Level, other: Level): Level =>
  LEVELS.indexOf(one) >= LEVELS.indexOf(other) ? one : other

export const lower = (one: Level, other: Level): Level =>
  LEVELS.indexOf(one) <= LEVELS.indexOf(other) ? one : other

/**
 * What a parameter does where its condition holds: it adds to the score, demands a level, or names one that is enough
 * (a ceiling). A firm demand is not lowered by any ceiling.
 */
export type Effect =
  | { readonly score: number }
  | { readonly atLeast: Level; readonly firm?: boolean }
  | { readonly atMost: Level }

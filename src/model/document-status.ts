/** How a document stands: worse from left to right. Whatever is said of it later, it never gets better without a new number. */
export const STATUSES = [
  'in-force',
  'disputed',
  'replaced',
  'cancelled',
  'refused',
  'not-originating',
  'revoked',
  'not-issued',
] as const

export type DocumentStatus = (typeof STATUSES)[number]

/** Statuses of documents on which nothing can be built any more. */
export const ENDED: readonly DocumentStatus[] = STATUSES.filter(
  (status) => status !== 'in-force' && status !== 'disputed',
)

/** Why answers that relied on a document do not hold any more, once it stands so. */
export const FALL_REASONS = {
  disputed: 'DISPUTED',
  replaced: 'REPLACED',
  cancelled: 'CANCELLED',
  refused: 'REFUSED',
  'not-originating': 'NOT_ORIGINATING',
  revoked: 'REVOKED',
  'not-issued': 'NOT_ISSUED',
} as const satisfies Readonly<Record<Exclude<DocumentStatus, 'in-force'>, string>>

/** Why answers about documents that are built on one that fell do not hold any more. */
export const BASE_FELL = 'BASE_REVOKED'

/** Why answers do not hold any more that rest on what a lost key signed. */
export const KEY_LOST = 'KEY_COMPROMISED'

/** Why answers do not hold any more that rest on what the issuer had confirmed, and does not confirm any more. */
export const TAKEN_BACK = 'NOT_CONFIRMED'

/** Why answers may not be what a question would be told today: the document stands, and says something else. */
export const AMENDED = 'AMENDED'

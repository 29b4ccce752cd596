/** How much can be asked at once. */
export const QUESTION_LIMITS = {
  /** Of one question, in a body of its own or on a line. */
  bytes: 64 * 1024,
  /** Questions in one body. */
  questions: 1_000,
  batchBytes: 4 * 1024 * 1024,
  /** Questions of one body that are worked on at once. */
  underWay: 64,
} as const

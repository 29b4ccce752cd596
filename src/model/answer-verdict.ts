/**
 * What an answer to a question about a document comes to: every check passed; one failed; or something could not be told,
 * which is never as good as a pass.
 */
export const ANSWER_VERDICTS = ['confirmed', 'refuted', 'not-established'] as const

export type AnswerVerdictWord = (typeof ANSWER_VERDICTS)[number]

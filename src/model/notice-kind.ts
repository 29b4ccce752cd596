/**
 * What a notice says: the document says something else by now, the question was answered anew, a reservation ended, or what
 * was told does not hold any more.
 */
export const NOTICE_KINDS = ['amended', 'answered', 'ended', 'recalled'] as const

export type NoticeKind = (typeof NOTICE_KINDS)[number]

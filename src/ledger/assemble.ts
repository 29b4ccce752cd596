import { createDesk } from './desk.ts'
import type { DeskParts } from './desk-parts.ts'
import { createInquiryWork, type InquiryWorkParts } from './inquiry/work.ts'
import { createNoticeWork, type NoticeWorkParts } from './notices/notice-work.ts'
import { createReports, type ReportParts } from './reports/report-loop.ts'
import type { LedgerService, NoticeService, WriteOffService } from './service.ts'
import { createReservationEnds } from './write-offs/reservation-ends.ts'

export type LedgerWorkParts = Omit<DeskParts, 'onInquiry'> &
  InquiryWorkParts &
  ReportParts &
  Omit<NoticeWorkParts, 'notices' | 'lostKeys'>

export interface LedgerWork {
  /** What the doors ask. */
  readonly desk: LedgerService & WriteOffService & NoticeService
  /** Begins the background work, also what an earlier run has left. */
  start(): Promise<void>
  /** Ends it when what is under way has ended. */
  stop(): Promise<void>
}

/**
 * The ledger as one: what the doors ask, and what goes on behind them. Issuers are told of uses and asked about documents,
 * reservations end, and whoever relied on what fell hears of it.
 */
export function createLedgerWork(parts: LedgerWorkParts): LedgerWork {
  const { lostKeys } = parts.ledger
  const inquiries = createInquiryWork(parts)
  const desk = createDesk({ ...parts, onInquiry: inquiries.kick })
  const notices = createNoticeWork({ ...parts, notices: desk, lostKeys })
  const loops = [createReports(parts), createReservationEnds(parts), inquiries]
  return {
    desk,
    async start() {
      for (const loop of loops) loop.start()
      await notices.start()
    },
    async stop() {
      await Promise.all([notices, ...loops].map((work) => work.stop()))
    },
  }
}

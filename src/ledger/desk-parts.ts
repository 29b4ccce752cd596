import type { EvidenceLog } from '../evidence/log.ts'
import type { Committer } from '../exchange/commit.ts'
import type { Database } from '../store/database.ts'
import type { LedgerEntry } from './entry.ts'
import type { Ledger } from './ledger.ts'
import type { LedgerResult } from './participant.ts'

/** What the desks of the ledger work with. */
export interface DeskParts {
  readonly ledger: Ledger
  readonly committer: Committer<LedgerEntry, LedgerResult>
  readonly database: Database
  readonly log: EvidenceLog
  readonly clock: () => Date
  /** Lets time pass before an answer is told, in ms. */
  readonly wait?: (ms: number) => Promise<void>
  /** Told when an answer waits for an authority. */
  readonly onInquiry?: () => void
}

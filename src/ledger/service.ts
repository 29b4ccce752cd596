import type { KhorgosError } from '../errors.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { Notice } from '../model/generated/verification/notice.ts'
import type { Question } from '../model/generated/verification/question.ts'
import type { WriteOff } from '../model/generated/verification/write-off.ts'
import type { WriteOffRequest } from '../model/generated/verification/write-off-request.ts'
import type { Partner } from '../partners/partner.ts'
import type { NoticeLink, NoticePage } from '../store/ledger/notices.ts'
import type { FlattenedJws } from '../trust/jws-file.ts'
import type { Step } from './entry.ts'

export type { NoticeLink, NoticePage } from '../store/ledger/notices.ts'
export type { ReportStatus } from '../store/ledger/reports.ts'

/** A question that was answered: the same answer for ever, however often it is read. */
export interface Asked {
  readonly outcome: 'answered'
  readonly answer: Answer
  /** The signed answer with its receipt: as a JSON file it verifies offline (`khorgos verify`). */
  readonly signed: FlattenedJws
  /** What its asker was told of it later; absent where it is told for the first time. */
  readonly notices?: readonly NoticeLink[]
  /** The verification in which the question was asked again, when its inquiry had ended. */
  readonly next?: string
}

/** A write-off after one of its steps. */
export interface WrittenOff {
  readonly outcome: 'written-off'
  readonly statement: WriteOff
  /** The signed statement with its receipt: as a JSON file it verifies offline. */
  readonly signed: FlattenedJws
  /** What its agency was told of it later; absent where it was just made. */
  readonly notices?: readonly NoticeLink[]
  /** False when nothing was done now: the same was asked before, or it is only looked at. */
  readonly isNew: boolean
}

/**
 * Something that the ledger refused: by the asker's agreement, by what there is left, or after too many wrong questions. It
 * is evidence too.
 */
export interface Denied {
  readonly outcome: 'denied'
  /** Our id of what was asked. */
  readonly request: string
  /** C2SP tlog-proof of the record "denied". */
  readonly receipt: string
  readonly error: KhorgosError
}

/** Everything a door may ask of the ledger. Readers return only what belongs to the asker, else NOT_FOUND. */
export interface LedgerService {
  /**
   * Resolves after the commit, for answers and refusals alike; when the question did not fit the document, some time
   * after it was received.
   * @throws KhorgosError REQUEST_INVALID for a question that is none: that is told and forgotten
   */
  ask(question: Question, asker: Partner): Promise<Asked | Denied>
  /** The answer as it was given. */
  verification(id: string, asker: Partner): Promise<Asked>
}

/** What a door may ask that uses documents up. Readers return only what belongs to the asker, else NOT_FOUND. */
export interface WriteOffService {
  /**
   * Resolves after the commit; when what was stated did not fit the document, as late as the answer to a question would.
   * The same request under the same reference is answered with the write-off as it stands: the
   * same bytes until a step changes it.
   * @throws KhorgosError REQUEST_INVALID
   */
  writeOff(request: WriteOffRequest, asker: Partner): Promise<WrittenOff | Denied>
  /** The same step again is answered as the first time. @throws KhorgosError REQUEST_INVALID, NOT_FOUND */
  step(id: string, step: Step, asker: Partner): Promise<WrittenOff | Denied>
  /** The newest statement. */
  writeOffView(id: string, asker: Partner): Promise<WrittenOff>
  /** The same, by the agency's own name for it. */
  writeOffByReference(reference: string, asker: Partner): Promise<WrittenOff>
}

/** A notice, the same for ever. */
export interface Noticed {
  /** Index in the log of its record: the order of the list. */
  readonly index: bigint
  readonly notice: Notice
  /** The signed notice with its receipt: as a JSON file it verifies offline. */
  readonly signed: FlattenedJws
}

/** What a door may ask of what agencies were told later. */
export interface NoticeService {
  /** Notices to the asker in the order of the log. */
  notices(asker: Pick<Partner, 'id'>, page: NoticePage): Promise<readonly Noticed[]>
  /** @throws KhorgosError NOT_FOUND for a notice to somebody else too */
  notice(id: string, asker: Pick<Partner, 'id'>): Promise<Noticed>
}

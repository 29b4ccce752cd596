import type { KhorgosError } from '../errors.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { Question } from '../model/generated/verification/question.ts'
import type { Partner } from '../partners/partner.ts'
import type { FlattenedJws } from '../trust/jws-file.ts'

/** A question that was answered: the same answer for ever, however often it is read. */
export interface Asked {
  readonly outcome: 'answered'
  readonly answer: Answer
  /** The signed answer with its receipt: as a JSON file it verifies offline (`khorgos verify`). */
  readonly signed: FlattenedJws
}

/** A question that the asker's agreement does not cover, or that came after too many wrong ones. It is evidence too. */
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

import { setTimeout as pause } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { CODES, KhorgosError } from '../errors.ts'
import type { EvidenceLog } from '../evidence/log.ts'
import { NOTHING } from '../exchange/changes.ts'
import type { Committer } from '../exchange/commit.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { Question } from '../model/generated/verification/question.ts'
import type { Partner } from '../partners/partner.ts'
import type { Database } from '../store/database.ts'
import { findVerification } from '../store/ledger/verifications.ts'
import { denialOf } from './denial.ts'
import { done, keptPayload, refusalOf, signerIn } from './desk-work.ts'
import type { LedgerEntry } from './entry.ts'
import type { Ledger } from './ledger.ts'
import type { LedgerResult } from './participant.ts'
import { requireAgreed } from './question.ts'
import type { Denied, LedgerService, WriteOffService } from './service.ts'
import { statementFiles } from './statement-files.ts'
import { createWriteOffDesk } from './write-off-desk.ts'

export interface DeskParts {
  readonly ledger: Ledger
  readonly committer: Committer<LedgerEntry, LedgerResult>
  readonly database: Database
  readonly log: EvidenceLog
  readonly clock: () => Date
  /** Lets time pass before an answer is told, in ms. */
  readonly wait?: (ms: number) => Promise<void>
}

/** What is held back when the gateway stops is not waited for: it stands in the log. */
const waitUnlessStopped = (ms: number): Promise<void> => pause(ms, undefined, { ref: false })

/** Where agencies ask: a question is judged by its agreement, put to the committer, and its answer signed and handed out. */
export function createDesk(parts: DeskParts): LedgerService & WriteOffService {
  const { ledger, committer, database, log, clock, wait = waitUnlessStopped } = parts
  const { partners, signingKey } = ledger.parts
  const issues = [...partners.values()].flatMap(({ agreement }) => agreement.issues)
  const files = statementFiles(signingKey, 'khorgos-answer', database)
  const holdBack = async (receivedAt: Date, delayMs: number): Promise<void> => {
    const left = delayMs - (clock().getTime() - receivedAt.getTime())
    if (left > 0) await wait(left)
  }
  return {
    ...createWriteOffDesk(parts),
    async ask(question, asker) {
      const receivedAt = clock()
      const error = refusalOf(() => requireAgreed(question, asker, issues, receivedAt))
      if (error !== undefined) return deny(committer, question, asker, error)
      const entry = { entry: 'question', id: uuidv7(), asker, question, receivedAt } as const
      const { result, receipt } = done(await committer.commit({ ...NOTHING, entry }))
      if (result?.result === 'denied' && receipt !== undefined)
        return { outcome: 'denied', request: result.request, receipt, error: result.error }
      if (result?.result !== 'answered' || receipt === undefined)
        throw new KhorgosError('INTERNAL', 'A question was committed and not answered.')
      await holdBack(receivedAt, result.delayMs)
      const { answer, payload, signature } = result
      return { outcome: 'answered', answer, signed: files.now(payload, signature, receipt) }
    },
    async verification(id, asker) {
      const row = await findVerification(database, id, asker.id)
      if (row === undefined) throw new KhorgosError('NOT_FOUND', CODES.NOT_FOUND.title)
      const payload = keptPayload(row.payload)
      const answer: Answer = JSON.parse(Buffer.from(payload).toString('utf8'))
      const [file, receipt] = await Promise.all([
        files.signedBy(signerIn(row.record)),
        log.receipt(row.recordIndex, row.receiptSize),
      ])
      return { outcome: 'answered', answer, signed: file(payload, row.signature, receipt) }
    },
  }
}

async function deny(
  committer: Committer<LedgerEntry, LedgerResult>,
  question: Question,
  asker: Partner,
  error: KhorgosError,
): Promise<Denied> {
  const { request, payloads, records, receiptOf } = denialOf(question, asker, error)
  const { receipt } = done(await committer.commit({ ...NOTHING, payloads, records, receiptOf }))
  if (receipt === undefined) throw new KhorgosError('INTERNAL', 'The commit made no receipt.')
  return { outcome: 'denied', request, receipt, error }
}

import { CODES, KhorgosError } from '../errors.ts'
import { NOTHING } from '../exchange/changes.ts'
import type { Committer } from '../exchange/commit.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { Question } from '../model/generated/verification/question.ts'
import { newId } from '../model/new-id.ts'
import type { Partner } from '../partners/partner.ts'
import { noticesAbout } from '../store/ledger/notices.ts'
import { findVerification } from '../store/ledger/verifications.ts'
import { denialOf } from './denial.ts'
import type { DeskParts } from './desk-parts.ts'
import { deniedOf, done, holdingBack, refusalOf, statementAgain } from './desk-work.ts'
import type { LedgerEntry } from './entry.ts'
import { requireInquirable } from './inquiry/agreed.ts'
import type { LedgerResult } from './participant.ts'
import { requireAgreed } from './questions/question.ts'
import { createNoticeDesk } from './notices/notice-desk.ts'
import type { Denied, LedgerService, NoticeService, WriteOffService } from './service.ts'
import { statementFiles } from './statement-files.ts'
import { createWriteOffDesk } from './write-offs/write-off-desk.ts'

/** Where agencies ask: a question is judged by its agreement, put to the committer, and its answer signed and handed out. */
export function createDesk(parts: DeskParts): LedgerService & WriteOffService & NoticeService {
  const { ledger, committer, database, log, clock } = parts
  const { onInquiry = () => undefined } = parts
  const { issues, partners } = ledger
  const files = statementFiles(ledger.signingKey, 'khorgos-answer', database)
  const holdBack = holdingBack(parts)
  return {
    ...createWriteOffDesk(parts),
    ...createNoticeDesk(parts),
    async ask(question, asker) {
      const receivedAt = clock()
      const error = refusalOf(() => {
        requireAgreed(question, asker, issues, receivedAt)
        requireInquirable(question, asker, partners, receivedAt)
      })
      if (error !== undefined) return deny(committer, question, asker, error)
      const entry = { entry: 'question', id: newId(), asker, question, receivedAt } as const
      const { result, receipt } = done(await committer.commit({ ...NOTHING, entry }))
      if (result?.result === 'denied' && receipt !== undefined) return deniedOf(result, receipt)
      if (result?.result !== 'answered' || receipt === undefined)
        throw new KhorgosError('INTERNAL', 'A question was committed and not answered.')
      if (result.answer.inquiry !== undefined) onInquiry()
      await holdBack(receivedAt, result.delayMs)
      const { answer, payload, signature } = result
      return { outcome: 'answered', answer, signed: files.now(payload, signature, receipt) }
    },
    async verification(id, asker) {
      const row = await findVerification(database, id, asker.id)
      if (row === undefined) throw new KhorgosError('NOT_FOUND', CODES.NOT_FOUND.title)
      const [{ payload, signed }, notices] = await Promise.all([
        statementAgain(files, log, row),
        noticesAbout(database, id),
      ])
      const answer: Answer = JSON.parse(Buffer.from(payload).toString('utf8'))
      return { outcome: 'answered', answer, signed, notices, ...(row.next !== null && { next: row.next }) }
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

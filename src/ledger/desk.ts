import { v7 as uuidv7 } from 'uuid'
import { CODES, KhorgosError } from '../errors.ts'
import type { EvidenceLog } from '../evidence/log.ts'
import { NOTHING } from '../exchange/changes.ts'
import type { Committer } from '../exchange/commit.ts'
import { JSON_TYPE, jsonBytes, keep } from '../exchange/payload.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { Question } from '../model/generated/verification/question.ts'
import type { Partner } from '../partners/partner.ts'
import type { Database } from '../store/database.ts'
import { findVerification } from '../store/ledger/verifications.ts'
import { done, keptPayload, refusalOf, signedStatements } from './desk-work.ts'
import type { LedgerEntry } from './entry.ts'
import type { Ledger } from './ledger.ts'
import type { LedgerResult } from './participant.ts'
import { requireAgreed } from './question.ts'
import type { Asked, Denied, LedgerService, WriteOffService } from './service.ts'
import { createWriteOffDesk } from './write-off-desk.ts'

export interface DeskParts {
  readonly ledger: Ledger
  readonly committer: Committer<LedgerEntry, LedgerResult>
  readonly database: Database
  readonly log: EvidenceLog
  readonly clock: () => Date
}

/** Where agencies ask: a question is judged by its agreement, put to the committer, and its answer signed and handed out. */
export function createDesk({
  ledger,
  committer,
  database,
  log,
  clock,
}: DeskParts): LedgerService & WriteOffService {
  const { partners, signingKey } = ledger.parts
  const issues = [...partners.values()].flatMap(({ agreement }) => agreement.issues)
  const signedOf = signedStatements(signingKey, 'khorgos-answer')
  return {
    ...createWriteOffDesk({ ledger, committer, database, log, clock }),
    async ask(question, asker) {
      const receivedAt = clock()
      const error = refusalOf(() => requireAgreed(question, asker, issues, receivedAt))
      if (error !== undefined) return deny(committer, question, asker, error)
      const entry = { entry: 'question', id: uuidv7(), asker, question, receivedAt } as const
      const { result, receipt } = done(await committer.commit({ ...NOTHING, entry }))
      if (result?.result !== 'answered' || receipt === undefined)
        throw new KhorgosError('INTERNAL', 'A question was committed and not answered.')
      const { answer, payload, signature } = result
      return { outcome: 'answered', answer, signed: signedOf(payload, signature, receipt) }
    },
    async verification(id, asker) {
      const row = await findVerification(database, id, asker.id)
      if (row === undefined) throw new KhorgosError('NOT_FOUND', CODES.NOT_FOUND.title)
      const payload = keptPayload(row.payload)
      const answer: Answer = JSON.parse(Buffer.from(payload).toString('utf8'))
      const receipt = await log.receipt(row.recordIndex, row.receiptSize)
      return {
        outcome: 'answered',
        answer,
        signed: signedOf(payload, row.signature, receipt),
      } satisfies Asked
    },
  }
}

async function deny(
  committer: Committer<LedgerEntry, LedgerResult>,
  question: Question,
  asker: Partner,
  error: KhorgosError,
): Promise<Denied> {
  const request = uuidv7()
  const asked = keep(jsonBytes(question), JSON_TYPE)
  const { receipt } = done(
    await committer.commit({
      ...NOTHING,
      payloads: [asked],
      records: [
        {
          kind: 'denied',
          request,
          by: asker.id,
          agreement: asker.file.sha256,
          code: error.code,
          payload: asked.commitment,
        },
      ],
      receiptOf: { record: 0, salt: asked.salt },
    }),
  )
  if (receipt === undefined) throw new KhorgosError('INTERNAL', 'The commit made no receipt.')
  return { outcome: 'denied', request, receipt, error }
}

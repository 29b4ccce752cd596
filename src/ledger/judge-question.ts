import type { EntryPlace, Judged } from '../exchange/participant.ts'
import { jsonBytes, JSON_TYPE, keep } from '../exchange/payload.ts'
import type { Partner } from '../partners/partner.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { SignatureVerdict } from '../trust/verdict.ts'
import type { NewVerification } from '../store/ledger/verifications.ts'
import { answerOf, type Answered, isMiss } from './answer.ts'
import { type Denial, denialOf } from './denial.ts'
import type { LedgerEntry } from './entry.ts'
import { groundsOf } from './grounds.ts'
import { KINDS } from './kinds.ts'
import type { Known } from './known.ts'
import { asOfOf } from './read-known.ts'
import { askRuleFor, questionKey } from './question.ts'

export interface JudgeParts {
  readonly partners: ReadonlyMap<string, Partner>
  /** Origin of the log. */
  readonly log: string
  /** What the verdict of our own signature over an answer is: profile, algorithm, key. */
  readonly signature: SignatureVerdict
}

/** An answer that waits for its signature and the head it is committed under. */
export interface JudgedQuestion extends Judged {
  readonly answer: Answer
  /** Bytes to be signed. */
  readonly payload: Uint8Array
  readonly row: Omit<NewVerification, 'signature' | 'receiptSize'>
  /** How long after the question came it is told, in ms. */
  readonly delayMs: number
}

type QuestionEntry = Extract<LedgerEntry, { entry: 'question' }>

/**
 * Answers from what stands in the log before the answer's own record, and from nothing else. Whoever was wrong too often
 * is denied before the document is looked at.
 */
export function judgeQuestion(
  entry: QuestionEntry,
  known: Known,
  { index, at }: EntryPlace,
  parts: JudgeParts,
): JudgedQuestion | Denial {
  const { id, asker, question, receivedAt } = entry
  const key = questionKey(question)
  const refusal = known.misses.refusal(asker, key, at)
  if (refusal !== undefined) return denialOf(question, asker, refusal)
  const asking = { verification: id, by: asker.id, log: parts.log, size: index, at, question }
  const judged = answered(entry, asking, known, parts)
  const { answer, told } = judged
  const payload = keep(jsonBytes(answer), JSON_TYPE)
  return {
    answer,
    payload: payload.bytes,
    payloads: [payload],
    records: [
      {
        kind: 'answered',
        verification: id,
        by: asker.id,
        agreement: asker.file.sha256,
        purpose: question.purpose,
        verdict: answer.verdict,
        payload: payload.commitment,
        signature: parts.signature,
      },
    ],
    receiptOf: { record: 0, salt: payload.salt },
    row: {
      id,
      agency: asker.id,
      document: told?.document,
      verdict: answer.verdict,
      payloadId: payload.id,
      recordIndex: index,
      askedAt: receivedAt,
    },
    delayMs: isMiss(judged) ? known.misses.miss(asker, key, at) : 0,
  }
}

function answered(
  { asker, question }: QuestionEntry,
  asking: Parameters<typeof answerOf>[0],
  known: Known,
  { partners }: JudgeParts,
): Answered {
  const key = questionKey(question)
  const asOf = asOfOf(question.asOf)
  const fact = known.find(key, asOf)
  const shows = askRuleFor(question, asker)?.shows ?? []
  return answerOf(asking, KINDS[key.kind], fact && groundsOf(fact, known, partners, asOf), shows)
}

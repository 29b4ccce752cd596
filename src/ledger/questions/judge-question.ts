import type { EntryPlace, Judged } from '../../exchange/participant.ts'
import { jsonBytes, JSON_TYPE, keep } from '../../exchange/payload.ts'
import type { Answer } from '../../model/generated/verification/answer.ts'
import type { NewVerification } from '../../store/ledger/verifications.ts'
import { type After, answerOf, type Answered, type Asking, isMiss } from './answer.ts'
import { type Denial, denialOf } from '../denial.ts'
import type { Follows, QuestionEntry } from '../entry.ts'
import { groundsOf } from '../checks/grounds.ts'
import { shownInquiry } from '../inquiry/inquiry.ts'
import { joinInquiry } from '../inquiry/open.ts'
import type { JudgeParts } from '../judge-parts.ts'
import { KINDS } from '../kinds.ts'
import type { Known } from '../known.ts'
import { judgeNotice, noticeEntry, type JudgedNotice } from '../notices/notices.ts'
import { asOfOf, askRuleFor, questionKey } from './question.ts'
import { seenBy } from './seen.ts'

/** An answer that waits for its signature and the head it is committed under. */
export interface JudgedQuestion extends Judged {
  readonly answer: Answer
  /** Bytes to be signed. */
  readonly payload: Uint8Array
  readonly row: Omit<NewVerification, 'signature' | 'receiptSize'>
  /** How long after the question came it is told, in ms. */
  readonly delayMs: number
  /** Of an answer that follows another: what its asker learns of it by. */
  readonly notice?: JudgedNotice
}

/**
 * Answers from what stands in the log before the answer's own record, and from nothing else. Whoever was wrong too often
 * is denied before the document is looked at, and so is who had too many authorities asked. What we ask again for an asker
 * is neither counted nor denied.
 *
 * @returns undefined for a question that has been asked again already
 */
export function judgeQuestion(
  entry: QuestionEntry,
  known: Known,
  place: EntryPlace,
  parts: JudgeParts,
): JudgedQuestion | Denial | undefined {
  const { asker, question, follows } = entry
  if (follows !== undefined) return answeredAgain(entry, follows, known, place, parts)
  const { at } = place
  const key = questionKey(question)
  const refusal =
    known.misses.refusal(asker, key, at) ??
    (question.inquire === undefined ? undefined : known.inquiries.refusal(asker, at))
  return refusal === undefined ? judged(entry, known, place, parts) : denialOf(question, asker, refusal)
}

function judged(
  entry: QuestionEntry,
  known: Known,
  place: EntryPlace,
  parts: JudgeParts,
  after?: After,
): JudgedQuestion {
  const { id, asker, question, receivedAt } = entry
  const { index, at } = place
  const asking = { verification: id, by: asker.id, log: parts.log, size: index, at, question }
  const found = answered(entry, after ? { ...asking, after } : asking, known, parts)
  const { told } = found
  const unknown = told === undefined && after === undefined && question.inquire !== undefined
  const joined = unknown ? joinInquiry(entry, known, place, parts.partners) : undefined
  const inquiry = joined && shownInquiry(joined.inquiry, joined.inquirer)
  const answer = inquiry ? { ...found.answer, inquiry } : found.answer
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
      follows: after?.follows,
    },
    delayMs: after === undefined && isMiss(found) ? known.misses.miss(asker, questionKey(question), at) : 0,
  }
}

/**
 * What the new answer follows; undefined when there is one already for what the inquiry has come to, or when its asker still
 * has time to wait.
 */
function followUp(
  { verification, inquiry: id }: Follows,
  next: string,
  known: Known,
  { at }: EntryPlace,
): After | undefined {
  const inquirer = known.inquiries.inquirer(verification)
  const inquiry = known.inquiries.find(id)
  if (inquirer === undefined || inquiry === undefined || inquirer.told >= inquiry.ends) return undefined
  if (inquiry.state === 'expired' && at < inquirer.dueAt) return undefined
  const { ends } = inquiry
  known.inquiries.setInquirer({ ...inquirer, ends, told: ends, latest: next })
  return { follows: inquirer.latest, inquiry: shownInquiry(inquiry, inquirer) }
}

/**
 * The next answer to a question whose inquiry has ended, in one with the notice of it: what that says, and that there is one,
 * depends on nothing that comes later.
 */
function answeredAgain(
  entry: QuestionEntry,
  follows: Follows,
  known: Known,
  place: EntryPlace,
  parts: JudgeParts,
): JudgedQuestion | undefined {
  const after = followUp(follows, entry.id, known, place)
  if (after === undefined) return undefined
  const question = judged(entry, known, place, parts, after)
  const { payloads, records } = question
  const told = noticeEntry({
    to: entry.asker,
    about: { verification: follows.verification },
    kind: 'answered',
    reason: `INQUIRY_${after.inquiry.state.toUpperCase()}`,
    next: entry.id,
  })
  const behind = { ...place, index: place.index + BigInt(records.length) }
  const notice = judgeNotice(told, known, behind, parts)
  return {
    ...question,
    payloads: [...payloads, ...notice.payloads],
    records: [...records, ...notice.records],
    notice,
  }
}

function answered(
  { asker, question }: QuestionEntry,
  asking: Asking,
  known: Known,
  parts: JudgeParts,
): Answered {
  const key = questionKey(question)
  const asOf = asOfOf(question.asOf)
  const kind = KINDS[key.kind]
  const fact = known.find(key, asOf)
  const shows = askRuleFor(question, asker)?.shows ?? []
  const grounds = fact && groundsOf(seenBy(question, kind, fact), known, parts, asOf)
  return answerOf(asking, kind, grounds, shows)
}

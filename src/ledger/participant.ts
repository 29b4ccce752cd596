import { setImmediate as nextTurn } from 'node:timers/promises'
import { KhorgosError } from '../errors.ts'
import type { SignedHead } from '../evidence/log-append.ts'
import type { EntryPlace, Judged, Participant } from '../exchange/participant.ts'
import { requireAll } from '../exchange/moved.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { WriteOff } from '../model/generated/verification/write-off.ts'
import type { Tx } from '../store/database.ts'
import { insertFacts, insertRepeats } from '../store/ledger/facts.ts'
import { countMisses } from '../store/ledger/misses.ts'
import { type Reported, settleReports } from '../store/ledger/reports.ts'
import { insertRecalls } from '../store/ledger/recalls.ts'
import { insertVerifications } from '../store/ledger/verifications.ts'
import type { Denial } from './denial.ts'
import type { LedgerEntry } from './entry.ts'
import { judgeInquiry } from './inquiry/judge-step.ts'
import { writeInquiries } from './inquiry/rows.ts'
import type { JudgedFacts } from './facts/judge-fact.ts'
import { judgeMessage } from './facts/judge-message.ts'
import type { JudgeParts } from './judge-parts.ts'
import { judgeQuestion, type JudgedQuestion } from './questions/judge-question.ts'
import { type JudgedEnd, judgeEnd } from './write-offs/judge-end.ts'
import { judgeStep } from './write-offs/judge-step.ts'
import { judgeWriteOff } from './write-offs/judge-write-off.ts'
import type { JudgedWriteOff, MadeWriteOff } from './write-offs/judged-write-off.ts'
import type { Known } from './known.ts'
import { judgeNotice, type JudgedNotice, type MadeNotice } from './notices/notices.ts'
import { writeNotices } from './notices/notice-rows.ts'
import { readKnown } from './read-known.ts'
import { writeWriteOffs } from './write-offs/write-off-rows.ts'

/** What a unit of work is told of its entry after the commit. */
export type LedgerResult =
  | { readonly result: 'entered'; readonly facts: number }
  | {
      readonly result: 'answered'
      readonly answer: Answer
      /** The bytes that were signed. */
      readonly payload: Uint8Array
      readonly signature: Uint8Array
      /** How long after the question came it is told, in ms: so that trying takes time. */
      readonly delayMs: number
    }
  | {
      readonly result: 'made'
      readonly statement: WriteOff
      readonly payload: Uint8Array
      readonly signature: Uint8Array
    }
  | { readonly result: 'repeated'; readonly writeOff: string }
  | { readonly result: 'reported' }
  /** Nothing was said to anybody. */
  | { readonly result: 'done' }
  | {
      readonly result: 'notified'
      /** Id of the notice. */
      readonly notice: string
      /** True when it was made before. */
      readonly repeated: boolean
    }
  | {
      readonly result: 'denied'
      /** Our id of what was asked. */
      readonly request: string
      readonly error: KhorgosError
      /** How long after it was asked it is told, in ms. */
      readonly delayMs: number
    }

export interface ParticipantParts extends JudgeParts {
  /** Signs the payload of a statement as a JWS of its type. @returns the signature value */
  readonly sign: Readonly<Record<'answer' | 'writeOff' | 'notice', (payload: Uint8Array) => Uint8Array>>
}

/** The ledger in the transaction of a batch: reads under the lock, decides entry by entry, writes what was decided. */
export function createParticipant(parts: ParticipantParts): Participant<LedgerEntry, LedgerResult> {
  return {
    begin: async (tx, entries) => createTurn(parts, await readKnown(tx, entries, parts.partners)),
  }
}

type Decided =
  | { readonly entry: 'facts'; readonly judged: JudgedFacts }
  | { readonly entry: 'question'; readonly judged: JudgedQuestion }
  | { readonly entry: 'denied'; readonly judged: Denial }
  | { readonly entry: 'write-off'; readonly judged: JudgedWriteOff }
  | { readonly entry: 'end'; readonly judged: JudgedEnd }
  | { readonly entry: 'reported'; readonly judged: Judged & { readonly report: Reported } }
  /** What leaves no record and no statement. */
  | { readonly entry: 'done'; readonly judged: Judged }
  | { readonly entry: 'notice'; readonly judged: JudgedNotice }

function createTurn(parts: ParticipantParts, known: Known) {
  const decided: Decided[] = []
  return {
    judge(entry: LedgerEntry, place: EntryPlace): Judged {
      const next = decide(entry, known, place, parts)
      decided.push(next)
      return next.judged
    },
    write: (tx: Tx, head: SignedHead) => write(parts, tx, head, decided, known),
  }
}

function decide(entry: LedgerEntry, known: Known, place: EntryPlace, parts: ParticipantParts): Decided {
  switch (entry.entry) {
    case 'facts':
      return { entry: 'facts', judged: judgeMessage(entry, known, place) }
    case 'question': {
      const judged = judgeQuestion(entry, known, place, parts)
      if (judged === undefined) return { entry: 'done', judged: { payloads: [], records: [] } }
      return 'outcome' in judged ? { entry: 'denied', judged } : { entry: 'question', judged }
    }
    case 'write-off':
      return { entry: 'write-off', judged: judgeWriteOff(entry, known, place, parts) }
    case 'step':
      return { entry: 'write-off', judged: judgeStep(entry, known, place, parts) }
    case 'end':
      return { entry: 'end', judged: judgeEnd(entry, known, place, parts) }
    case 'reported':
      return { entry: 'reported', judged: { report: entry.report, payloads: [], records: [] } }
    case 'inquiry':
      return { entry: 'done', judged: judgeInquiry(entry, known, place, parts.partners) }
    case 'notice':
      return { entry: 'notice', judged: judgeNotice(entry, known, place, parts) }
  }
}

/** What has a statement of ours that is to be signed. */
type Signed = JudgedQuestion | MadeWriteOff

type Signatures = ReadonlyMap<Signed, Uint8Array>

/** One flight; facts first, for what is written off refers to them. */
async function write(
  { sign }: ParticipantParts,
  tx: Tx,
  head: SignedHead,
  decided: readonly Decided[],
  known: Known,
): Promise<readonly LedgerResult[]> {
  const facts = decided.flatMap((each) => (each.entry === 'facts' ? each.judged : []))
  const rows = facts.flatMap((each) => each.rows)
  const recalls = facts.flatMap((each) => each.recalls)
  const repeats = facts.flatMap((each) => each.repeats)
  const questions = decided.flatMap((each) => (each.entry === 'question' ? each.judged : []))
  const writeOffs = decided.flatMap(madeWriteOff)
  const reported = decided.flatMap((each) => (each.entry === 'reported' ? each.judged.report : []))
  const notices = decided.flatMap(madeNotice)
  const misses = known.misses.changed()
  const [, , , , posted, answered] = await Promise.all([
    rows.length === 0 ? undefined : insertFacts(tx, rows),
    recalls.length === 0 ? undefined : insertRecalls(tx, recalls),
    misses.length === 0 ? undefined : countMisses(tx, misses),
    reported.length === 0
      ? undefined
      : settleReports(tx, reported).then((positions) => requireAll(reported, positions)),
    writeWriteOffs(sign.writeOff, tx, head, writeOffs),
    writeQuestions(sign.answer, tx, head, questions),
    writeInquiries(tx, known.inquiries),
    writeNotices(sign.notice, tx, head, notices),
    repeats.length === 0 ? undefined : insertRepeats(tx, repeats),
  ])
  const signatures = new Map<Signed, Uint8Array>([...posted, ...answered])
  return decided.map((each) => resultOf(each, signatures))
}

function madeWriteOff({ entry, judged }: Decided): MadeWriteOff | [] {
  if (entry === 'end') return judged.ended ?? []
  return entry === 'write-off' && judged.outcome === 'made' ? judged : []
}

function madeNotice({ entry, judged }: Decided): MadeNotice | [] {
  if (entry === 'end') return judged.notice ?? []
  if (entry === 'question') return judged.notice?.made ?? []
  return entry === 'notice' ? (judged.made ?? []) : []
}

async function writeQuestions(
  sign: ParticipantParts['sign']['answer'],
  tx: Tx,
  head: SignedHead,
  questions: readonly JudgedQuestion[],
): Promise<ReadonlyMap<JudgedQuestion, Uint8Array>> {
  if (questions.length === 0) return new Map()
  // The statements so far go out at the end of this turn: the database works on them while the answers are signed.
  await nextTurn()
  const signed = questions.map((question) => ({ question, signature: sign(question.payload) }))
  await insertVerifications(
    tx,
    signed.map(({ question, signature }) => ({ ...question.row, signature, receiptSize: head.size })),
  )
  return new Map(signed.map(({ question, signature }) => [question, signature]))
}

function resultOf(decided: Decided, signatures: Signatures): LedgerResult {
  switch (decided.entry) {
    case 'facts':
      return { result: 'entered', facts: decided.judged.rows.length }
    case 'question': {
      const { answer, payload, delayMs } = decided.judged
      const signature = signatureOf(decided.judged, signatures)
      return { result: 'answered', answer, payload, signature, delayMs }
    }
    case 'denied':
      return resultOfDenial(decided.judged)
    case 'write-off':
      return resultOfWriteOff(decided.judged, signatures)
    case 'reported':
      return { result: 'reported' }
    case 'end':
    case 'done':
      return { result: 'done' }
    case 'notice':
      return {
        result: 'notified',
        notice: decided.judged.notice,
        repeated: decided.judged.made === undefined,
      }
  }
}

function resultOfWriteOff(judged: JudgedWriteOff, signatures: Signatures): LedgerResult {
  switch (judged.outcome) {
    case 'made': {
      const { statement, payload } = judged
      return { result: 'made', statement, payload, signature: signatureOf(judged, signatures) }
    }
    case 'refused':
      return resultOfDenial(judged)
    case 'repeated':
      return { result: 'repeated', writeOff: judged.writeOff }
  }
}

function resultOfDenial({ request, error, delayMs }: Denial): LedgerResult {
  return { result: 'denied', request, error, delayMs }
}

function signatureOf(judged: Signed, signatures: Signatures): Uint8Array {
  const signature = signatures.get(judged)
  if (signature === undefined) throw new KhorgosError('INTERNAL', 'A statement was not signed.')
  return signature
}

import { setImmediate as nextTurn } from 'node:timers/promises'
import { KhorgosError } from '../errors.ts'
import type { SignedHead } from '../evidence/log-append.ts'
import type { EntryPlace, Judged, Participant } from '../exchange/participant.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { Tx } from '../store/database.ts'
import { insertFacts, type NewFact } from '../store/ledger/facts.ts'
import { countMisses } from '../store/ledger/misses.ts'
import { insertVerifications } from '../store/ledger/verifications.ts'
import type { Denial } from './denial.ts'
import type { LedgerEntry } from './entry.ts'
import { judgeFacts } from './judge-fact.ts'
import { judgeQuestion, type JudgedQuestion, type JudgeParts } from './judge-question.ts'
import { type Known, readKnown } from './known.ts'

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
      readonly result: 'denied'
      /** Our id of what was asked. */
      readonly request: string
      readonly error: KhorgosError
    }

export interface ParticipantParts extends JudgeParts {
  /** Signs the payload of an answer as a JWS. @returns the signature value */
  readonly sign: (payload: Uint8Array) => Uint8Array
}

/** The ledger in the transaction of a batch: reads under the lock, decides entry by entry, writes what was decided. */
export function createParticipant(parts: ParticipantParts): Participant<LedgerEntry, LedgerResult> {
  return {
    begin: async (tx, entries) => createTurn(parts, await readKnown(tx, entries)),
  }
}

type Decided =
  { readonly rows: readonly NewFact[] } | { readonly question: JudgedQuestion } | { readonly denial: Denial }

function createTurn(parts: ParticipantParts, known: Known) {
  const decided: Decided[] = []
  return {
    judge(entry: LedgerEntry, place: EntryPlace): Judged {
      if (entry.entry === 'facts') {
        const judged = judgeFacts(entry.facts, known, place)
        decided.push({ rows: judged.rows })
        return judged
      }
      const judged = judgeQuestion(entry, known, place, parts)
      decided.push('error' in judged ? { denial: judged } : { question: judged })
      return judged
    },
    write: (tx: Tx, head: SignedHead) => write(parts, tx, head, decided, known),
  }
}

type Signatures = ReadonlyMap<JudgedQuestion, Uint8Array>

async function write(
  { sign }: ParticipantParts,
  tx: Tx,
  head: SignedHead,
  decided: readonly Decided[],
  known: Known,
): Promise<readonly LedgerResult[]> {
  const rows = decided.flatMap((each) => ('rows' in each ? each.rows : []))
  const questions = decided.flatMap((each) => ('question' in each ? each.question : []))
  const misses = known.misses.changed()
  const [signatures] = await Promise.all([
    writeQuestions(sign, tx, head, questions),
    rows.length === 0 ? undefined : insertFacts(tx, rows),
    misses.length === 0 ? undefined : countMisses(tx, misses),
  ])
  return decided.map((each) => resultOf(each, signatures))
}

async function writeQuestions(
  sign: ParticipantParts['sign'],
  tx: Tx,
  head: SignedHead,
  questions: readonly JudgedQuestion[],
): Promise<Signatures> {
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
  if ('rows' in decided) return { result: 'entered', facts: decided.rows.length }
  if ('denial' in decided) {
    const { request, error } = decided.denial
    return { result: 'denied', request, error }
  }
  const { question } = decided
  const signature = signatures.get(question)
  if (signature === undefined) throw new KhorgosError('INTERNAL', 'An answer was not signed.')
  const { answer, payload, delayMs } = question
  return { result: 'answered', answer, payload, signature, delayMs }
}

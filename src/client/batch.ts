import type { Question } from '../model/generated/verification/question.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import { asObject } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import { QUESTION_LIMITS } from '../model/question-limits.ts'
import { MAX_REPLY_BYTES } from './calls.ts'
import { GatewayError, refusalOfLine } from './gateway-error.ts'
import { linesOf } from './lines.ts'
import { objectIn, signedIn } from './reply-body.ts'
import type { Signed } from './signed.ts'

/** Many questions in one body, and what became of each. */

/** One question of many: its place among them, counted from 0, and its answer or why there is none. */
export type OneOfMany = { readonly index: number; readonly question: Question } & (
  | { readonly answered: Signed<Answer>; readonly error?: never }
  | { readonly error: GatewayError; readonly answered?: never }
)

/** As many questions as the gateway takes in one body. */
export interface Batch {
  /** Place of the first among all. */
  readonly start: number
  readonly questions: readonly Question[]
  /** One on each line. */
  readonly text: string
}

export interface BatchParts {
  /** Sends the text of a batch and returns the reply as it comes. */
  readonly send: (text: string) => AsyncIterable<Uint8Array>
  /** @throws GatewayError EVIDENCE_INVALID */
  readonly believe: (file: Uint8Array, question: Question) => Signed<Answer>
}

/** Cuts questions into batches, in their order, taking them as they come. */
export async function* batchesOf(
  questions: Iterable<Question> | AsyncIterable<Question>,
): AsyncGenerator<Batch, void, undefined> {
  let [start, bytes, batch, lines]: [number, number, Question[], string[]] = [0, 0, [], []]
  for await (const question of questions) {
    const line = `${JSON.stringify(question)}\n`
    const length = Buffer.byteLength(line)
    const full = batch.length === QUESTION_LIMITS.questions || bytes + length > QUESTION_LIMITS.batchBytes
    if (full && batch.length > 0) {
      yield { start, questions: batch, text: lines.join('') }
      ;[start, bytes, batch, lines] = [start + batch.length, 0, [], []]
    }
    batch.push(question)
    lines.push(line)
    bytes += length
  }
  if (batch.length > 0) yield { start, questions: batch, text: lines.join('') }
}

/**
 * What becomes of each question of a batch, in the order in which the answers come.
 * @throws GatewayError when the reply as a whole is a refusal, breaks off, or is no reply to these questions
 */
export async function* eachOf(
  { start, questions, text }: Batch,
  { send, believe }: BatchParts,
): AsyncGenerator<OneOfMany, void, undefined> {
  const open = new Set(questions.keys())
  for await (const bytes of linesOf(send(text), MAX_REPLY_BYTES)) {
    if (bytes.length === 0) continue
    const { index, status, body } = readLine(bytes)
    const question = questions[index]
    if (question === undefined || !open.delete(index))
      throw new GatewayError('EVIDENCE_INVALID', 'A line of the reply is to no line that is open.')
    const place = { index: start + index, question }
    yield { ...place, ...resultOf(status, body, (file) => believe(file, question)) }
  }
  if (open.size > 0)
    throw new GatewayError(
      'PARTNER_UNREACHABLE',
      `The reply broke off: ${open.size} questions have no answer.`,
    )
}

interface Line {
  /** In the batch, from 0. */
  readonly index: number
  readonly status: number
  readonly body: JsonObject
}

function readLine(bytes: Uint8Array): Line {
  const line = objectIn(bytes, 'A line of the reply')
  const [number, status, body] = [line?.['line'], line?.['status'], asObject(line?.['body'])]
  if (typeof number !== 'number' || typeof status !== 'number' || body === undefined)
    throw new GatewayError('EVIDENCE_INVALID', 'A line of the reply does not have the form of one.')
  return { index: number - 1, status, body }
}

const ANSWERED = 200
/** Answered, and the issuing authority is asked. */
const INQUIRED = 202

/** An answer that does not verify is an error of its own line. */
function resultOf(
  status: number,
  body: JsonObject,
  believe: (file: Uint8Array) => Signed<Answer>,
): { readonly answered: Signed<Answer> } | { readonly error: GatewayError } {
  if (status !== ANSWERED && status !== INQUIRED) return { error: refusalOfLine(status, body) }
  try {
    return { answered: believe(signedIn(body)) }
  } catch (thrown) {
    if (thrown instanceof GatewayError) return { error: thrown }
    throw thrown
  }
}

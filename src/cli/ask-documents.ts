import type { OneOfMany } from '../client/batch.ts'
import type { AgencyClient } from '../client/client.ts'
import { GatewayError } from '../client/gateway-error.ts'
import type { Signed } from '../client/signed.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { Question } from '../model/generated/verification/question.ts'
import { type AnswerFiles, keep, type Kept, keptText } from './answer-files.ts'
import { answerText, refusalText, shortAnswerText } from './document-text.ts'
import { errorJson } from './error-text.ts'
import type { Exit } from './exit-codes.ts'
import { createProgress } from './progress.ts'
import type { Result, Shell } from './shell.ts'
import { documentName } from './verdict-text.ts'

/** Asks about one document or many, keeps the signed answers, and says how it ended. */

export interface AskingOptions {
  readonly files: AnswerFiles | undefined
  /** How long to wait for issuing authorities that are asked, in milliseconds. */
  readonly waitMs: number | undefined
}

/** An answer that is not the gateway's is neither shown nor kept. */
export async function askOne(
  shell: Shell,
  client: AgencyClient,
  question: Question,
  { files, waitMs }: AskingOptions,
): Promise<Result> {
  let signed: Signed<Answer> | undefined
  let kept: Kept = {}
  try {
    signed = await client.ask(question)
    // Kept before the waiting, which somebody may end.
    kept = await keep(files, signed)
    if (waitMs !== undefined && isOpen(signed)) {
      const progress = createProgress(shell.stderr)
      progress.update(`${WAITING} …`)
      signed = await client
        .awaitInquiry(signed.statement.verification, { withinMs: waitMs })
        .finally(progress.end)
      kept = await keep(files, signed)
    }
    return {
      exit: worst(exitOfAnswer(signed), kept.exit),
      json: answerJson(signed, kept),
      text: answerText(signed),
      ...(kept.fault !== undefined && { notes: kept.fault }),
    }
  } catch (thrown) {
    const error = refusalIn(thrown)
    return {
      exit: worst(exitOf(error), kept.exit),
      json: { ...(signed && answerJson(signed, kept)), error: refusalJson(error) },
      text: signed === undefined ? '' : answerText(signed),
      notes: [kept.fault ?? [], refusalText(error)].flat().join('\n'),
    }
  }
}

export async function askMany(
  shell: Shell,
  client: AgencyClient,
  questions: readonly Question[],
  { files, waitMs }: AskingOptions,
): Promise<Result> {
  const progress = createProgress(shell.stderr)
  const told = new Map<number, Told>()
  const open: { readonly index: number; readonly verification: string }[] = []
  let stopped: GatewayError | undefined
  const take = async (each: OneOfMany): Promise<void> => {
    told.set(each.index, toldOf(each, each.answered === undefined ? {} : await keep(files, each.answered)))
  }
  try {
    for await (const each of client.askMany(questions)) {
      await take(each)
      const { index, answered } = each
      if (answered !== undefined && isOpen(answered))
        open.push({ index, verification: answered.statement.verification })
      progress.update(`${told.size} of ${questions.length} answered …`)
    }
    if (waitMs !== undefined && open.length > 0) {
      progress.update(`${WAITING}, about ${open.length} documents …`)
      const waits = open.map(async ({ index, verification }) => {
        const answered = await client.awaitInquiry(verification, { withinMs: waitMs })
        await take({ index, question: answered.statement.question, answered })
      })
      await Promise.all(waits)
    }
  } catch (thrown) {
    // What was answered before is not lost by what came between.
    stopped = refusalIn(thrown)
  }
  progress.end()
  const inOrder = [...told].toSorted(([left], [right]) => left - right).map(([, each]) => each)
  const exits = [...inOrder.map(({ exit }) => exit), ...(stopped === undefined ? [] : [exitOf(stopped)])]
  return {
    exit: worst(...exits),
    json: {
      answers: inOrder.map(({ json }) => json),
      ...(stopped !== undefined && { error: refusalJson(stopped) }),
    },
    text: inOrder.map(({ text }) => text).join(''),
    ...(stopped !== undefined && { notes: refusalText(stopped) }),
  }
}

const WAITING = 'The issuing authority is asked'

const isOpen = ({ statement }: Signed<Answer>): boolean => statement.inquiry?.state === 'open'

/** What became of one question of many, numbered from 1 as the lines of its file. */
interface Told {
  readonly exit: Exit
  readonly json: object
  readonly text: string
}

function toldOf({ index, question: asked, answered, error }: OneOfMany, kept: Kept): Told {
  const question = index + 1
  return answered === undefined
    ? {
        exit: exitOf(error),
        json: { question, error: refusalJson(error) },
        text: `${question}: NO ANSWER: ${documentName(asked)}\n${refusalText(error)}\n`,
      }
    : {
        exit: worst(exitOfAnswer(answered), kept.exit),
        json: { question, ...answerJson(answered, kept) },
        text: `${shortAnswerText(question, answered)}${keptText(kept)}`,
      }
}

const EXITS: Readonly<Record<Answer['verdict'], Exit>> = {
  confirmed: 'OK',
  refuted: 'NOT_VALID',
  'not-established': 'NOT_ESTABLISHED',
}

/** An answer of which nobody has shown whose it is ends as `khorgos verify` of its file does. */
const exitOfAnswer = ({ statement, checked }: Signed<Answer>): Exit =>
  checked === 'valid' ? EXITS[statement.verdict] : 'NOT_VALID'

/** What one exit code for several findings must not hide, first things first. */
const WORST: readonly Exit[] = ['NOT_VALID', 'NOT_KEPT', 'CONFIGURATION', 'UNAVAILABLE', 'NOT_ESTABLISHED']

const worst = (...exits: readonly (Exit | undefined)[]): Exit =>
  WORST.find((exit) => exits.includes(exit)) ?? 'OK'

/** A refusal says nothing about the document. */
function exitOf(error: GatewayError): Exit {
  if (error.code === 'EVIDENCE_INVALID') return 'NOT_VALID'
  if (error.code === 'SENDER_UNKNOWN') return 'CONFIGURATION'
  return error.retry === 'never' ? 'NOT_ESTABLISHED' : 'UNAVAILABLE'
}

function refusalIn(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown
  throw thrown
}

/**
 * `verdict` is what may be relied on: that of the answer only when it is shown whose answer it is. What could not be kept
 * in its file is here.
 */
function answerJson({ statement, checked, checks, record, file }: Signed<Answer>, kept: Kept): object {
  const offline = { checked, checks, index: record.index.toString() }
  return {
    verdict: checked === 'valid' ? statement.verdict : 'not-established',
    answer: statement,
    offline,
    ...(kept.file !== undefined && { file: kept.file }),
    ...(kept.fault !== undefined && {
      notKept: kept.fault,
      signed: JSON.parse(Buffer.from(file).toString('utf8')) as unknown,
    }),
  }
}

function refusalJson(error: GatewayError): object {
  return error.problem === undefined ? errorJson(error) : { ...errorJson(error), problem: error.problem }
}

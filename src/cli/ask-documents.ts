import type { OneOfMany } from '../client/batch.ts'
import type { AgencyClient } from '../client/client.ts'
import { GatewayError } from '../client/gateway-error.ts'
import type { Signed } from '../client/signed.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { Question } from '../model/generated/verification/question.ts'
import { answerText, refusalText, shortAnswerText } from './document-text.ts'
import { errorJson } from './error-text.ts'
import type { Exit } from './exit-codes.ts'
import { writeOutput } from './output.ts'
import { createProgress } from './progress.ts'
import type { Result, Shell } from './shell.ts'

/** Asks about one document or many, keeps the signed answers, and says how it ended. */

/** An answer that is not the gateway's is neither shown nor kept. */
export async function askOne(
  client: AgencyClient,
  question: Question,
  output: string | undefined,
): Promise<Result> {
  try {
    const signed = await client.ask(question)
    if (output !== undefined) await keep(output, signed)
    return { exit: EXITS[signed.statement.verdict], json: answerJson(signed), text: answerText(signed) }
  } catch (thrown) {
    const error = refusalIn(thrown)
    return { exit: exitOf(error), json: { error: refusalJson(error) }, text: '', notes: refusalText(error) }
  }
}

/** @param folder for one file each, named by its verification */
export async function askMany(
  shell: Shell,
  client: AgencyClient,
  questions: readonly Question[],
  folder: string | undefined,
): Promise<Result> {
  const progress = createProgress(shell.stderr)
  const told = new Map<number, Told>()
  let stopped: GatewayError | undefined
  try {
    for await (const each of client.askMany(questions)) {
      if (folder !== undefined && each.answered !== undefined)
        await keep(`${folder}/${each.answered.statement.verification}.json`, each.answered)
      told.set(each.index, toldOf(each))
      progress.update(`${told.size} of ${questions.length} answered …`)
    }
  } catch (thrown) {
    // What was answered before is not lost by what came between.
    stopped = refusalIn(thrown)
  }
  progress.end()
  const inOrder = [...told].toSorted(([left], [right]) => left - right).map(([, each]) => each)
  const exits = [...inOrder.map(({ exit }) => exit), ...(stopped === undefined ? [] : [exitOf(stopped)])]
  return {
    exit: WORST.find((exit) => exits.includes(exit)) ?? 'OK',
    json: {
      answers: inOrder.map(({ json }) => json),
      ...(stopped !== undefined && { error: refusalJson(stopped) }),
    },
    text: inOrder.map(({ text }) => text).join(''),
    ...(stopped !== undefined && { notes: refusalText(stopped) }),
  }
}

/** What became of one question of many, numbered from 1 as the lines of its file. */
interface Told {
  readonly exit: Exit
  readonly json: object
  readonly text: string
}

function toldOf({ index, answered, error }: OneOfMany): Told {
  const question = index + 1
  return answered === undefined
    ? {
        exit: exitOf(error),
        json: { question, error: refusalJson(error) },
        text: `${question}: NO ANSWER. ${refusalText(error)}\n`,
      }
    : {
        exit: EXITS[answered.statement.verdict],
        json: { question, ...answerJson(answered) },
        text: shortAnswerText(question, answered),
      }
}

const EXITS: Readonly<Record<Answer['verdict'], Exit>> = {
  confirmed: 'OK',
  refuted: 'NOT_VALID',
  'not-established': 'NOT_ESTABLISHED',
}

/** What one exit code for many documents must not hide, first things first. */
const WORST: readonly Exit[] = ['NOT_VALID', 'CONFIGURATION', 'UNAVAILABLE', 'NOT_ESTABLISHED']

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

async function keep(file: string, signed: Signed<Answer>): Promise<void> {
  await writeOutput(file, `${Buffer.from(signed.file).toString('utf8')}\n`)
}

function answerJson({ statement, verdict, checks, record }: Signed<Answer>): object {
  const offline = { verdict, checks, index: record.index.toString() }
  return { verdict: statement.verdict, answer: statement, offline }
}

function refusalJson(error: GatewayError): object {
  return error.problem === undefined ? errorJson(error) : { ...errorJson(error), problem: error.problem }
}

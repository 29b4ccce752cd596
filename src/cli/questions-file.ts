import type { BodyReader } from '../api/body-reader.ts'
import { questionReader } from '../api/ledger-body.ts'
import { KhorgosError } from '../errors.ts'
import type { Question } from '../model/generated/verification/question.ts'
import type { JsonObject } from '../model/json.ts'
import { sentence } from './error-text.ts'
import { UsageError } from './shell.ts'

/** Questions are checked here, before any is sent: what is no question costs nothing and leaves no trace. */

/** One question, or as many as a file has lines. */
export interface Questions {
  readonly many: boolean
  readonly questions: readonly Question[]
}

const LINE_FEED = 0x0a

/** @throws UsageError that names what does not follow the schema of questions */
export function toQuestion(question: JsonObject): Question {
  return read(questionReader(), Buffer.from(JSON.stringify(question)), 'The question')
}

/**
 * One question as JSON, or many as NDJSON: a file whose first line is JSON and that is not JSON as a whole.
 * @throws UsageError
 */
export function readQuestions(bytes: Uint8Array): Questions {
  const reader = questionReader()
  const lines = linesOf(bytes)
  if (lines.length < 2 || !isJson(reader, lines[0]?.bytes ?? bytes))
    return { many: false, questions: [read(reader, bytes, 'The question')] }
  const questions = lines.map((line) => read(reader, line.bytes, `Line ${line.number}`))
  return { many: true, questions }
}

interface Line {
  /** From 1. */
  readonly number: number
  readonly bytes: Uint8Array
}

/** Those that are not empty. */
function linesOf(bytes: Uint8Array): Line[] {
  const lines: Line[] = []
  for (let start = 0, number = 1; start < bytes.length; number += 1) {
    const found = bytes.indexOf(LINE_FEED, start)
    const end = found === -1 ? bytes.length : found
    const line = bytes.subarray(start, end)
    if (line.some((byte) => byte > 0x20)) lines.push({ number, bytes: line })
    start = end + 1
  }
  return lines
}

/** A question that is spread over lines begins with one that is no JSON. */
function isJson(reader: BodyReader<Question>, bytes: Uint8Array): boolean {
  try {
    reader(bytes)
    return true
  } catch (thrown) {
    return !(thrown instanceof KhorgosError && thrown.code === 'JSON_MALFORMED')
  }
}

function read(reader: BodyReader<Question>, bytes: Uint8Array, what: string): Question {
  try {
    return reader(bytes)
  } catch (thrown) {
    if (!(thrown instanceof KhorgosError)) throw thrown
    throw new UsageError(`${what} cannot be asked. ${sentence(thrown)}`, { cause: thrown })
  }
}

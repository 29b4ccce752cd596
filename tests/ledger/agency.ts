import type { VerifiedReceipt } from '../../src/evidence/receipt.ts'
import { type AnswerVerdict, verifyAnswer } from '../../src/evidence/verify-answer.ts'
import { asObject, textAt } from '../../src/model/json-access.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import type { TestGateway } from '../harness/gateway.ts'

/** What an agency has in hand after asking, and what it proved of that by itself. */
export interface Told {
  readonly id: string
  /** The reply's body as it came. */
  readonly text: string
  /** The signed answer as a file. */
  readonly file: Uint8Array
  /** Believed because the file verifies. */
  readonly answer: Answer
  readonly record: VerifiedReceipt
}

/** Asks over mutual TLS and believes nothing that does not verify offline. */
export async function ask(site: TestGateway, agency: string, question: Question): Promise<Told> {
  const { status, body } = await site.sender(agency).client().postJson('/v1/verifications', question)
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
  return proved(site, body)
}

export async function askInVain(site: TestGateway, agency: string, question: Question): Promise<JsonObject> {
  const { body } = await site.sender(agency).client().postJson('/v1/verifications', question)
  return body
}

/** What the agency reads later, as text. */
export async function readAgain(
  site: TestGateway,
  agency: string,
  id: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const { status, bytes } = await site.sender(agency).client().get(`/v1/verifications/${id}`)
  return { status, text: Buffer.from(bytes).toString('utf8') }
}

function proved({ trust }: TestGateway, body: JsonObject): Told {
  const file = Buffer.from(JSON.stringify(body['signed']))
  const { verdict, answer, record, checks }: AnswerVerdict = verifyAnswer(file, trust)
  if (verdict !== 'valid' || answer === undefined || record === undefined)
    throw new Error(JSON.stringify(checks.filter(({ result }) => result !== 'pass')))
  const said: JsonObject = JSON.parse(JSON.stringify(answer))
  if (JSON.stringify(asObject(body['answer'])) !== JSON.stringify(said))
    throw new Error('the answer that is shown is not the one that is signed')
  return { id: textAt(body, 'verification') ?? '', text: JSON.stringify(body), file, answer, record }
}

/** The checks of an answer in one word each: `exists pass`, `not-revoked fail CANCELLED`, `matches hs 1 pass`. */
export function findings({ checks }: Pick<Answer, 'checks'>): string[] {
  return checks.map(({ check, field, line, result, reason }) =>
    [check, field, line, result, reason].filter((part) => part !== undefined).join(' '),
  )
}

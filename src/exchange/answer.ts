import { KhorgosError } from '../errors.ts'
import { takeOut } from '../formats/envelope.ts'
import { readMessage } from '../formats/message.ts'
import { asObject, objectsAt, textAt } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import { LADDER, type AcknowledgementLevel } from '../model/ladder.ts'
import type { ExpectedAcknowledgement } from '../partners/partner.ts'
import type { SignatureVerdict } from '../trust/verdict.ts'
import { DEFAULT_LIMITS } from '../xml/limits.ts'
import { openXml } from '../xml/parse.ts'
import { takingFrom } from './agreed-envelope.ts'
import { agreedFormat } from './agreed-format.ts'
import { refusal, type Known, type Refused } from './switch.ts'
import type { SwitchParts } from './switch-parts.ts'
import { verify } from './verify.ts'

export interface AnswerInput {
  readonly partner: string
  readonly bytes: Uint8Array
  readonly receivedAt: Date
  readonly channel: ExpectedAcknowledgement['channel']
}

/** A receiver's verified acknowledgement, read into the hub's Response. */
export interface Answered {
  readonly kind: 'answered'
  readonly format: string
  readonly digest: Uint8Array
  readonly signature: SignatureVerdict
  /** Message id of ours that it answers. */
  readonly answers: string
  readonly level: AcknowledgementLevel
  readonly outcome: 'accepted' | 'review' | 'rejected'
  readonly status: string | undefined
  readonly registration: string | undefined
  /** Hub document. */
  readonly response: JsonObject
  /** Numbers that the receiver gave what it answers: later answers may name it by one of them alone. */
  readonly numbers: readonly string[]
}

/** verify → validate → read of an acknowledgement: nothing closes an exchange that has not passed here. */
export function switchAnswer(parts: SwitchParts, input: AnswerInput): Answered | Refused {
  const known: Known = {}
  try {
    const partner = parts.partners.get(input.partner)
    if (partner === undefined)
      throw new KhorgosError('SENDER_UNKNOWN', `There is no partner ${input.partner}.`)
    const limits = { ...DEFAULT_LIMITS, maxBytes: partner.limits.maxMessageBytes }
    using message = openXml(input.bytes, limits, { encodings: partner.agreement.encodings })
    const verified = verify(message, partner, parts.partners.values(), input.receivedAt)
    const expected = partner.agreement.acknowledgements.filter(({ channel }) => channel === input.channel)
    using carried = takeOut(parts.formats, message, takingFrom(partner, input.receivedAt))
    const format = agreedFormat(parts.formats, carried.message.root, [
      ...new Set(expected.map((each) => each.format)),
    ])
    known.format = format.id
    const read = readMessage(format, carried.message, input.receivedAt)
    return {
      kind: 'answered',
      format: format.id,
      digest: verified.digest,
      signature: verified.verdict,
      ...summaryOf(read.documents),
    }
  } catch (thrown) {
    return refusal(thrown, known)
  }
}

const OUTCOMES = ['accepted', 'review', 'rejected'] as const

/** What of the hub's Response moves an exchange. The document was validated, so that nothing can be missing in it. */
function summaryOf(documents: Readonly<Record<string, JsonObject>>) {
  const response = documents['response']
  const answers = textAt(response, 'functionalReferenceId')
  const level = LADDER.find((each) => each === textAt(response, 'level'))
  const outcome = OUTCOMES.find((each) => each === textAt(response, 'outcome'))
  if (response === undefined || answers === undefined || level === undefined || outcome === undefined)
    throw new KhorgosError('CONFIG_INVALID', 'An acknowledgement format reads no complete response document.')
  const [first] = objectsAt(response, 'consignments')
  return {
    answers,
    level,
    outcome,
    response,
    status: textAt(asObject(response['status']), 'statusCode') ?? textAt(first, 'statusCode'),
    registration: registrationOf(asObject(response['registration'])),
    numbers: numbersOf(asObject(response['declaration'])).filter((number) => number !== answers),
  }
}

/** A declaration has one number of the window that took it, and one of the customs that registered it. */
function numbersOf(declaration: JsonObject | undefined): string[] {
  if (declaration === undefined) return []
  return ['preDeclarationId', 'id'].flatMap((name) => textAt(declaration, name) ?? [])
}

/** As customs print it: year, series letter and number. */
function registrationOf(registration: JsonObject | undefined): string | undefined {
  if (registration === undefined) return undefined
  return ['year', 'serialCode', 'number'].flatMap((name) => textAt(registration, name) ?? []).join(' ')
}

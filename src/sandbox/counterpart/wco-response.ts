import type { Formats } from '../../formats/catalogue.ts'
import { writeMessage } from '../../formats/message.ts'
import type { JsonObject } from '../../model/json.ts'
import { signEnveloped } from '../../trust/xmldsig-sign.ts'
import type { AnswerHow } from './country.ts'
import type { Received } from './receive.ts'

/** Who answers, as the head of the message has it. */
export interface Agency {
  /** ISO 3166 alpha-2. */
  readonly responsibleCountry: string
  readonly responsibleAgency: string
  /** Why it refuses, when it is told to. */
  readonly ground: { readonly validationCode: string; readonly description: string }
}

/** The WCO's own response: UN 1225 code 44, accepted without reserves, or 27, not accepted, with an error. */
export function wcoResponse(
  formats: Formats,
  { ground, ...agency }: Agency,
  received: Received,
  { refuse, at, key }: AnswerHow,
): Uint8Array {
  const response: JsonObject = {
    functionalReferenceId: received.messageId,
    issueDateTime: at.toISOString(),
    level: 'business',
    ...(refuse ? { outcome: 'rejected', errors: [{ ...ground }] } : { outcome: 'accepted' }),
  }
  const written = writeMessage(formats.byId('wco-res-v3.6'), { response }, { now: at, values: { ...agency } })
  return signEnveloped(written.bytes(), key).bytes
}

import { v7 as uuidv7 } from 'uuid'
import type { KhorgosError } from '../errors.ts'
import type { Judged } from '../exchange/participant.ts'
import { JSON_TYPE, jsonBytes, keep } from '../exchange/payload.ts'
import type { Question } from '../model/generated/verification/question.ts'
import type { Partner } from '../partners/partner.ts'

/** A question that is not answered, and why. It is evidence like an answer. */
export interface Denial extends Judged {
  /** Our id of what was asked. */
  readonly request: string
  readonly error: KhorgosError
  readonly receiptOf: NonNullable<Judged['receiptOf']>
}

export function denialOf(question: Question, asker: Partner, error: KhorgosError): Denial {
  const request = uuidv7()
  const asked = keep(jsonBytes(question), JSON_TYPE)
  return {
    request,
    error,
    payloads: [asked],
    records: [
      {
        kind: 'denied',
        request,
        by: asker.id,
        agreement: asker.file.sha256,
        code: error.code,
        payload: asked.commitment,
      },
    ],
    receiptOf: { record: 0, salt: asked.salt },
  }
}

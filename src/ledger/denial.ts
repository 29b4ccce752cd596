import type { KhorgosError } from '../errors.ts'
import type { Judged } from '../exchange/participant.ts'
import { JSON_TYPE, jsonBytes, keep } from '../exchange/payload.ts'
import { newId } from '../model/new-id.ts'
import type { Partner } from '../partners/partner.ts'

/** A question that is not answered, or a write-off that is not made, and why. It is evidence like what is granted. */
export interface Denial extends Judged {
  readonly outcome: 'refused'
  /** Our id of what was asked. */
  readonly request: string
  readonly error: KhorgosError
  /** How long after it was asked it is told, in ms. */
  readonly delayMs: number
  readonly receiptOf: NonNullable<Judged['receiptOf']>
}

/**
 * @param asked what is kept of it
 * @param how its id, where it has one already, and how long it is held back
 */
export function denialOf(
  asked: object,
  asker: Partner,
  error: KhorgosError,
  how: Partial<Pick<Denial, 'request' | 'delayMs'>> = {},
): Denial {
  const { request = newId(), delayMs = 0 } = how
  const payload = keep(jsonBytes(asked), JSON_TYPE)
  return {
    outcome: 'refused',
    request,
    error,
    delayMs,
    payloads: [payload],
    records: [
      {
        kind: 'denied',
        request,
        by: asker.id,
        agreement: asker.file.sha256,
        code: error.code,
        payload: payload.commitment,
      },
    ],
    receiptOf: { record: 0, salt: payload.salt },
  }
}

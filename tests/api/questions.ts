import { KhorgosError, type ErrorCode } from '../../src/errors.ts'
import type { Asked, Denied } from '../../src/ledger/service.ts'
import { parseAnswer } from '../../src/model/statements.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import { signedAnswer } from '../evidence/statement-fixture.ts'
import { createParties } from '../evidence/bundle-fixture.ts'
import { EXCHANGE, RECEIPT } from './harness.ts'

/** Questions, and what the ledger behind the door makes of them. */

export const QUESTIONS = '/v1/verifications'
export const JSON_HEADERS = { 'content-type': 'application/json' }

export const QUESTION: Question = {
  kind: 'certificate-of-origin',
  issuer: 'LA',
  form: 'E',
  number: 'E26LA0110000318',
  purpose: 'preferential-duty',
  held: {
    exporter: 'Tuayang Export Co., Ltd.',
    lines: [{ line: 1, hs: '110814', quantity: { quantity: '25.15', unitCode: 'TNE' } }],
  },
}

export const parties = await createParties()

const signed = signedAnswer(parties)
const answer = parseAnswer(Buffer.from(signed.payload, 'base64url'))

/** An answer that verifies offline by `parties`. */
export const ASKED: Asked = { outcome: 'answered', answer, signed }

export function deniedFor(code: ErrorCode, path?: string): Denied {
  const place = path === undefined ? undefined : { path }
  return {
    outcome: 'denied',
    request: EXCHANGE,
    receipt: RECEIPT,
    error: new KhorgosError(code, 'No.', { place }),
  }
}

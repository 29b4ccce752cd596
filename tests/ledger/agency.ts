import { GatewayError } from '../../src/client/gateway-error.ts'
import type { Answer } from '../../src/model/generated/verification/answer.ts'

/** What an agency is told instead of what it asked for. */
export async function refused(call: Promise<unknown>): Promise<GatewayError> {
  try {
    await call
  } catch (thrown) {
    if (thrown instanceof GatewayError) return thrown
    throw thrown
  }
  throw new Error('nothing was refused')
}

/** The checks of an answer in one word each: `exists pass`, `not-revoked fail CANCELLED`, `matches hs 1 pass`. */
export function findings({ checks }: Pick<Answer, 'checks'>): string[] {
  return checks.map(({ check, field, line, result, reason }) =>
    [check, field, line, result, reason].filter((part) => part !== undefined).join(' '),
  )
}

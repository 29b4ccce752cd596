import type { ErrorCode } from '../errors.ts'
import type { Problem } from '../model/problem.ts'

const REALM = 'Bearer realm="khorgos"'

/** RFC 6750 section 3.1. Who came without a token is told only what to come with. */
const ERRORS: Partial<Record<ErrorCode, 'invalid_token' | 'insufficient_scope'>> = {
  AUTH_INVALID: 'invalid_token',
  AUTH_EXPIRED: 'invalid_token',
  AUTH_FORBIDDEN: 'insufficient_scope',
}

/** The value of `WWW-Authenticate` for a problem; undefined for one that is not about a token. */
export function challengeOf({ code, detail }: Pick<Problem, 'code' | 'detail'>): string | undefined {
  if (code === 'AUTH_MISSING') return REALM
  const error = ERRORS[code]
  // RFC 6750 section 3: the description may have no quote, no backslash and nothing outside of ASCII.
  const description = detail.replaceAll(/[^ !#-[\]-~]/g, "'")
  return error && `${REALM}, error="${error}", error_description="${description}"`
}

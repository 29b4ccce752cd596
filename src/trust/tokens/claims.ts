import { KhorgosError } from '../../errors.ts'
import { textAt } from '../../model/json-access.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import { refusedToken, type OpenedToken } from './compact.ts'

/** What a `typ` of a token may be: of RFC 9068 section 2.1, or that of RFC 7519 section 5.1, which says nothing. */
export type TokenType = 'at+jwt' | 'JWT'

/** What a token must say to be taken. */
export interface TokenRules {
  /** `iss`, letter for letter. */
  readonly issuer: string
  /** One of `aud`: us. */
  readonly audience: string
  readonly types: readonly TokenType[]
  /** How far the issuer's clock and ours may be apart, ms. */
  readonly skewMs: number
  /** Longest time from `iat` to `exp`, ms. */
  readonly longestLifeMs: number
}

/** Whom a verified token is about. */
export interface TokenFacts {
  readonly subject: string
  /** The program that the token was given to; an issuer of plain JWTs need not say. */
  readonly client: string | undefined
  /** `jti`; as above. */
  readonly id: string | undefined
  /** The moment from which the token is refused for its age. */
  readonly until: Date
}

/** Claims that only an ID token has (OpenID Connect Core 1.0 section 2): it tells a client who is there and opens no door. */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash']

const MAX_TEXT = 255

/**
 * Judges the claims of a token whose signature was verified: RFC 9068 sections 2.2 and 4, and where the issuer's plain JWTs are
 * taken, what they must have in common with that.
 *
 * @throws KhorgosError AUTH_INVALID, AUTH_EXPIRED
 */
export function judgeClaims({ type, claims }: OpenedToken, rules: TokenRules, now: Date): TokenFacts {
  requireType(type, claims, rules.types)
  if (claims['iss'] !== rules.issuer) throw refusedToken('is of another issuer')
  if (!audiencesOf(claims['aud']).includes(rules.audience)) throw refusedToken('is meant for somebody else')
  // A token bound to a key (RFC 7800) would be worth nothing to a thief; taken like any other, it would be.
  if (Object.hasOwn(claims, 'cnf')) throw refusedToken('is bound to a key, whose proof is not asked for here')
  const until = requireTimes(claims, rules, now)
  const subject = shortText(claims, 'sub')
  const [client, id] = [shortText(claims, 'client_id') ?? shortText(claims, 'azp'), shortText(claims, 'jti')]
  if (subject === undefined) throw refusedToken('does not say whom it is about ("sub")')
  if (type === 'at+jwt' && (shortText(claims, 'client_id') === undefined || id === undefined))
    throw refusedToken('lacks "client_id" or "jti"')
  return { subject, client, id, until }
}

function requireType(type: string | undefined, claims: JsonObject, types: readonly TokenType[]): void {
  if (type === 'at+jwt' && types.includes('at+jwt')) return
  // An issuer that gives plain JWTs may leave `typ` out: RFC 7519 section 5.1 only recommends it.
  if ((type !== undefined && type !== 'jwt') || !types.includes('JWT'))
    throw refusedToken('is of another type than access tokens of its issuer are')
  const purpose = claims['typ']
  const isOther = purpose !== undefined && purpose !== 'Bearer'
  if (isOther || ID_TOKEN_CLAIMS.some((name) => Object.hasOwn(claims, name)))
    throw refusedToken('is no access token')
}

function audiencesOf(claim: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(claim) ? claim : claim === undefined ? [] : [claim]
}

/**
 * Judges `exp`, `iat` and `nbf`.
 *
 * @returns the moment from which the token is refused for its age
 * @throws KhorgosError AUTH_INVALID, AUTH_EXPIRED
 */
export function requireTimes(
  claims: JsonObject,
  rules: Pick<TokenRules, 'skewMs' | 'longestLifeMs'>,
  at: Date,
): Date {
  const now = at.getTime()
  const [expires, issued] = [milliseconds(claims, 'exp'), milliseconds(claims, 'iat')]
  if (expires === undefined || issued === undefined) throw refusedToken('lacks "exp" or "iat"')
  const from = Math.max(issued, milliseconds(claims, 'nbf') ?? issued)
  if (from > now + rules.skewMs) throw refusedToken('is not valid yet')
  if (expires <= issued) throw refusedToken('ends before it begins')
  if (expires - issued > rules.longestLifeMs) throw refusedToken('lives longer than is agreed')
  if (expires + rules.skewMs <= now) throw new KhorgosError('AUTH_EXPIRED', 'The token has expired.')
  return new Date(expires + rules.skewMs)
}

/** Seconds since 1970 (RFC 7519 section 2, NumericDate) as milliseconds; undefined where it is not there. */
function milliseconds(claims: JsonObject, name: string): number | undefined {
  const seconds = claims[name]
  if (seconds === undefined) return undefined
  if (typeof seconds !== 'number' || seconds < 0) throw refusedToken(`has a "${name}" that is no moment`)
  return seconds * 1000
}

/**
 * A claim that is a text; undefined where it is not there.
 *
 * @throws KhorgosError AUTH_INVALID for what is there and no text that can be kept and shown
 */
export function shortText(claims: JsonObject, name: string): string | undefined {
  if (claims[name] === undefined) return undefined
  const text = textAt(claims, name)
  if (text === undefined || text === '' || text.length > MAX_TEXT || /\p{Cc}/u.test(text))
    throw refusedToken(`has a "${name}" that is no text of 1 to ${MAX_TEXT} characters`)
  return text
}

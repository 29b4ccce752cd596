import { createHash } from 'node:crypto'
import type { Partner } from '../partners/partner.ts'
import { isCompromisedAt, isValidAt, type VerificationKey } from '../trust/keys.ts'
import { fitsToken, type TokenAlgorithm } from '../trust/tokens/algorithms.ts'
import { requireTimes, shortText } from '../trust/tokens/claims.ts'
import { openToken, refusedToken, verifyToken } from '../trust/tokens/compact.ts'

/** What a partner's system has shown: whose it is, and that it holds a key of that partner's. */
export interface Assertion {
  readonly partner: Partner
  /** Hex SHA-256 of the key's SubjectPublicKeyInfo. */
  readonly keyId: string
  /** SHA-256 of its `jti`. */
  readonly idSha256: Uint8Array
  /** After this it would be refused for its age. */
  readonly until: Date
}

export interface AssertionRules {
  /** What it may name in `aud`, and nothing beside: what was made for somebody else as well is that one's to use. */
  readonly audiences: readonly string[]
  readonly skewMs: number
  readonly longestLifeMs: number
}

/** What is called an access token is none of these; who says nothing says what OpenID Connect Core 1.0 section 9 asks for. */
const TYPES = [undefined, 'jwt', 'client-authentication+jwt']

/**
 * Verifies a client assertion (`private_key_jwt`: RFC 7523 section 3, OpenID Connect Core 1.0 section 9). The key is one of the
 * partner's file, by its id.
 *
 * @throws KhorgosError AUTH_INVALID, AUTH_EXPIRED
 */
export async function readAssertion(
  text: string,
  partners: ReadonlyMap<string, Partner>,
  rules: AssertionRules,
  now: Date,
): Promise<Assertion> {
  const token = openToken(text)
  const { claims } = token
  if (!TYPES.includes(token.type)) throw refusedToken('is no client assertion')
  const partner = partners.get(shortText(claims, 'iss') ?? '')
  const key = partner && clientKey(partner, token.keyId, token.algorithm, now)
  // Which of the two it was is nobody's business who holds no key.
  if (partner === undefined || key === undefined)
    throw refusedToken('is of a partner or a key that no partner file names')
  await verifyToken(token, key.publicKey)
  if (claims['sub'] !== partner.id) throw refusedToken('is about another one than it is of')
  if (!rules.audiences.some((audience) => audience === claims['aud']))
    throw refusedToken('is meant for somebody else')
  const until = requireTimes(claims, rules, now)
  const id = shortText(claims, 'jti')
  if (id === undefined) throw refusedToken('has no id ("jti")')
  return {
    partner,
    keyId: key.keyId,
    idSha256: createHash('sha256').update(id).digest(),
    until,
  }
}

/** The key of that id, where the partner may use it now. */
export function clientKey(
  { clientKeys }: Partner,
  keyId: string,
  algorithm: TokenAlgorithm,
  now: Date,
): VerificationKey | undefined {
  return clientKeys.find(
    (key) =>
      key.keyId === keyId &&
      isValidAt(key, now) &&
      !isCompromisedAt(key, now) &&
      fitsToken(algorithm, key.publicKey),
  )
}

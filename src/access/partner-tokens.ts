import { createPublicKey } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import { textAt } from '../model/json-access.ts'
import { newId } from '../model/new-id.ts'
import type { Partner } from '../partners/partner.ts'
import type { ShownAssertion } from '../store/client-assertions.ts'
import { isCompromisedAt, isValidAt, type SigningKey } from '../trust/keys.ts'
import { judgeClaims } from '../trust/tokens/claims.ts'
import { openToken, refusedToken, verifyToken } from '../trust/tokens/compact.ts'
import { signToken, type TokenKey } from '../trust/tokens/sign.ts'
import { readAssertion } from './client-assertion.ts'

/** Tokens of our own, for partners' systems that cannot do mutual TLS. */
export interface PartnerTokens {
  /**
   * Gives a token for a client assertion, which is used up by that.
   *
   * @throws KhorgosError AUTH_INVALID, AUTH_EXPIRED, STORE_UNAVAILABLE
   */
  give(assertion: string): Promise<GivenToken>
  /** @throws KhorgosError AUTH_INVALID, AUTH_EXPIRED */
  holderOf(token: string): Promise<Holder>
}

export interface GivenToken {
  readonly token: string
  /** Seconds. */
  readonly expiresIn: number
  readonly partner: string
  readonly keyId: string
}

/** Who holds a token of ours. */
export interface Holder {
  readonly partner: Partner
  /** Hex SHA-256 of the client key by which the token was got: it stands where a client certificate's key would. */
  readonly keyId: string
}

export interface PartnerTokensParts {
  /** Our own name in the tokens: the address of the door, as partners know it. */
  readonly issuer: string
  /** EC P-256. */
  readonly key: SigningKey
  readonly partners: ReadonlyMap<string, Partner>
  /** Uses an assertion up, for all nodes. @returns whether it was not used before */
  readonly spend: (assertion: ShownAssertion, now: Date) => Promise<boolean>
  readonly clock: () => Date
}

const SKEW_MS = 30_000
const LONGEST_ASSERTION_MS = 5 * 60_000
const TOKEN_SECONDS = 600

/** Claim that names the client key: a key that is taken out of a partner file ends its tokens too. */
const KEY_CLAIM = 'client_key'

/** @throws KhorgosError CONFIG_INVALID when the key is of another kind */
export function createPartnerTokens(parts: PartnerTokensParts): PartnerTokens {
  const { issuer, partners, spend, clock } = parts
  const key = tokenKey(parts.key)
  const publicKey = createPublicKey(key.privateKey)
  const assertionRules = {
    audiences: [issuer, `${issuer}/oauth2/token`],
    skewMs: SKEW_MS,
    longestLifeMs: LONGEST_ASSERTION_MS,
  }
  const tokenRules = {
    issuer,
    audience: issuer,
    types: ['at+jwt' as const],
    skewMs: SKEW_MS,
    longestLifeMs: TOKEN_SECONDS * 1000,
  }
  return {
    async give(text) {
      const now = clock()
      const { partner, keyId, idSha256, until } = await readAssertion(text, partners, assertionRules, now)
      if (!(await spend({ partner: partner.id, idSha256, until }, now)))
        throw refusedToken('was used before, and can be used once')
      const issued = Math.floor(now.getTime() / 1000)
      const claims = {
        iss: issuer,
        sub: partner.id,
        aud: issuer,
        client_id: partner.id,
        iat: issued,
        exp: issued + TOKEN_SECONDS,
        jti: newId(),
        [KEY_CLAIM]: keyId,
      }
      const token = await signToken(claims, 'at+jwt', key)
      return { token, expiresIn: TOKEN_SECONDS, partner: partner.id, keyId }
    },
    async holderOf(text) {
      const token = openToken(text)
      if (token.keyId !== key.keyId || token.algorithm !== key.algorithm)
        throw refusedToken('is none of ours')
      await verifyToken(token, publicKey)
      const now = clock()
      const { subject } = judgeClaims(token, tokenRules, now)
      const partner = partners.get(subject)
      const keyId = textAt(token.claims, KEY_CLAIM)
      const held = partner?.clientKeys.find((each) => each.keyId === keyId)
      if (partner === undefined || held === undefined || !isValidAt(held, now) || isCompromisedAt(held, now))
        throw refusedToken('was got by a key that no partner file names any more')
      return { partner, keyId: held.keyId }
    },
  }
}

function tokenKey({ keyId, privateKey, algorithm }: SigningKey): TokenKey {
  if (algorithm !== 'ecdsa-sha256')
    throw new KhorgosError('CONFIG_INVALID', 'The key gateway.token must be an EC P-256 key.')
  return { keyId, privateKey, algorithm: 'ES256' }
}

import type { KeyObject } from 'node:crypto'

/** An algorithm that a token may be signed with (RFC 7518 section 3.1, RFC 8037 section 3.1). */
export type TokenAlgorithm = (typeof TOKEN_ALGORITHMS)[number]

/** What is not here is refused whatever a key could do: `none`, every HMAC, and what nobody of ours needs. */
export const TOKEN_ALGORITHMS = ['ES256', 'PS256', 'RS256', 'EdDSA'] as const

/** NIST SP 800-131A, and where forgeries of badly checked padding start: as in `../algorithms.ts`. */
const MIN_RSA_BITS = 2048
const MIN_RSA_EXPONENT = 65_537n

const FITS: Readonly<Record<TokenAlgorithm, (key: KeyObject) => boolean>> = {
  ES256: ({ asymmetricKeyType, asymmetricKeyDetails }) =>
    asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1',
  PS256: isStrongRsa,
  RS256: isStrongRsa,
  EdDSA: ({ asymmetricKeyType }) => asymmetricKeyType === 'ed25519',
}

function isStrongRsa({ asymmetricKeyType, asymmetricKeyDetails: details = {} }: KeyObject): boolean {
  return (
    asymmetricKeyType === 'rsa' &&
    (details.modulusLength ?? 0) >= MIN_RSA_BITS &&
    (details.publicExponent ?? 0n) >= MIN_RSA_EXPONENT
  )
}

/** The algorithm of that name, undefined for one that is not allowed. */
export function tokenAlgorithm(name: unknown): TokenAlgorithm | undefined {
  return TOKEN_ALGORITHMS.find((known) => known === name)
}

/** Whether a public key may check signatures of this algorithm: the key decides what it is used for, and no header. */
export function fitsToken(algorithm: TokenAlgorithm, key: KeyObject): boolean {
  return key.type === 'public' && FITS[algorithm](key)
}

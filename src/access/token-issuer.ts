import type { TokenRules } from '../trust/tokens/claims.ts'

/** Somebody who vouches for people by tokens: an OpenID provider. */
export interface TokenIssuer {
  /** What we call it. */
  readonly id: string
  readonly rules: TokenRules
  readonly keys: KeySource
  readonly claims: ClaimPlaces
  /** It gives tokens to anybody. */
  readonly sandbox: boolean
}

/** Where an issuer publishes its keys. */
export interface KeySource {
  /** Its OpenID configuration says where (OpenID Connect Discovery 1.0 section 4); or the JWK Set itself. */
  readonly from: { readonly discovery: string } | { readonly jwks: string }
  /** `iss`: who the OpenID configuration must say that it is. */
  readonly issuer: string
  /** PEM of the authority that vouches for the address; absent: the public ones. */
  readonly authorityPem: string | undefined
}

/** Where in a token stands what we want to know; JSON Pointers (RFC 6901). */
export interface ClaimPlaces {
  readonly name: string
  readonly roles: MappedClaim
  readonly offices: MappedClaim
}

export interface MappedClaim {
  readonly place: string
  /** What each value of theirs means here; absent: values are our own words. */
  readonly map: ReadonlyMap<string, readonly string[]> | undefined
}

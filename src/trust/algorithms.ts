import type { KeyObject } from 'node:crypto'
import { KhorgosError } from '../errors.ts'

/** Everything about one allowed signature algorithm, looked up once and handed on. */
export interface SignatureAlgorithm {
  readonly name: 'ecdsa-sha256' | 'ecdsa-sha384' | 'rsa-sha256'
  /** SignatureMethod/@Algorithm (RFC 6931 sections 2.3.2 and 2.3.6). */
  readonly uri: string
  /** `alg` of a JWS (RFC 7518 section 3.1). */
  readonly jws: 'ES256' | 'ES384' | 'RS256'
  readonly hash: 'sha256' | 'sha384'
  readonly keyType: 'ec' | 'rsa'
  /** OpenSSL name of the one curve; undefined for RSA. */
  readonly curve: string | undefined
  /**
   * Bytes of a signature value: r and s side by side (XMLDSig 1.1 section 6.4.3, RFC 7518 section 3.4), never DER;
   * undefined for RSA: its modulus.
   */
  readonly valueBytes: number | undefined
}

/** Every algorithm a signature may use, ours and a partner's. What is not here is refused: SHA-1, DSA, HMAC, and the rest. */
export const SIGNATURE_ALGORITHMS: readonly SignatureAlgorithm[] = [
  {
    name: 'ecdsa-sha256',
    uri: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
    jws: 'ES256',
    hash: 'sha256',
    keyType: 'ec',
    curve: 'prime256v1',
    valueBytes: 64,
  },
  {
    name: 'ecdsa-sha384',
    uri: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384',
    jws: 'ES384',
    hash: 'sha384',
    keyType: 'ec',
    curve: 'secp384r1',
    valueBytes: 96,
  },
  {
    name: 'rsa-sha256',
    uri: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    jws: 'RS256',
    hash: 'sha256',
    keyType: 'rsa',
    curve: undefined,
    valueBytes: undefined,
  },
]

/** NIST SP 800-131A: nothing below 112 bits of security. */
const MIN_RSA_BITS = 2048

/** Small exponents are where forgeries of badly checked padding start (CVE-2006-4339 and its grandchildren). */
const MIN_RSA_EXPONENT = 65_537n

export function algorithmByUri(uri: string): SignatureAlgorithm | undefined {
  return SIGNATURE_ALGORITHMS.find((row) => row.uri === uri)
}

export function algorithmByJws(alg: string): SignatureAlgorithm | undefined {
  return SIGNATURE_ALGORITHMS.find((row) => row.jws === alg)
}

/** @throws KhorgosError INTERNAL when the table has no such row */
export function algorithmByName(name: SignatureAlgorithm['name']): SignatureAlgorithm {
  const row = SIGNATURE_ALGORITHMS.find((each) => each.name === name)
  if (row === undefined) throw new KhorgosError('INTERNAL', `No algorithm ${name}`)
  return row
}

/** The one algorithm a key signs with, undefined for a key that is not allowed. */
export function algorithmOfKey(key: KeyObject): SignatureAlgorithm | undefined {
  return SIGNATURE_ALGORITHMS.find((row) => fits(row, key))
}

/** Whether a key may make or check signatures of this algorithm. */
export function fits(algorithm: SignatureAlgorithm, key: KeyObject): boolean {
  if (key.asymmetricKeyType !== algorithm.keyType) return false
  const details = key.asymmetricKeyDetails ?? {}
  if (algorithm.keyType === 'ec') return details.namedCurve === algorithm.curve
  return (details.modulusLength ?? 0) >= MIN_RSA_BITS && (details.publicExponent ?? 0n) >= MIN_RSA_EXPONENT
}

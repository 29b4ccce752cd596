import { inflateRawSync } from 'node:zlib'
import { KhorgosError } from '../../../errors.ts'
import { type BundleCheck, CheckList, type Verdict } from '../../../evidence/check-list.ts'
import { parseStrictJson } from '../../../model/strict-json.ts'
import { algorithmOfKey } from '../../../trust/algorithms.ts'
import { readBase64Url } from '../../../trust/base64.ts'
import { type Jws, PRESENTATION_TYPE, verifyJws } from '../../../trust/jws.ts'
import { isCompromisedAt, isValidAt, type VerificationKey } from '../../../trust/keys.ts'
import { type Presentation, unpack } from './content.ts'
import { textOfDigits } from './digits.ts'
import { LONGEST_VALIDITY_MS, PRESENTATION_ALGORITHM } from './present.ts'

export interface PresentationVerdict {
  readonly verdict: Verdict
  /** What a trusted key signed; undefined when none did, or what it signed is no checklist. */
  readonly presentation: Presentation | undefined
  /** Id of the key that signed. */
  readonly keyId: string | undefined
  readonly checks: readonly BundleCheck[]
}

/** Digits that the largest QR code holds (version 40, level L): whatever is longer did not come off one. */
const MAX_TEXT = 7089

/** More than any list that fits a code unfolds to, and too little to hurt. */
const MAX_CONTENT = 16_384

/** Clocks of two offices differ. */
const CLOCK_SKEW_MS = 300_000

/**
 * Verifies what a QR code held, without network and database. Everything about the text is hostile until a key that the caller
 * trusts has signed it; only then is it unfolded. Never throws for a bad text: what is wrong is a check that failed.
 *
 * @param text digits off the code, or the compact JWS that they stand for
 * @param keys whose presentations are accepted; the text brings no key along and chooses no algorithm
 */
export function verifyPresentation(
  text: string,
  keys: readonly VerificationKey[],
  now: Date,
): PresentationVerdict {
  const checks = new CheckList()
  const jws = checks.attempt('presentation-form', 'the text is a signed presentation', () =>
    readCompact(text),
  )
  const key =
    jws && checks.attempt('presentation-signature', 'a trusted key signed it', () => signerOf(jws, keys, now))
  const presentation =
    jws &&
    key &&
    checks.attempt('presentation-content', 'what was signed is a load checklist', () => contentOf(jws))
  if (presentation && key)
    checks.attempt('presentation-time', 'it is valid now', () => requireTime(presentation, key, now))
  return { verdict: checks.verdict, presentation, keyId: key?.keyId, checks: checks.checks }
}

/**
 * What a code says that was verified before. @returns undefined for a text that says nothing
 */
export function presentedIn(text: string): Presentation | undefined {
  try {
    return contentOf(readCompact(text))
  } catch {
    return undefined
  }
}

function contentOf({ payload }: Jws): Presentation {
  return unpack(parseStrictJson(inflated(payload)))
}

function readCompact(text: string): Jws {
  if (text.length > MAX_TEXT) throw invalid(`it has more than ${MAX_TEXT} characters`)
  const compact = /^\d+$/.test(text) ? textOfDigits(text) : text
  const parts = (compact ?? '').split('.')
  const [protectedHeader, payload, signature] = parts.map(readBase64Url)
  if (parts.length !== 3 || protectedHeader === undefined || payload === undefined || signature === undefined)
    throw invalid('it is not three parts in base64url, as text or as digits')
  return { protectedHeader, payload, signature }
}

function signerOf(jws: Jws, keys: readonly VerificationKey[], now: Date): VerificationKey {
  const usable = keys.filter(({ publicKey }) => algorithmOfKey(publicKey)?.jws === PRESENTATION_ALGORITHM)
  for (const key of usable) if (isSignedBy(jws, key)) return notCompromised(key, now)
  throw new KhorgosError('SIGNER_UNKNOWN', 'The signature names none of the keys that are trusted')
}

/** @throws KhorgosError for everything but another key: that may still come. */
function isSignedBy(jws: Jws, key: VerificationKey): boolean {
  try {
    verifyJws(jws, key, PRESENTATION_TYPE)
    return true
  } catch (thrown) {
    if (thrown instanceof KhorgosError && thrown.code === 'SIGNER_UNKNOWN') return false
    throw thrown
  }
}

/** When it was signed only the signer says: once somebody else has the key, he says what he likes. */
function notCompromised(key: VerificationKey, now: Date): VerificationKey {
  if (isCompromisedAt(key, now))
    throw new KhorgosError('SIGNER_COMPROMISED', 'The key that signed it is stated as compromised')
  return key
}

function inflated(payload: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(payload, { maxOutputLength: MAX_CONTENT })
  } catch (cause) {
    throw invalid(`its content is not DEFLATE of at most ${MAX_CONTENT} bytes`, cause)
  }
}

function requireTime({ issued, validUntil }: Presentation, key: VerificationKey, now: Date): void {
  const [from, to] = [issued.getTime(), validUntil.getTime()]
  if (!(from < to && to - from <= LONGEST_VALIDITY_MS))
    throw expired('it claims to be valid for no time, or for too long')
  if (now.getTime() + CLOCK_SKEW_MS < from) throw expired(`it begins at ${issued.toISOString()}`)
  if (to < now.getTime()) throw expired(`it ended at ${validUntil.toISOString()}`)
  if (!isValidAt(key, issued)) throw expired('its key was not valid when it was signed')
}

function expired(why: string): KhorgosError {
  return new KhorgosError('PRESENTATION_EXPIRED', `The presentation is not valid now: ${why}`)
}

function invalid(why: string, cause?: unknown): KhorgosError {
  return new KhorgosError('PRESENTATION_INVALID', `The text presents no load checklist: ${why}`, { cause })
}

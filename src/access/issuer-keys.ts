import type { KeyObject } from 'node:crypto'
import { asKhorgosError, CODES, KhorgosError } from '../errors.ts'
import { asObject, textAt } from '../model/json-access.ts'
import type { JsonValue } from '../model/json.ts'
import type { DocumentFetcher } from '../transports/documents.ts'
import type { TokenAlgorithm } from '../trust/tokens/algorithms.ts'
import { readKeySet, type KeySet } from '../trust/tokens/key-set.ts'
import { bearsSandboxMark } from './sandbox-mark.ts'
import type { KeySource } from './token-issuer.ts'

/** The keys that a token issuer publishes, kept for a while. */
export interface IssuerKeys {
  /**
   * @returns undefined when the issuer says that it has no such key
   * @throws KhorgosError AUTH_UNAVAILABLE when nobody can tell
   */
  find(keyId: string, algorithm: TokenAlgorithm): Promise<KeyObject | undefined>
}

export interface IssuerKeysParts {
  readonly source: KeySource
  readonly fetcher: Pick<DocumentFetcher, 'get'>
  readonly sandbox: boolean
  readonly clock: () => Date
  /** Told each time the keys could not be had. */
  readonly onFault: (error: KhorgosError) => void
}

/** After this keys are asked for again, and the known ones serve only while their issuer cannot be reached. */
const FRESH_MS = 10 * 60_000
/** After this a key that may have been withdrawn serves no longer, however long the issuer cannot be reached. */
const KEPT_MS = 60 * 60_000
/** The issuer is not asked more often, whatever key ids strangers make up. */
const COOL_DOWN_MS = 30_000
/** Nor when it has failed; but whoever waits for it should not wait for long. */
const FAILED_COOL_DOWN_MS = 5_000

/** Keys are fetched when they are first needed, so that we start without the issuer. One fetch at a time, shared by all. */
export function createIssuerKeys(parts: IssuerKeysParts): IssuerKeys {
  const now = (): number => parts.clock().getTime()
  let known: { readonly keys: KeySet; readonly at: number } | undefined
  let tried: { readonly at: number; readonly failed: boolean } | undefined
  let fetching: Promise<void> | undefined

  const fetchNow = async (): Promise<void> => {
    try {
      // What was asked for now may be the state of now at best.
      const at = now()
      known = { keys: await fetchKeys(parts), at }
      tried = { at: now(), failed: false }
    } catch (thrown) {
      tried = { at: now(), failed: true }
      parts.onFault(asKhorgosError(thrown))
    } finally {
      fetching = undefined
    }
  }
  /** Never throws. */
  const refresh = (): Promise<void> => {
    if (fetching !== undefined) return fetching
    const pause = tried?.failed === true ? FAILED_COOL_DOWN_MS : COOL_DOWN_MS
    if (tried !== undefined && within(now() - tried.at, pause)) return Promise.resolve()
    return (fetching = fetchNow())
  }
  const held = (maxAge: number): KeySet | undefined =>
    known !== undefined && within(now() - known.at, maxAge) ? known.keys : undefined

  return {
    async find(keyId, algorithm) {
      const fresh = held(FRESH_MS)?.find(keyId, algorithm)
      if (fresh !== undefined) return fresh
      const wasAway = tried?.failed === true
      const refreshed = refresh()
      const stale = held(KEPT_MS)?.find(keyId, algorithm)
      // An issuer that was away a moment ago is asked beside: nobody waits for it whose key still serves.
      if (stale !== undefined && wasAway) return stale
      await refreshed
      const keys = held(KEPT_MS)
      const found = keys?.find(keyId, algorithm)
      // The issuer may have this key by now: that it cannot be asked makes the token neither right nor wrong.
      if (found === undefined && (keys === undefined || tried?.failed === true))
        throw new KhorgosError('AUTH_UNAVAILABLE', CODES.AUTH_UNAVAILABLE.title, {
          retryAfter: FAILED_COOL_DOWN_MS / 1000,
        })
      return found
    },
  }
}

/** A clock that was set back makes nothing younger. */
const within = (age: number, limit: number): boolean => age >= 0 && age < limit

async function fetchKeys({ source, fetcher, sandbox }: IssuerKeysParts): Promise<KeySet> {
  const address =
    'jwks' in source.from
      ? source.from.jwks
      : keysAddress(await fetcher.get(source.from.discovery), source, sandbox)
  const content = await fetcher.get(address)
  requireSameWorld(content, sandbox)
  return readKeySet(content)
}

/** OpenID Connect Discovery 1.0 section 4.3: a configuration that names another issuer is another's. */
function keysAddress(content: JsonValue, { issuer }: KeySource, sandbox: boolean): string {
  requireSameWorld(content, sandbox)
  const configuration = asObject(content)
  if (textAt(configuration, 'issuer') !== issuer)
    throw new KhorgosError('AUTH_UNAVAILABLE', `The OpenID configuration is not that of ${issuer}.`)
  const address = textAt(configuration, 'jwks_uri')
  if (address === undefined)
    throw new KhorgosError('AUTH_UNAVAILABLE', `The OpenID configuration of ${issuer} has no jwks_uri.`)
  return address
}

function requireSameWorld(content: JsonValue, sandbox: boolean): void {
  if (bearsSandboxMark(content) && !sandbox)
    throw new KhorgosError('AUTH_UNAVAILABLE', 'This is a sandbox issuer, and we are not the sandbox.')
}

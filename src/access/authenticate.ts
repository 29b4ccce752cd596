import { createHash } from 'node:crypto'
import type { KhorgosError } from '../errors.ts'
import { textAt } from '../model/json-access.ts'
import { valueAt } from '../model/json-pointer.ts'
import type { JsonObject } from '../model/json.ts'
import { truncate } from '../model/truncate.ts'
import { createDocumentFetcher, type DocumentFetcher } from '../transports/documents.ts'
import { judgeClaims, type TokenFacts } from '../trust/tokens/claims.ts'
import { openToken, refusedToken, verifyToken, type OpenedToken } from '../trust/tokens/compact.ts'
import { createIssuerKeys, type IssuerKeys } from './issuer-keys.ts'
import type { Person } from './person.ts'
import { bearsSandboxMark } from './sandbox-mark.ts'
import type { MappedClaim, TokenIssuer } from './token-issuer.ts'

/** Tells who comes with a token. */
export interface Authenticator {
  /** @throws KhorgosError AUTH_INVALID, AUTH_EXPIRED, AUTH_UNAVAILABLE */
  personOf(token: string): Promise<Person>
  close(): Promise<void>
}

export interface AuthenticatorParts {
  readonly issuers: readonly TokenIssuer[]
  readonly clock: () => Date
  /** Told when the keys of an issuer cannot be had. */
  readonly onFault: (issuer: string, error: KhorgosError) => void
  /** How documents of an issuer are fetched; over the network where absent. */
  readonly fetcherFor?: (issuer: TokenIssuer) => DocumentFetcher
}

export function createAuthenticator(parts: AuthenticatorParts): Authenticator {
  const { clock, fetcherFor = ({ keys }) => createDocumentFetcher(keys) } = parts
  const opened = parts.issuers.map((issuer) => ({ issuer, fetcher: fetcherFor(issuer) }))
  const known = new Map(
    opened.map(({ issuer, fetcher }) => {
      const onFault = (error: KhorgosError): void => parts.onFault(issuer.id, error)
      const { keys: source, sandbox } = issuer
      return [
        issuer.rules.issuer,
        { issuer, keys: createIssuerKeys({ source, sandbox, fetcher, clock, onFault }) },
      ]
    }),
  )
  return {
    async personOf(text) {
      const token = openToken(text)
      // Whose it claims to be only chooses whose keys it has to be signed with.
      const from = known.get(textAt(token.claims, 'iss') ?? '')
      if (from === undefined) throw refusedToken('is of an issuer that nobody here knows')
      await requireSigned(token, from.keys)
      const facts = judgeClaims(token, from.issuer.rules, clock())
      if (bearsSandboxMark(token.claims) && !from.issuer.sandbox)
        throw refusedToken('is one of a sandbox, and this is not the sandbox')
      return personIn(token.claims, facts, from.issuer)
    },
    close: async () => void (await Promise.all(opened.map(({ fetcher }) => fetcher.close()))),
  }
}

async function requireSigned(token: OpenedToken, keys: IssuerKeys): Promise<void> {
  const key = await keys.find(token.keyId, token.algorithm)
  if (key === undefined) throw refusedToken('names a key that its issuer does not have for that algorithm')
  await verifyToken(token, key)
}

const ROLE = /^[a-z][a-z0-9-]{0,62}$/
const OFFICE = /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/
const MAX_NAME = 200

function personIn(
  claims: JsonObject,
  { subject, until }: TokenFacts,
  { rules, claims: places }: TokenIssuer,
): Person {
  const name = valueAt(claims, places.name)
  return {
    subject,
    issuer: rules.issuer,
    ...(typeof name === 'string' && name !== '' && { name: shown(name, MAX_NAME) }),
    roles: wordsIn(claims, places.roles, ROLE),
    offices: wordsIn(claims, places.offices, OFFICE),
    until,
  }
}

/** A token that says more than this of one thing was not made for us. */
const MAX_VALUES = 500

/** Values that mean nothing here are passed over: issuers tell of all groups that somebody is in. */
function wordsIn(claims: JsonObject, { place, map }: MappedClaim, form: RegExp): ReadonlySet<string> {
  const found = valueAt(claims, place) ?? []
  const values = Array.isArray(found) ? found : [found]
  if (values.length > MAX_VALUES || !values.every((each) => typeof each === 'string'))
    throw refusedToken(`has at ${place} what is neither a text nor a list of at most ${MAX_VALUES} texts`)
  return new Set(
    values.flatMap((value) =>
      map === undefined ? (form.test(value) ? [value] : []) : (map.get(value) ?? []),
    ),
  )
}

/** What a refused token said of itself: nothing of it is true, but somebody may recognise it. */
export interface Claimed {
  /** Hex SHA-256 of the whole token. */
  readonly tokenSha256: string
  readonly issuer?: string
  readonly subject?: string
  readonly client?: string
  readonly id?: string
}

const MAX_CLAIMED = 200

/** Never throws; what cannot be read is left out. */
export function claimedBy(text: string): Claimed {
  const tokenSha256 = createHash('sha256').update(text).digest('hex')
  const claims = claimsOf(text)
  const member = (name: string): string | undefined => {
    const value = textAt(claims, name)
    return value === undefined ? undefined : shown(value, MAX_CLAIMED)
  }
  const [issuer, subject, client, id] = ['iss', 'sub', 'client_id', 'jti'].map(member)
  return {
    tokenSha256,
    ...(issuer !== undefined && { issuer }),
    ...(subject !== undefined && { subject }),
    ...(client !== undefined && { client }),
    ...(id !== undefined && { id }),
  }
}

function claimsOf(text: string): JsonObject {
  try {
    return openToken(text).claims
  } catch {
    return {} // what the gate does not let pass is not looked into
  }
}

const shown = (text: string, length: number): string => truncate(text.replace(/\p{Cc}/gu, ' '), length)

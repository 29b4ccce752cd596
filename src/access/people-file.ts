import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { KhorgosError } from '../errors.ts'
import { milliseconds } from '../model/duration.ts'
import { type DataFile, dataFileReader, type DataPath, inWords } from '../model/data-file.ts'
import { isFetchable } from '../transports/documents.ts'
import type { TokenType } from '../trust/tokens/claims.ts'
import type { MappedClaim, TokenIssuer } from './token-issuer.ts'

/** As `schemas/people.schema.json` allows it. */
interface PeopleContent {
  readonly audience: string
  readonly partnerTokens?: { readonly issuer: string }
  readonly tokenIssuers: readonly IssuerContent[]
}

interface IssuerContent {
  readonly id: string
  readonly issuer: string
  readonly keys?: string
  readonly authority?: string
  readonly types?: readonly TokenType[]
  readonly skew?: string
  readonly longestLife?: string
  readonly name?: string
  readonly roles: ClaimContent
  readonly offices: ClaimContent
  readonly sandbox?: true
}

interface ClaimContent {
  readonly claim: string
  readonly map?: Readonly<Record<string, readonly string[]>>
}

export interface PeopleFileParts {
  readonly file: string
  /** Certificate folder. */
  readonly certificates: string
  /** Folder that holds `people.schema.json`. */
  readonly schemas: string
  /** Whether an issuer may be one that gives tokens to anybody. */
  readonly sandbox: boolean
}

/** What a people file says. */
export interface People {
  readonly tokenIssuers: readonly TokenIssuer[]
  /** Our own name in tokens for partners' systems; undefined where we give none. */
  readonly ownIssuer: string | undefined
}

const DEFAULT_SKEW = '30s'
/** Longer than any shift. */
const DEFAULT_LONGEST_LIFE = '24h'

/**
 * Reads the people file.
 *
 * @throws KhorgosError CONFIG_INVALID listing all that is wrong, each with file and line
 */
export function loadPeople(parts: PeopleFileParts): People {
  const read = dataFileReader<PeopleContent>(join(parts.schemas, 'people.schema.json'))
  const result = read(basename(parts.file), readFileSync(parts.file, 'utf8'))
  const problems = 'problems' in result ? result.problems.map(inWords) : problemsOf(result.file, parts)
  if ('problems' in result || problems.length > 0)
    throw new KhorgosError('CONFIG_INVALID', `People file: ${problems.join('; ')}.`)
  const { audience, tokenIssuers, partnerTokens } = result.file.content
  return {
    tokenIssuers: tokenIssuers.map((each) => issuerOf(each, audience, parts.certificates)),
    ownIssuer: partnerTokens?.issuer,
  }
}

function problemsOf({ content, at }: DataFile<PeopleContent>, parts: PeopleFileParts): string[] {
  const all = content.tokenIssuers
  return all.flatMap((each, place) => {
    const problem = (key: keyof IssuerContent, sentence: string): string =>
      `${at(pathTo(place, key))}: ${each.id} ${sentence}`
    const earlier = all.slice(0, place)
    return [
      ...(earlier.some(({ id }) => id === each.id) ? [problem('id', 'is there twice')] : []),
      ...(earlier.some(({ issuer }) => issuer === each.issuer)
        ? [problem('issuer', 'has the issuer of an earlier one')]
        : []),
      ...(each.issuer === content.partnerTokens?.issuer ? [problem('issuer', 'has our own name')] : []),
      ...(['issuer', 'keys'] as const)
        .filter((key) => each[key] !== undefined && !isFetchable(each[key]))
        .map((key) => problem(key, `has an address that is neither https nor on this machine`)),
      ...(each.authority !== undefined && pemOf(parts.certificates, each.authority) === undefined
        ? [problem('authority', `names ${each.authority}, which is no certificate of the certificate folder`)]
        : []),
      ...(each.sandbox === true && !parts.sandbox
        ? [problem('sandbox', 'gives tokens to anybody, and this is not the sandbox')]
        : []),
    ]
  })
}

const pathTo = (place: number, key: string): DataPath => ['tokenIssuers', place, key]

function issuerOf(content: IssuerContent, audience: string, certificates: string): TokenIssuer {
  const { id, issuer, keys, authority, sandbox = false } = content
  return {
    id,
    rules: {
      issuer,
      audience,
      types: content.types ?? ['at+jwt'],
      skewMs: milliseconds(content.skew ?? DEFAULT_SKEW),
      longestLifeMs: milliseconds(content.longestLife ?? DEFAULT_LONGEST_LIFE),
    },
    keys: {
      issuer,
      from: keys === undefined ? { discovery: discoveryOf(issuer) } : { jwks: keys },
      authorityPem: authority === undefined ? undefined : pemOf(certificates, authority),
    },
    claims: {
      name: content.name ?? '/name',
      roles: mapped(content.roles),
      offices: mapped(content.offices),
    },
    sandbox,
  }
}

/** OpenID Connect Discovery 1.0 section 4.1. */
function discoveryOf(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
}

function mapped({ claim, map }: ClaimContent): MappedClaim {
  return { place: claim, map: map && new Map(Object.entries(map)) }
}

function pemOf(folder: string, name: string): string | undefined {
  try {
    const text = readFileSync(join(folder, name), 'utf8')
    return text.includes('-----BEGIN CERTIFICATE-----') ? text : undefined
  } catch {
    return undefined
  }
}

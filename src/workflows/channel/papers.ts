import { skeleton } from '../../model/homoglyphs.ts'
import { STATUSES } from '../../model/document-status.ts'
import type { GoodsDeclaration } from '../../model/generated/goods-declaration.ts'
import type { JsonObject } from '../../model/json.ts'
import type { Tx } from '../../store/database.ts'
import type { LostKey } from '../../store/ledger/key-losses.ts'
import { type QuotedPaper, quotedPapers } from '../../store/ledger/quoted-papers.ts'
import type { Basis } from '../cases/entry.ts'
import type { VerifiedFacts } from './project.ts'
import { ORIGIN_TYPES, quotedIn } from './quoted.ts'

/** How the papers that a declaration quotes stand in the ledger, and the records that say so. */
export interface PapersKnown {
  /** In the form of the facts of a channel; papers of which nobody has told are not among them. */
  readonly papers: readonly JsonObject[]
  readonly basis: readonly Basis[]
}

type PaperStatus = NonNullable<VerifiedFacts['papers']>[number]['status']

/** The hub document of which certificates of origin are facts. */
const CERTIFICATE = 'certificate-of-origin'

/**
 * Certificates of origin are named by their numbers; who issued them is the customs of a country that the goods come from.
 *
 * @param at when the declaration is looked at: a certificate may have ended before
 * @param lostKeys what they signed since may be anybody's
 * @returns undefined when nothing is known of any
 */
export async function papersKnown(
  db: Tx,
  declaration: GoodsDeclaration,
  { at, lostKeys }: { readonly at: Date; readonly lostKeys: readonly LostKey[] },
): Promise<PapersKnown | undefined> {
  const certificates = quotedIn(declaration).filter(({ kind }) => ORIGIN_TYPES.has(kind))
  const issuers = originsOf(declaration)
  const names = [...new Set(certificates.map(({ id }) => skeleton(id)))].flatMap((number) =>
    issuers.map((issuer) => ({ kind: CERTIFICATE, issuer, number })),
  )
  const found = names.length === 0 ? [] : await quotedPapers(db, names)
  if (found.length === 0) return undefined
  const day = at.toISOString().slice(0, 10)
  const papers = certificates.flatMap(({ kind, id }): JsonObject[] => {
    const own = found.filter(({ number }) => number === skeleton(id))
    const [first] = own
    // Of two documents of one number nobody can say which is meant.
    return first === undefined
      ? []
      : [{ kind, id, status: own.length > 1 ? 'unknown' : statusOf(first, day, lostKeys) }]
  })
  return {
    papers,
    basis: found.map(({ basis, keyId }) => ({ index: basis, keyId: hex(keyId) })),
  }
}

function originsOf({ goodsShipment }: GoodsDeclaration): readonly string[] {
  const { originCountryCode, exportCountryCode, goodsItems } = goodsShipment
  const all = [...goodsItems.map(({ origin }) => origin?.countryCode), originCountryCode, exportCountryCode]
  return [...new Set(all.flatMap((country) => country ?? []))]
}

function statusOf(paper: QuotedPaper, day: string, lostKeys: readonly LostKey[]): PaperStatus {
  const lost = lostKeys.find(({ keyId }) => keyId === hex(paper.keyId))
  if (lost !== undefined && paper.knownAt >= lost.since) return 'unknown'
  const status = STATUSES.find((each) => each === paper.status)
  if (status === 'in-force') return paper.lastDay !== null && paper.lastDay < day ? 'expired' : status
  // What does not originate where it says is refused the preference.
  return status === 'not-originating' ? 'refused' : (status ?? 'unknown')
}

const hex = (keyId: Uint8Array | null): string | undefined =>
  keyId === null ? undefined : Buffer.from(keyId).toString('hex')

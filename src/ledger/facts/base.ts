import { skeleton } from '../../model/homoglyphs.ts'
import type { IssueRule, Partner } from '../../partners/partner.ts'
import { type DocumentKey, type FactContent, keyOf } from './fact.ts'
import { ruleFor } from './feed.ts'

/** The first certificate that a back-to-back one is built on. */

type Partners = { values(): Iterable<Pick<Partner, 'agreement'>> }

/**
 * Its key, where it is established which document that is: the issuer is stated, or the number has the form of one issuer's
 * only. A number alone names a document of each country.
 */
export function baseKeyOf(
  { key, base, baseIssuer }: Pick<FactContent, 'key' | 'base' | 'baseIssuer'>,
  partners: Partners,
): DocumentKey | undefined {
  if (base === undefined) return undefined
  const named = { ...key, number: base }
  const issuer = baseIssuer ?? onlyIssuerOf(named, partners)
  return issuer === undefined ? undefined : keyOf({ ...named, issuer })
}

/** The one issuer whose partner vouches for documents with such a number; undefined where there are several, or none. */
export function onlyIssuerOf(
  { kind, series, number }: Pick<DocumentKey, 'kind' | 'series' | 'number'>,
  partners: Partners,
): string | undefined {
  const rules: readonly IssueRule[] = [...partners.values()].flatMap(({ agreement }) => agreement.issues)
  const issuers = new Set(
    rules
      .filter((rule) => ruleFor({ kind, issuer: rule.issuer, series, number: skeleton(number) }, [rule]))
      .map(({ issuer }) => issuer),
  )
  return issuers.size === 1 ? [...issuers][0] : undefined
}

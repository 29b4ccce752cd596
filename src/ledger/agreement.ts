import type { KindName } from './fact.ts'

/** What of an agreement the ledger goes by; partner files have more to say. */

/** Documents that a partner vouches for: what it says of others enters nothing. */
export interface IssueRule {
  readonly kind: KindName
  /** Country of the issuing bodies, ISO 3166 alpha-2. */
  readonly issuer: string
  /** Forms of certificates; none for kinds without. */
  readonly forms: readonly string[]
  /** What a number looks like, anchored. */
  readonly number: RegExp | undefined
  /** Names of the bodies that may issue; undefined: whoever the partner says. */
  readonly authorities: readonly string[] | undefined
  /** How long a document is valid that does not say it. */
  readonly validMonths: number | undefined
  /** How long after the goods have left a document may still be issued. */
  readonly retroactiveMonths: number | undefined
}

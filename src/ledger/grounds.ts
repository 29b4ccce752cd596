import type { IssueRule, Partner } from '../partners/partner.ts'
import { standingOf } from './balances.ts'
import type { Case } from './checks.ts'
import { type Fact, keyOf } from './fact.ts'
import { ruleFor } from './feed.ts'
import type { Known } from './known.ts'

/**
 * What a document is judged by, whoever asks about it.
 *
 * @param asOf past moment as which it is looked at
 */
export function groundsOf(
  fact: Fact,
  known: Known,
  partners: ReadonlyMap<string, Partner>,
  asOf?: Date,
): Omit<Case, 'question' | 'at'> {
  const { key, base } = fact.content
  return {
    fact,
    base: base === undefined ? undefined : known.findBase(keyOf({ ...key, number: base }), asOf),
    issue: ruleFor(key, rulesOf(partners.get(fact.source))),
    compromised: NO_KEYS,
    standingOf: (counted) => standingOf(fact, counted, known, asOf),
  }
}

function rulesOf(source: Partner | undefined): readonly IssueRule[] {
  return source?.agreement.issues ?? []
}

/** No partner has told us of a key that it lost. */
const NO_KEYS: ReadonlyMap<string, Date> = new Map()

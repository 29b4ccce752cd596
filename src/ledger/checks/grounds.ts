import type { IssueRule, Partner } from '../../partners/partner.ts'
import { standingOf } from '../write-offs/balances.ts'
import type { Case } from './checks.ts'
import { baseKeyOf } from '../facts/base.ts'
import { ruleFor } from '../facts/feed.ts'
import type { JudgeParts } from '../judge-parts.ts'
import type { Known } from '../known.ts'
import type { Seen } from '../questions/seen.ts'

/**
 * What a document is judged by, whoever asks about it.
 *
 * @param asOf past moment as which it is looked at
 */
export function groundsOf(
  { fact, paper }: Seen,
  known: Known,
  { partners, compromised }: Pick<JudgeParts, 'partners' | 'compromised'>,
  asOf?: Date,
): Omit<Case, 'question' | 'at'> {
  const { key } = fact.content
  const base = baseKeyOf(fact.content, partners)
  return {
    fact,
    paper,
    base: base && known.find(base, asOf),
    issue: ruleFor(key, rulesOf(partners.get(fact.source))),
    compromised,
    standingOf: (counted) => standingOf(fact, counted, known, asOf),
  }
}

function rulesOf(source: Partner | undefined): readonly IssueRule[] {
  return source?.agreement.issues ?? []
}

import { KhorgosError } from '../../errors.ts'
import { parseAnswer, parseWriteOff } from '../../model/statements.ts'
import type { Partner } from '../../partners/partner.ts'
import type { Tx } from '../../store/database.ts'
import { factWithPrevious } from '../../store/ledger/facts.ts'
import type { Recall, ReliedOnEdition } from '../../store/ledger/recalls.ts'
import { ruleFor } from '../facts/feed.ts'
import { askRuleFor } from '../questions/question.ts'
import { factOf } from '../read-known.ts'
import { concernsAnswer, concernsWriteOff, type Editions } from './newer-edition.ts'

/** Whom a newer edition concerns, told from what is kept: facts, and the statements that agencies were given. */

type Partners = Pick<ReadonlyMap<string, Partner>, 'get'>

/** The edition that a recall is about, and the one before. */
export async function editionsOf(db: Tx, { factPosition }: Recall, partners: Partners): Promise<Editions> {
  const [fact, previous] = await factWithPrevious(db, factPosition)
  if (fact === undefined || previous === undefined)
    throw new KhorgosError('INTERNAL', `Fact ${factPosition} is no newer edition of anything.`)
  const { content: after, source } = factOf(fact)
  const issue = ruleFor(after.key, partners.get(source)?.agreement.issues ?? [])
  return { before: factOf(previous), after, issue }
}

/** Whoever was told something that is not kept any more is told: better once too often. */
export function isConcerned(
  { agency, subject, payload }: ReliedOnEdition,
  editions: Editions,
  partners: Partners,
): boolean {
  if (payload === null) return true
  if (subject === 'write-off') return concernsWriteOff(parseWriteOff(payload), editions)
  const answer = parseAnswer(payload)
  const asker = partners.get(agency)
  const shows = (asker && askRuleFor(answer.question, asker)?.shows) ?? []
  return concernsAnswer(answer, editions, shows)
}

import { isDeepStrictEqual } from 'node:util'
import { parseAnswer } from '../../model/statements.ts'
import type { Database } from '../../store/database.ts'
import { answersOf, contentsAround, type Recall, type Relied } from '../../store/ledger/recalls.ts'
import type { FactContent } from '../facts/fact.ts'
import { KINDS } from '../kinds.ts'
import { paperFor } from '../questions/seen.ts'

/**
 * Of those who were told of a document, the ones whose question another paper would answer now, or none: others of its papers
 * are as confirmed as they were.
 *
 * @param recall of a confirmation that was taken back, or of a paper that was refuted
 */
export async function reliedOnPaper(
  database: Database,
  { factPosition }: Recall,
  relied: readonly Relied[],
): Promise<readonly Relied[]> {
  const [contents, answers] = await Promise.all([
    contentsAround(database, factPosition),
    answersOf(
      database,
      relied.map(({ id }) => id),
    ),
  ])
  const [now, before] = contents.map((content): FactContent => JSON.parse(content))
  return relied.filter(({ id }) => {
    const payload = answers.get(id)
    // What was erased cannot be looked at: it may have rested on it.
    if (payload === undefined || now === undefined || before === undefined) return true
    const { question } = parseAnswer(payload)
    const kind = KINDS[now.key.kind]
    return !isDeepStrictEqual(paperFor(question, kind, before), paperFor(question, kind, now))
  })
}

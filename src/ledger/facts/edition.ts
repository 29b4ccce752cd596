import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { canonicalJsonBytes } from '../../evidence/canonical-json.ts'
import type { Amended, DocumentContent, FactContent, FactLine, Provenance } from './fact.ts'
import { present } from '../present.ts'
import { statedAnew } from './provenance.ts'

/** What amendments make of a document: editions under one number, of which the newest counts. */

/** What was issued, in short: the day that an agreement counts is no statement. */
export function digestOfIssue({ lastDay: _l, ...content }: DocumentContent): string {
  return createHash('sha256').update(canonicalJsonBytes(content)).digest('hex')
}

/**
 * The document as an amendment has it. What is counted of its lines is counted under a new seed when it is not what it was,
 * because the total of a balance never changes; what was taken so far is carried over.
 */
export function nextEdition(
  before: FactContent,
  content: DocumentContent,
  { newSeed, message }: { readonly newSeed: () => string; readonly message: Provenance },
): FactContent & { readonly amended: Amended } {
  const { seed, amended } = before
  const recounted = !isDeepStrictEqual(amountsOf(before.lines), amountsOf(content.lines))
  const { seeds, original } = amended ?? { seeds: [], original: originalOf(before) }
  return {
    ...frameOf(before),
    ...content,
    seed: recounted ? newSeed() : seed,
    amended: {
      ...(original !== undefined && { original }),
      seeds: recounted ? [...seeds, seed] : seeds,
    },
    ...statedAnew(before, content, message),
  }
}

/** What stays of a document whatever it says from now on: its name, how it stands and what became of it. */
export function frameOf({
  v,
  key,
  event,
  status,
  seed,
  ...rest
}: FactContent): Pick<FactContent, 'v' | 'key' | 'event' | 'status' | 'seed'> & Partial<FactContent> {
  const { next, releaseDay, revocation, papers } = rest
  return { v, key, event, status, seed, ...present({ next, releaseDay, revocation, papers }) }
}

/** What somebody else declared is not what was issued. */
function originalOf(before: FactContent): string | undefined {
  return before.answered === true ? undefined : digestOfIssue(issueIn(before))
}

/** What the document says, without how it stands, what became of it, what was said of papers and by whom. */
export function issueIn(fact: DocumentContent & Partial<FactContent>): DocumentContent {
  const { v: _v, key: _k, event: _e, status: _s, seed: _d, next: _n, ...rest } = fact
  const {
    amended: _a,
    answered: _w,
    papers: _p,
    releaseDay: _r,
    revocation: _b,
    provenance: _f,
    ...issue
  } = rest
  return issue
}

/** Nothing but that there is such a number, and what became of it. */
export function saysNothing(content: DocumentContent & Partial<FactContent>): boolean {
  const { lines, ...rest } = issueIn(content)
  return lines.length === 0 && Object.keys(rest).length === 0
}

function amountsOf(lines: readonly FactLine[]): unknown {
  return lines.map(({ line, quantity, value }) => ({ line, quantity, value }))
}

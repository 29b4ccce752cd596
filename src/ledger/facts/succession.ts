import { isDeepStrictEqual } from 'node:util'
import { skeleton } from '../../model/homoglyphs.ts'
import { digestOfIssue, frameOf, issueIn, nextEdition, saysNothing } from './edition.ts'
import type { DocumentContent, DocumentName, Fact, FactContent, FactStatus, Reading } from './fact.ts'
import { countedLastDay, withLastDay } from './last-day.ts'
import { changed, first, isOwn, moved, type Saying, told } from './next-fact.ts'
import { withoutPart, withPart } from './part.ts'
import { present } from '../present.ts'
import { joined, releasedBy, statedAnew } from './provenance.ts'
import { isBare, ownStatus, worse } from './status.ts'

/** What the ledger knew before, of the document and of the one that it says it replaces. */
export interface Before {
  readonly document: Fact | undefined
  readonly predecessor: Fact | undefined
  /** The document that has taken the predecessor's place before, where it is another one. */
  readonly rival?: Fact | undefined
}

/**
 * What each event makes of a document. `issue`: it says what the document is; `edition`: what it is from now on; `news`: only
 * what became of it, and the contents it brings along count where nothing is known yet.
 */
const EVENTS: Readonly<
  Record<Reading['event'], { readonly status: FactStatus; readonly says: 'issue' | 'edition' | 'news' }>
> = {
  issued: { status: 'in-force', says: 'issue' },
  amended: { status: 'in-force', says: 'edition' },
  suspended: { status: 'in-force', says: 'edition' },
  registered: { status: 'in-force', says: 'news' },
  released: { status: 'in-force', says: 'news' },
  cancelled: { status: 'cancelled', says: 'news' },
  refused: { status: 'refused', says: 'news' },
  revoked: { status: 'revoked', says: 'news' },
}

/**
 * What a reading makes of the facts before it. Messages come in any order: a document that has ended before its issue
 * was heard of gets its contents later, and stays ended. What another partner said first is not this one's to change.
 *
 * @returns the next fact of the document, of its rival and of its predecessor, as far as there is anything new
 */
export function succession(reading: Reading, before: Before, saying: Saying): FactContent[] {
  if (!isOwn(before.document, saying)) return []
  const replaced = predecessorOf(reading)
  const known = before.document && told(before.document)
  const heard = next(reading, known, saying)
  const rival = [before.predecessor, before.rival].every((each) => isOwn(each, saying))
    ? before.rival
    : undefined
  return [
    ...(rival === undefined
      ? [heard]
      : [disputed(heard, known), changed(told(rival), 'contradicted', 'disputed')]),
    ...(replaced !== undefined && isOwn(before.predecessor, saying)
      ? [replacedBy(reading.key.number, replaced, before.predecessor && told(before.predecessor), saying)]
      : []),
  ].filter((fact) => fact !== undefined)
}

/** The document whose place a reading takes. One that names itself replaces nothing: its contents are compared. */
export function predecessorOf({ key, event, content }: Reading): DocumentName | undefined {
  const { previous } = content
  if (event !== 'issued' || previous === undefined || skeleton(previous) === skeleton(key.number))
    return undefined
  return { ...key, number: previous }
}

/** The document that has taken the place of the predecessor before, if that is another one than the reading's. */
export function rivalOf({ key }: Reading, predecessor: Fact | undefined): DocumentName | undefined {
  const number = predecessor?.content.next
  return number === undefined || skeleton(number) === skeleton(key.number) ? undefined : { ...key, number }
}

/** Two documents in the place of one would have twice what that had: nobody can rely on either. */
function disputed(heard: FactContent | undefined, known: FactContent | undefined): FactContent | undefined {
  if (heard !== undefined) return { ...heard, status: worse(heard.status, 'disputed') }
  return known && changed(known, 'contradicted', 'disputed')
}

function next(reading: Reading, before: FactContent | undefined, saying: Saying): FactContent | undefined {
  const { key, event } = reading
  const { status, says } = EVENTS[event]
  const answered = reading.answered === true ? { answered: true as const } : {}
  const content = withLastDay(reading.content, countedLastDay(reading.content, saying.issue))
  const bare = says === 'news' && isGlimpse(content) ? { bare: true as const } : {}
  const heard = { key, ...content, ...answered, ...bare }
  if (reading.part === true) return ofPart(reading, before, saying)
  if (before === undefined)
    return first(event, status, { ...heard, ...(says === 'edition' && { amended: { seeds: [] } }) }, saying)
  if (isBare(before) && !(says === 'news' && saysNothing(content)))
    return moved(before, event, worse(ownStatus(before), status), {
      ...frameOf(before),
      ...present({ amended: says === 'edition' ? { seeds: [] } : before.amended }),
      ...heard,
      ...statedAnew(before, content, saying.message),
    })
  switch (says) {
    case 'issue':
      return issuedAgain(reading, content, before, saying)
    case 'edition':
      return moved(before, event, worse(before.status, status), nextEdition(before, content, saying))
    case 'news':
      return changed(before, event, status, newsIn(content, before, saying))
  }
}

/**
 * Some bills of the document were changed or withdrawn. Of a document that nobody has heard of it cannot be said what that
 * makes of it, so nobody can rely on it any more.
 */
function ofPart(
  { key, event, content }: Reading,
  before: FactContent | undefined,
  saying: Saying,
): FactContent | undefined {
  const { status, says } = EVENTS[event]
  if (before === undefined || isBare(before)) {
    const unknown = says === 'news' && content.lines.length === 0 ? status : 'disputed'
    return before === undefined
      ? first(event, unknown, { key, lines: [] }, saying)
      : changed(before, event, unknown)
  }
  const after = says === 'edition' ? withPart(before, content) : withoutPart(before, content)
  if (after === undefined) return changed(before, event, status)
  const provenance = joined(before, saying.message)
  return moved(before, 'amended', before.status, { ...nextEdition(before, after, saying), provenance })
}

/** An issuer never silently overwrites itself: what it said first stands, and nobody can rely on it any more. */
function issuedAgain(
  reading: Reading,
  content: DocumentContent,
  before: FactContent,
  saying: Saying,
): FactContent | undefined {
  const original = digestOfIssue(reading.content)
  if (before.answered === true) {
    const { amended, ...edition } = nextEdition(before, content, saying)
    const counted = amended.seeds.length > 0 ? { amended: { ...amended, original } } : {}
    return moved(before, 'issued', before.status, { ...edition, ...counted })
  }
  if (before.amended === undefined)
    return saysTheSame(reading, before) ? undefined : changed(before, 'contradicted', 'disputed')
  // It was amended before its issue was heard of, or it is issued again.
  if (before.amended.original === undefined)
    return changed(before, 'issued', 'in-force', { amended: { ...before.amended, original } })
  return before.amended.original === original ? undefined : changed(before, 'contradicted', 'disputed')
}

/** What became of a document, whatever it says. */
function newsIn(
  { releaseDay, revocation }: DocumentContent,
  before: FactContent,
  { message }: Saying,
): Pick<FactContent, 'releaseDay' | 'revocation' | 'provenance'> {
  return {
    ...(releaseDay !== undefined && { releaseDay, provenance: releasedBy(before, message) }),
    ...(revocation !== undefined && { revocation }),
  }
}

/** The predecessor ends also when nothing was heard of it yet: its issue may be on the way. */
function replacedBy(
  successor: string,
  key: DocumentName,
  before: FactContent | undefined,
  saying: Saying,
): FactContent | undefined {
  return before === undefined
    ? first('replaced', 'replaced', { key, next: successor, lines: [] }, saying)
    : changed(before, 'replaced', 'replaced', { next: before.next ?? successor })
}

/** So little that it may be only what the news of the document had at hand. */
function isGlimpse(content: DocumentContent): boolean {
  return content.issueDay === undefined && content.lines.length === 0 && !saysNothing(content)
}

/** A last day that the agreement has counted is no statement: another count, after the agreement changed, is no contradiction. */
function saysTheSame({ content }: Reading, before: FactContent): boolean {
  return isDeepStrictEqual(withLastDay(content, before.lastDay), issueIn(before))
}

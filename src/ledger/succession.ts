import { isDeepStrictEqual } from 'node:util'
import { skeleton } from '../model/homoglyphs.ts'
import type { IssueRule } from '../partners/partner.ts'
import { lastDayOfMonths } from './calendar.ts'
import type {
  DocumentContent,
  DocumentName,
  Fact,
  FactContent,
  FactEvent,
  FactStatus,
  Reading,
} from './fact.ts'

/** What the ledger knew before, of the document and of the one that it says it replaces. */
export interface Before {
  readonly document: Fact | undefined
  readonly predecessor: Fact | undefined
}

/** Who says it, and by which rule of its agreement. */
export interface Saying {
  /** Partner whose message it is. */
  readonly source: string
  readonly issue: IssueRule
  /** 32 random hex digits, other ones with each call: for documents that the ledger did not know. */
  readonly newSeed: () => string
}

/** Worse from left to right. Whatever is said of a document later, it never gets better without a new number. */
export const STATUSES: readonly FactStatus[] = [
  'in-force',
  'disputed',
  'replaced',
  'cancelled',
  'revoked',
  'not-issued',
]

/**
 * What a reading makes of the facts before it. Messages come in any order: a document that has ended before its issue
 * was heard of gets its contents later, and stays ended. What another partner said first is not this one's to change.
 *
 * @returns the next fact of the document and of its predecessor, as far as there is anything new
 */
export function succession(reading: Reading, before: Before, saying: Saying): FactContent[] {
  if (!isOwn(before.document, saying)) return []
  const replaced = predecessorOf(reading)
  return [
    next(reading, before.document?.content, saying),
    ...(replaced !== undefined && isOwn(before.predecessor, saying)
      ? [replacedBy(reading.key.number, replaced, before.predecessor?.content, saying)]
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

function isOwn(before: Fact | undefined, { source }: Saying): boolean {
  return before === undefined || before.source === source
}

function next(reading: Reading, before: FactContent | undefined, saying: Saying): FactContent | undefined {
  const { key, event } = reading
  const heard = { key, ...withLastDay(reading.content, countedLastDay(reading.content, saying.issue)) }
  const status = event === 'issued' ? 'in-force' : 'cancelled'
  if (before === undefined) return first(event, status, heard, saying)
  if (isBare(before)) return changed(before, event, status, heard)
  if (event === 'cancelled') return changed(before, event, status)
  // An issuer never silently overwrites itself: what it said first stands, and nobody can rely on it any more.
  return saysTheSame(reading, before) ? undefined : changed(before, 'contradicted', 'disputed')
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

function first(
  event: FactEvent,
  status: FactStatus,
  { key, ...content }: DocumentContent & Pick<FactContent, 'key' | 'next'>,
  { newSeed }: Saying,
): FactContent {
  return { v: 1, key, event, status, seed: newSeed(), ...content }
}

/** @returns the document after the event; undefined when that changes nothing but the event. */
function changed(
  before: FactContent,
  event: FactEvent,
  status: FactStatus,
  change: Partial<FactContent> = {},
): FactContent | undefined {
  const after = { ...before, ...change, status: worse(before.status, status) }
  return isDeepStrictEqual(after, before) ? undefined : { ...after, event }
}

function worse(one: FactStatus, other: FactStatus): FactStatus {
  return STATUSES.indexOf(one) > STATUSES.indexOf(other) ? one : other
}

/** Only its end was heard of. */
function isBare({ issueDay, lines }: DocumentContent): boolean {
  return issueDay === undefined && lines.length === 0
}

/** A last day that the agreement has counted is no statement: another count, after the agreement changed, is no contradiction. */
function saysTheSame({ content }: Reading, before: FactContent): boolean {
  const { v, key, event, status, seed, next: successor, lastDay } = before
  const frame = { v, key, event, status, seed, ...(successor !== undefined && { next: successor }) }
  return isDeepStrictEqual({ ...frame, ...withLastDay(content, lastDay) }, before)
}

function countedLastDay({ issueDay }: DocumentContent, { validMonths }: IssueRule): string | undefined {
  return issueDay === undefined || validMonths === undefined
    ? undefined
    : lastDayOfMonths(issueDay, validMonths)
}

function withLastDay(content: DocumentContent, lastDay: string | undefined): DocumentContent {
  return content.lastDay !== undefined || lastDay === undefined ? content : { ...content, lastDay }
}

import { skeleton } from '../../model/homoglyphs.ts'
import type { DocumentContent, FactContent, FactLine } from './fact.ts'

/** Amendments that tell only of some bills. The others stay, and so does what is not said of these. */

/**
 * The document with the bills that a part tells of as it has them. Totals and what lies on which bill cannot be told any
 * more, and are left out.
 */
export function withPart(before: FactContent, part: DocumentContent): DocumentContent {
  const { containers: _c, seals: _s, ...rest } = part
  return { ...kept(before), ...rest, lines: [...linesWith(before.lines, part.lines)] }
}

/** The document without the bills of a part; undefined when none is left. */
export function withoutPart(before: FactContent, part: DocumentContent): DocumentContent | undefined {
  const left = bills(before).filter((line) => billIn(part.lines, line) === undefined)
  return left.length === 0 || part.lines.length === 0 ? undefined : { ...kept(before), lines: left }
}

function kept(before: FactContent): Omit<DocumentContent, 'lines'> {
  const { issueDay, lastDay, carrier, previous } = before
  return {
    ...(issueDay !== undefined && { issueDay }),
    ...(lastDay !== undefined && { lastDay }),
    ...(carrier !== undefined && { carrier }),
    ...(previous !== undefined && { previous }),
  }
}

function linesWith(before: readonly FactLine[], change: readonly FactLine[]): FactLine[] {
  const numbered = before.filter(({ line }) => line !== 0)
  const changed = numbered.map((line) => ({ ...line, ...billIn(change, line), line: line.line }))
  const added = change.filter((line) => billIn(numbered, line) === undefined)
  const last = Math.max(0, ...numbered.map(({ line }) => line))
  return [...changed, ...added.map((line, place) => ({ ...line, line: last + place + 1 }))]
}

function bills({ lines }: DocumentContent): FactLine[] {
  return lines.filter(({ line }) => line !== 0)
}

function billIn(lines: readonly FactLine[], { bill }: FactLine): FactLine | undefined {
  return lines.find((each) => bill !== undefined && skeleton(each.bill ?? '') === skeleton(bill))
}

import { KhorgosError } from '../errors.ts'
import type { JsonValue } from '../model/json.ts'
import { assignText, clearNotes, cut, type FieldParts, fieldText } from './leaf.ts'
import type { LeafRule, Slot, WriteRun } from './plan.ts'

export interface JoinParts {
  readonly slot: Slot
  readonly parts: readonly FieldParts[]
  /** Between each two parts. */
  readonly separators: readonly string[]
  /** Takes a text that holds no separator, where the format means something else by it. */
  readonly whole: FieldParts | undefined
  readonly truncate: number | undefined
  readonly preset: string | undefined
}

/** `join`: several fields in one text. */
export function joinRule(join: JoinParts): LeafRule {
  const { slot, parts, separators, whole } = join
  const readable = parts[0]?.conditions.readable ?? (() => true)
  const writable = parts[0]?.conditions.writable ?? (() => true)
  return {
    slot,
    preset: join.preset,
    writes: 'value',
    read(text, leaf, item, run) {
      if (!readable(run)) return false
      if (whole !== undefined && !separators.some((separator) => text.includes(separator))) {
        assignText(whole, text, leaf, item, run)
        return true
      }
      for (const [index, piece] of split(text, separators).entries()) {
        const field = parts[index]
        if (field !== undefined && piece !== '') assignText(field, piece, leaf, item, run)
      }
      return true
    },
    write: (item, run) => (writable(item, run) ? written(join, item, run) : undefined),
  }
}

/** Separators stand in order; what follows the last one must not hold it again. */
function split(text: string, separators: readonly string[]): string[] {
  const pieces: string[] = []
  let rest = text
  for (const separator of separators) {
    const end = rest.indexOf(separator)
    if (end < 0) break
    pieces.push(rest.slice(0, end).trim())
    rest = rest.slice(end + separator.length)
  }
  const last = separators.at(-1)
  if (pieces.length === separators.length && last !== undefined && rest.includes(last)) {
    throw new KhorgosError(
      'FIELD_INVALID',
      `"${text}" has more than the ${separators.length + 1} parts that are known.`,
    )
  }
  return [...pieces, rest.trim()]
}

function written(join: JoinParts, item: JsonValue | undefined, run: WriteRun): string | undefined {
  const { parts, separators, whole } = join
  const pieces = parts.map((field) => fieldText(field, item, run))
  const present = pieces.flatMap((piece, index) => (piece === undefined ? [] : [index]))
  const alone = present.length === 1 ? parts[present[0] ?? 0] : undefined
  for (const piece of pieces) refuseSeparator(piece ?? '', separators, join)
  if (alone !== undefined && whole?.slot.document === alone.slot.document) return pieces[present[0] ?? 0]
  if (present.length === 0) return whole === undefined ? undefined : fieldText(whole, item, run)
  let text = ''
  for (const [order, index] of present.entries()) {
    const piece = pieces[index] ?? ''
    text += order === 0 ? piece : (separators[index - 1] ?? '') + piece
  }
  return shortened(join, text, isSplitBack(present), run)
}

/** Parts are found again only when none is missing before the last one that is there. */
function isSplitBack(present: readonly number[]): boolean {
  return present.every((index, order) => index === order)
}

function shortened(join: JoinParts, text: string, splitBack: boolean, run: WriteRun): string {
  clearNotes(run)
  const short = cut(text, join.truncate, run)
  const reason =
    run.changed ??
    (splitBack ? undefined : 'a part is missing before another, so that they cannot be told apart')
  if (reason !== undefined) {
    run.listed.push({
      slot: join.slot,
      outcome: 'changed',
      from: text,
      to: short,
      reason,
      element: undefined,
      attribute: undefined,
      document: undefined,
    })
  }
  return short
}

function refuseSeparator(piece: string, separators: readonly string[], join: JoinParts): void {
  const held = separators.find((separator) => piece.includes(separator))
  if (held === undefined) return
  throw new KhorgosError(
    'OUTPUT_INVALID',
    `"${piece}" holds "${held}", which parts ${join.parts.map(({ slot }) => slot.document).join(', ')} in the message.`,
  )
}

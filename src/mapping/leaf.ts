import { KhorgosError } from '../errors.ts'
import type { JsonValue } from '../model/json.ts'
import { type FieldAccess, hasValue } from './hub-path.ts'
import type { MutableValue } from './document-path.ts'
import type { Leaf, LeafRule, ReadRun, Run, Slot, WriteRun } from './plan.ts'
import type { ValueCodec } from './value.ts'

/** Conditions of a rule, compiled. */
export interface Conditions {
  /** `unless`: false when the message has the other element. */
  readonly readable: (run: ReadRun) => boolean
  /** `needs` and `with`: whether the documents have what the rule asks for. */
  readonly writable: (item: JsonValue | undefined, run: WriteRun) => boolean
  /** `with`: texts that stand beside the value. */
  readonly beside: readonly {
    readonly access: FieldAccess
    readonly value: string
    readonly slot: Slot
  }[]
  /** The rule may leave its field unwritten, so what it does write must be marked. */
  readonly sometimes: boolean
}

/** What a rule for one field and its document path is made of. */
export interface FieldParts {
  readonly slot: Slot
  readonly access: FieldAccess
  readonly codec: ValueCodec
  readonly conditions: Conditions
  readonly truncate: number | undefined
  readonly preset: string | undefined
}

export type Direction = 'is' | 'read' | 'write'

/** A rule that moves one value between a leaf and a field: `is`, `read`, `write`. */
export function fieldRule(parts: FieldParts, direction: Direction): LeafRule {
  const { slot, conditions } = parts
  return {
    slot,
    preset: parts.preset,
    writes: direction === 'read' ? undefined : 'value',
    read(text, leaf, item, run) {
      if (direction === 'write') return envelope(slot, run)
      if (!conditions.readable(run)) return false
      assignText(parts, text, leaf, item, run)
      return true
    },
    write(item, run) {
      if (direction === 'read' || !conditions.writable(item, run)) return undefined
      const text = fieldText(parts, item, run)
      return text
    },
  }
}

/** Counts a leaf that is neither kept nor lost. */
export function envelope(slot: Slot, run: ReadRun): boolean {
  count(run.handled, slot)
  return true
}

/** Reads one text into its field and reports it. */
export function assignText(
  parts: FieldParts,
  text: string,
  leaf: Leaf,
  item: MutableValue,
  run: ReadRun,
): void {
  clearNotes(run)
  const value = parts.codec.read(text, run)
  note(parts.slot, text, String(value), leaf, run)
  assign(parts, value, item, run)
}

/** Puts a value, and what `with` says of it, into the document. */
export function assign(
  parts: Pick<FieldParts, 'slot' | 'access' | 'conditions'>,
  value: string | number | boolean,
  item: MutableValue,
  run: ReadRun,
): void {
  const fresh = parts.access.set(item, value, run)
  if (fresh === undefined) throw disagreement(parts.slot, String(value))
  if (fresh) count(run.fresh, parts.slot)
  for (const { access, value: text, slot } of parts.conditions.beside) {
    const added = access.set(item, text, run)
    if (added === undefined) throw disagreement(slot, text)
    if (!added) continue
    count(run.fresh, slot)
    count(run.handled, slot)
  }
}

function disagreement(slot: Slot, value: string): KhorgosError {
  return new KhorgosError(
    'FIELD_INVALID',
    `"${value}" differs from what the message says elsewhere about ${slot.document ?? 'this'}.`,
  )
}

/** @returns a field's text for the message, reported and marked; undefined when the document has no value. */
export function fieldText(parts: FieldParts, item: JsonValue | undefined, run: WriteRun): string | undefined {
  const value = parts.access.get(item, run)
  if (value === undefined || !hasValue(value)) return undefined
  clearNotes(run)
  const written = cut(parts.codec.write(value, run), parts.truncate, run)
  note(parts.slot, typeof value === 'object' ? JSON.stringify(value) : String(value), written, undefined, run)
  markWritten(parts, item, run)
  run.valueCount += 1
  run.sourceCount += 1
  return written
}

/** Notes fields that a conditional rule did write, for the account of what no rule wrote. */
export function markWritten(
  { access, conditions }: Pick<FieldParts, 'access' | 'conditions'>,
  item: JsonValue | undefined,
  run: WriteRun,
): void {
  if (!conditions.sometimes) return
  mark(access, item, run)
  for (const beside of conditions.beside) {
    mark(beside.access, item, run)
    count(run.handled, beside.slot)
  }
}

function mark(access: FieldAccess, item: JsonValue | undefined, run: WriteRun): void {
  const holder = access.holder(item, run)
  if (typeof holder !== 'object' || holder === null) return
  const marks = run.marks.get(holder) ?? new Set()
  run.marks.set(holder, marks.add(access.last))
}

/** Cuts to `length` characters (code points, as XML Schema counts), never within a surrogate pair. */
export function cut(text: string, length: number | undefined, run: Run): string {
  if (length === undefined || text.length <= length) return text
  const characters = Array.from(text)
  if (characters.length <= length) return text
  run.changed = `cut to ${length} characters`
  return characters.slice(0, length).join('').trimEnd()
}

export function clearNotes(run: Run): void {
  run.changed = undefined
  run.defaulted = undefined
}

/** Counts the leaf; lists it when its codec left a note. */
export function note(slot: Slot, from: string, to: string, leaf: Leaf | undefined, run: Run): void {
  const why = run.changed ?? run.defaulted
  if (why === undefined) {
    count(run.handled, slot)
    return
  }
  run.listed.push({
    slot,
    outcome: run.changed === undefined ? 'defaulted' : 'changed',
    from,
    to,
    reason: slot.reason === undefined ? why : `${why}: ${slot.reason}`,
    element: leaf?.element,
    attribute: leaf?.attribute,
    document: documentInstance(slot, run.indices),
  })
}

/** `cargo-report.consignments[].id` with the positions of the items at hand: `cargo-report.consignments[2].id`. */
export function documentInstance(slot: Slot, indices: readonly number[]): string | undefined {
  let depth = 0
  return slot.document?.replaceAll('[]', () => {
    const index = indices[depth]
    depth += 1
    return `[${index ?? ''}]`
  })
}

export function count(counts: number[], slot: Slot): void {
  counts[slot.id] = (counts[slot.id] ?? 0) + 1
}

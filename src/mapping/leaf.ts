import { KhorgosError } from '../errors.ts'
import type { JsonValue } from '../model/json.ts'
import { truncate } from '../model/truncate.ts'
import {
  type CodedSource,
  foreignSource,
  keepAlone,
  keepSource,
  ownSource,
  refuseAlone,
} from './coded-source.ts'
import { type FieldAccess, hasValue } from './hub-path.ts'
import type { MutableValue } from './document-path.ts'
import type { Leaf, LeafRule, ReadRun, Run, Slot, WriteRun } from './plan.ts'
import type { ValueCodec } from './value-codec.ts'

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
  /** Where the message's own code stands beside the hub's. */
  readonly source: CodedSource | undefined
  readonly conditions: Conditions
  readonly truncate: number | undefined
  readonly preset: string | undefined
}

export type Direction = 'is' | 'read' | 'write'

/** A rule that moves one value between a leaf and a field: `is`, `read`, `write`. */
export function fieldRule(parts: FieldParts, direction: Direction): LeafRule {
  const { slot, conditions, source, codec } = parts
  return {
    slot,
    preset: parts.preset,
    writes: direction === 'read' ? undefined : 'value',
    read(text, leaf, item, run) {
      if (direction === 'write') return envelope(slot, run)
      if (!conditions.readable(run)) return false
      const value = decode(codec, text, run)
      // The place has another rule that reads it whole: where the hub has no code for this one, that is all.
      if (direction === 'read' && source === undefined && value === '') return false
      keep(parts, value, text, leaf, item, run)
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
  keep(parts, decode(parts.codec, text, run), text, leaf, item, run)
}

function decode(codec: ValueCodec, text: string, run: ReadRun): Decoded {
  clearNotes(run)
  return codec.read(text, run)
}

type Decoded = ReturnType<ValueCodec['read']>

function keep(
  parts: FieldParts,
  value: Decoded,
  text: string,
  leaf: Leaf,
  item: MutableValue,
  run: ReadRun,
): void {
  if (value === '') keepAlone(parts.source, text, item, run)
  else {
    const fresh = assign(parts, value, item, run)
    if (parts.source !== undefined) keepSource(parts.source, text, fresh, item, run)
  }
  note(parts.slot, text, String(value), leaf, run)
}

/** Puts a value, and what `with` says of it, into the document. @returns whether the field had no value before. */
export function assign(
  parts: Pick<FieldParts, 'slot' | 'access' | 'conditions'>,
  value: string | number | boolean,
  item: MutableValue,
  run: ReadRun,
): boolean {
  const fresh = parts.access.set(item, value, run)
  if (fresh === undefined) throw disagreement(parts.slot, String(value))
  if (fresh) count(run.fresh, parts.slot)
  assignBeside(parts.conditions.beside, item, run)
  return fresh
}

/** Puts what `with` says into the document. */
export function assignBeside(beside: Conditions['beside'], item: MutableValue, run: ReadRun): void {
  for (const { access, value: text, slot } of beside) {
    const added = access.set(item, text, run)
    if (added === undefined) throw disagreement(slot, text)
    if (!added) continue
    count(run.fresh, slot)
    count(run.handled, slot)
  }
}

export function disagreement(slot: Slot, value: string): KhorgosError {
  return new KhorgosError(
    'FIELD_INVALID',
    `"${value}" differs from what the message says elsewhere about ${slot.document ?? 'this'}.`,
  )
}

/**
 * @returns a field's text for the message, reported and marked; undefined when the document has no value.
 * @throws KhorgosError DOCUMENT_INVALID, CODE_UNKNOWN.
 */
export function fieldText(parts: FieldParts, item: JsonValue | undefined, run: WriteRun): string | undefined {
  const { source } = parts
  const found = parts.access.get(item, run)
  const value = hasValue(found) ? found : undefined
  clearNotes(run)
  const own = source && ownSource(source, value, item, run)
  if (own === undefined && value === undefined) return source && refuseAlone(source, item, run)
  const written = cut(own ?? parts.codec.write(value ?? '', run), parts.truncate, run)
  const foreign = own === undefined ? source && foreignSource(source, item, run) : undefined
  const from = foreign ?? (typeof value === 'object' ? JSON.stringify(value) : String(value ?? own))
  note(parts.slot, from, written, undefined, run)
  markWritten(parts, item, run)
  run.valueCount += 1
  run.sourceCount += 1
  return written
}

/** Notes fields that a conditional rule did write, for the account of what no rule wrote. */
export function markWritten(
  {
    access,
    conditions,
    source,
  }: Pick<FieldParts, 'access' | 'conditions'> & Partial<Pick<FieldParts, 'source'>>,
  item: JsonValue | undefined,
  run: WriteRun,
): void {
  if (!conditions.sometimes) return
  mark(access, item, run)
  if (source?.named === false) for (const part of [source.listId, source.code]) mark(part.access, item, run)
  markBeside(conditions.beside, item, run)
}

/** Notes that what `with` says stands in the message by the choice of the rule. */
export function markBeside(beside: Conditions['beside'], item: JsonValue | undefined, run: WriteRun): void {
  for (const { access, slot } of beside) {
    mark(access, item, run)
    count(run.handled, slot)
  }
}

function mark(access: FieldAccess, item: JsonValue | undefined, run: WriteRun): void {
  const holder = access.holder(item, run)
  if (typeof holder !== 'object' || holder === null) return
  const marks = run.marks.get(holder) ?? new Set()
  run.marks.set(holder, marks.add(access.last))
}

/** Cuts to `length` characters and says so. @throws KhorgosError OUTPUT_INVALID when nothing would be left. */
export function cut(text: string, length: number | undefined, run: Run): string {
  if (length === undefined) return text
  const short = truncate(text, length)
  if (short === text) return text
  if (short === '')
    throw new KhorgosError('OUTPUT_INVALID', `Not one character of "${text}" fits into ${length}.`)
  const why = `cut to ${length} characters`
  run.changed = run.changed === undefined ? why : `${run.changed}, then ${why}`
  return short
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

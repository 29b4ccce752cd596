import type { ErrorCode } from '../errors.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import type { TreeElement } from '../model/tree.ts'
import type { CoverageTree, Marks } from './coverage.ts'
import type { MutableObject, MutableValue } from './document-path.ts'
import type { ValueNotes } from './value-codec.ts'

/**
 * What a mapping file compiles to: one tree of the message's elements, run in both directions. Reading follows the
 * message through it, so that every leaf is accounted for; writing follows it in its own order.
 */
export interface Plan {
  readonly root: ElementNode
  readonly slots: readonly Slot[]
  /** Aliases of the file in order; runs keep documents by this index. */
  readonly documents: readonly PlanDocument[]
}

export interface PlanDocument {
  readonly alias: string
  readonly name: string
  /** Reading makes it; false for `alongside`. */
  readonly made: boolean
  readonly coverage: CoverageTree
}

/** One field's line in reports: a rule, or one path of a rule with several. */
export interface Slot {
  readonly id: number
  /** Path in the message without positions, `/Awmds/Bol_segment/Bol_id/Bol_reference`. */
  readonly message: string
  /** Path in the hub document, `cargo-report.consignments[].id`; undefined where no hub field is concerned. */
  readonly document: string | undefined
  /** The same without positions: what reading and writing have in common. */
  readonly field: string | undefined
  /** `awmds.mapping.yaml:41` */
  readonly rule: string
  readonly wcoId: string | undefined
  /** What the field's leaves count as when nothing happens to them. */
  readonly outcome: 'kept' | 'checked' | 'envelope' | 'dropped'
  /** Of a drop; of a change, what it gives up. */
  readonly reason: string | undefined
  readonly assumed: string | undefined
  readonly preset: string | undefined
}

export interface ElementNode {
  readonly id: number
  /** Of the first rule that names it. */
  readonly line: number
  readonly name: string
  readonly namespace: string
  /** Namespaces in which it is read. */
  readonly accepted: readonly string[]
  readonly path: string
  readonly condition: { readonly name: string; readonly value: string } | undefined
  readonly children: ElementNode[]
  readonly byName: Map<string, ElementNode[]>
  readonly attributes: AttributeNode[]
  readonly texts: LeafRule[]
  /** The element repeats, one item each. */
  each: EachPlan | undefined
  /** The element repeats, and its texts are pieces of one, of so many characters at most. */
  pieces: number | undefined
  /** Name of the empty child with which it is written when there is no value for it. */
  absent: string | undefined
  /** Written only when a document value stands in it. */
  group: boolean
  /** Leaves below that no rule names are dropped for this reason. */
  drop: Slot | undefined
  /** A rule below takes a value from documents or from the context. */
  hasSource: boolean
  /** What is done once the element, root or item, has been read. */
  readonly endings: Ending[]
}

export interface AttributeNode {
  readonly name: string
  readonly rules: LeafRule[]
}

export interface EachPlan {
  readonly slot: Slot
  /** The list, made when missing. */
  list(item: MutableValue, run: ReadRun): MutableValue[]
  items(item: JsonValue | undefined, run: WriteRun): readonly JsonValue[]
  /** Items are texts, not objects; rules see them as `{ value }`. */
  readonly scalar: boolean
  /** Elements that say nothing are no items: unused lines of a printed form. */
  readonly skipsBlank: boolean
}

export type Ending = (item: MutableValue, run: ReadRun) => void

/** What one rule does with one leaf. */
export interface LeafRule {
  readonly slot: Slot
  /** @returns whether the rule took the leaf. @throws KhorgosError without place. */
  read(text: string, leaf: Leaf, item: MutableValue, run: ReadRun): boolean
  /** `value`: comes from a document; `context`: from outside; `fixed`: constants and positions. */
  readonly writes: 'value' | 'context' | 'fixed' | undefined
  /** @returns undefined when there is nothing to write. @throws KhorgosError without place. */
  write(item: JsonValue | undefined, run: WriteRun): string | undefined
  readonly preset: string | undefined
}

/** Where a text stands in the message. */
export interface Leaf {
  element: TreeElement
  attribute: string | undefined
}

/** A change or filled-in value that reports list with both its ends. */
export interface Listed {
  readonly slot: Slot
  readonly outcome: 'changed' | 'defaulted'
  readonly from: string
  readonly to: string
  readonly reason: string
  readonly element: TreeElement | undefined
  readonly attribute: string | undefined
  readonly document: string | undefined
}

export interface Problem {
  readonly code: ErrorCode
  readonly message: string
  readonly slot: Slot | undefined
  readonly element: TreeElement | undefined
  readonly attribute: string | undefined
  readonly document: string | undefined
}

export interface Run extends ValueNotes {
  /** Position of each enclosing item in its list, 0-based, outermost first. */
  readonly indices: number[]
  /** Leaves per slot. */
  readonly handled: number[]
  readonly assumed: number[]
  readonly listed: Listed[]
  readonly problems: Problem[]
}

export interface ReadRun extends Run {
  readonly documents: readonly MutableObject[]
  /** Values per slot that gave a document path its value; a second, equal field adds none. */
  readonly fresh: number[]
  /** The enclosing root or item element: where relative companions are looked up. */
  base: TreeElement
  readonly sparse: Set<MutableValue[]>
  /** Dates and times that wait for each other, by slot, until their item has been read. */
  readonly pairs: (HalfPair | undefined)[]
  /** The same for the beginning and the rest of a text. */
  readonly parted: (PartedText | undefined)[]
  /** Checks that need the whole message. */
  readonly deferred: (() => void)[]
}

export interface HalfPair {
  date: string | undefined
  time: string | undefined
  readonly leaf: Leaf
}

export interface PartedText {
  begin: string | undefined
  rest: string | undefined
  readonly leaf: Leaf
}

export interface WriteRun extends Run {
  readonly documents: readonly (JsonObject | undefined)[]
  readonly now: Date
  readonly values: Readonly<Record<string, string>>
  /** Document values written so far. */
  valueCount: number
  /** The same with context values and defaults: what an element is written for. */
  sourceCount: number
  /** Slots whose default was written; cut back when their element is given up. */
  readonly presets: Slot[]
  /** Fields written by rules with conditions. */
  readonly marks: Marks
}

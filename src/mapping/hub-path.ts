import type { JsonObject, JsonValue } from '../model/json.ts'
import {
  childOf,
  isList,
  makeHolder,
  type MutableObject,
  type MutableValue,
  type PlainStep,
  put,
  stepInto,
  valueAt,
  valuesAt,
} from './document-path.ts'
import type { HubField, HubSchema, HubStep } from './hub-schema.ts'
import { printStep } from './hub-schema.ts'
import type { SourcePath } from './rule-fields.ts'

/** A hub document under its alias in one mapping file. */
export interface HubAlias {
  readonly alias: string
  readonly schema: HubSchema
  readonly made: boolean
}

/** Where the relative paths of a rule begin: the item of the nearest `each`, or nowhere. */
export interface Scope {
  readonly document: number
  readonly steps: readonly HubStep[]
  /** Items are texts and stand in a holder `{ value }` while rules work on them. */
  readonly scalar: boolean
}

/** A document path of a rule, checked against the schema. */
export interface HubPath {
  readonly document: number
  readonly relative: boolean
  /** From the item, or from the document. */
  readonly steps: readonly HubStep[]
  /** From the document. */
  readonly absolute: readonly HubStep[]
  /** `cargo-report.consignments[].id` */
  readonly pattern: string
  readonly field: HubField
}

/** @returns the path; or what is wrong with it and how to mend it. */
export function resolvePath(
  source: SourcePath,
  scope: Scope | undefined,
  aliases: readonly HubAlias[],
): HubPath | string {
  const inner = scope === undefined ? source : relativeTo(scope, source, aliases)
  if (inner.base === '' && scope === undefined)
    return `"${source.text}" is relative to an item, but no \`each\` is around it; begin it with ${aliases.map(({ alias }) => alias).join(' or ')}`
  const document =
    inner.base === '' ? (scope?.document ?? -1) : aliases.findIndex(({ alias }) => alias === inner.base)
  const schema = aliases[document]?.schema
  if (schema === undefined)
    return `"${source.text}" begins with no alias of \`documents\`; there is ${aliases.map(({ alias }) => alias).join(', ')}`
  const relative = inner.base === ''
  const absolute = relative ? [...(scope?.steps ?? []), ...inner.steps] : inner.steps
  const field = schema.field(absolute)
  if (typeof field === 'string') return field
  const steps = relative && scope?.scalar === true && inner.steps.length === 0 ? ['value'] : inner.steps
  return {
    document,
    relative,
    steps,
    absolute,
    field,
    pattern: schema.document + absolute.map(printStep).join(''),
  }
}

/** `cargo.consignments[].id` inside `each: cargo.consignments` is the same as `.id`. */
function relativeTo(
  scope: Scope,
  source: SourcePath,
  aliases: readonly HubAlias[],
): Pick<SourcePath, 'base' | 'steps'> {
  const sameDocument = source.base !== '' && aliases[scope.document]?.alias === source.base
  const inside = sameDocument && scope.steps.every((step, index) => source.steps[index] === step)
  if (!inside || source.steps.length <= scope.steps.length) return source
  return { base: '', steps: source.steps.slice(scope.steps.length) }
}

type Documents = readonly (JsonObject | undefined)[]

/** A path that names one field, compiled. */
export interface FieldAccess {
  get(item: JsonValue | undefined, run: { readonly documents: Documents }): JsonValue | undefined
  /** The object or array that holds the field, for marking it. */
  holder(item: JsonValue | undefined, run: { readonly documents: Documents }): JsonValue | undefined
  readonly last: PlainStep
  /** @returns whether the field had no value before; undefined when it has another one and keeps it. */
  set(item: MutableValue, value: MutableValue, run: MakingRun): boolean | undefined
}

interface MakingRun {
  readonly documents: readonly MutableObject[]
  readonly sparse: Set<MutableValue[]>
}

export function accessField(path: HubPath): FieldAccess {
  const steps = path.steps.map((step) => step ?? 0)
  const above = steps.slice(0, -1)
  const last = steps.at(-1) ?? ''
  const { document, relative } = path
  if (relative && above.length === 0) return accessOwnField(last)
  return {
    last,
    get: (item, run) => stepInto(valueAt(relative ? item : run.documents[document], above), last),
    holder: (item, run) => valueAt(relative ? item : run.documents[document], above),
    set(item, value, run) {
      const start: MutableValue = relative ? item : (run.documents[document] ?? null)
      const holder = makeHolder(start, steps, run.sparse)
      const known = childOf(holder, last)
      if (known === undefined) put(holder, last, value)
      return known === undefined ? true : known === value ? false : undefined
    },
  }
}

/** A field of the item itself, as most are. */
function accessOwnField(last: PlainStep): FieldAccess {
  return {
    last,
    get: (item) => stepInto(item, last),
    holder: (item) => item,
    set(item, value) {
      const known = childOf(item, last)
      if (known === undefined) put(item, last, value)
      return known === undefined ? true : known === value ? false : undefined
    },
  }
}

/** @returns a function that collects every value at a path with `[]` in it. */
export function accessAll(
  path: HubPath,
): (item: JsonValue | undefined, run: { readonly documents: Documents }) => JsonValue[] {
  const { document, relative, steps } = path
  return (item, run) => valuesAt(relative ? item : run.documents[document], steps)
}

/** @returns whether a document says anything there: not absent, not an empty text, list or object. */
export function hasValue(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return false
  if (typeof value !== 'object') return true
  return isList(value) ? value.length > 0 : Object.keys(value).length > 0
}

import type { JsonValue } from '../model/json.ts'
import type { HubStep } from './hub-schema.ts'

/** A path in hub documents as a rule writes it: `cargo.carrier.id`, `.grossMassMeasure`, `.seals[0].id`, `.`. */
export interface DocumentPath {
  /** Alias of the document; '' for the nearest item. */
  readonly base: string
  readonly steps: readonly HubStep[]
}

const STEP = /\.?([A-Za-z][A-Za-z0-9_-]*)|\[(\d{0,4})\]/y

/** @returns undefined when the text has another form. */
export function parseDocumentPath(text: string): DocumentPath | undefined {
  if (text === '.') return { base: '', steps: [] }
  const base = /^[A-Za-z][A-Za-z0-9_-]*/.exec(text)?.[0] ?? ''
  const steps: HubStep[] = []
  let position = base.length
  while (position < text.length) {
    STEP.lastIndex = position
    const match = STEP.exec(text)
    if (match === null || (match[1] !== undefined && text.charAt(position) !== '.')) return undefined
    steps.push(match[1] ?? (match[2] === '' ? null : Number(match[2])))
    position = STEP.lastIndex
  }
  return base === '' && steps.length === 0 ? undefined : { base, steps }
}

/** Documents under construction. */
export type MutableValue = string | number | boolean | null | MutableValue[] | MutableObject
export interface MutableObject {
  [name: string]: MutableValue
}

export type PlainStep = string | number

/** @returns the value at the steps below `start`; undefined where something is missing. */
export function valueAt(start: JsonValue | undefined, steps: readonly PlainStep[]): JsonValue | undefined {
  let here: JsonValue | undefined = start
  for (const step of steps) here = stepInto(here, step)
  return here
}

export function stepInto(value: JsonValue | undefined, step: PlainStep): JsonValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (isList(value)) return typeof step === 'number' ? value[step] : undefined
  return typeof step === 'string' ? value[step] : undefined
}

/** `Array.isArray` does not narrow readonly arrays. */
export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** Every value at steps in which `null` means all items, in order. */
export function valuesAt(start: JsonValue | undefined, steps: readonly HubStep[]): JsonValue[] {
  const found: JsonValue[] = []
  collect(start, steps, 0, found)
  return found
}

function collect(
  start: JsonValue | undefined,
  steps: readonly HubStep[],
  from: number,
  found: JsonValue[],
): void {
  let here = start
  for (let index = from; index < steps.length; index += 1) {
    const step = steps[index] ?? null
    if (step === null) {
      if (here === undefined || here === null || !isList(here)) return
      for (const item of here) collect(item, steps, index + 1, found)
      return
    }
    here = stepInto(here, step)
  }
  if (here !== undefined && here !== null) found.push(here)
}

/**
 * The object or array that holds the last step, made where missing; arrays made or met on the way to an index are
 * noted in `sparse`, because the message may name the second item without the first.
 */
export function makeHolder(
  start: MutableValue,
  steps: readonly PlainStep[],
  sparse: Set<MutableValue[]>,
): MutableValue {
  let here: MutableValue = start
  for (let index = 0; index + 1 < steps.length; index += 1) {
    const step = steps[index] ?? ''
    const known = childOf(here, step)
    const next: MutableValue = known ?? (typeof steps[index + 1] === 'number' ? [] : {})
    if (known === undefined) put(here, step, next)
    if (typeof steps[index + 1] === 'number' && Array.isArray(next)) sparse.add(next)
    here = next
  }
  return here
}

export function childOf(holder: MutableValue, step: PlainStep): MutableValue | undefined {
  if (Array.isArray(holder)) return typeof step === 'number' ? holder[step] : undefined
  return typeof holder === 'object' && holder !== null && typeof step === 'string' ? holder[step] : undefined
}

export function put(holder: MutableValue, step: PlainStep, value: MutableValue): void {
  if (Array.isArray(holder) && typeof step === 'number') holder[step] = value
  else if (typeof holder === 'object' && holder !== null && !Array.isArray(holder)) holder[step] = value
}

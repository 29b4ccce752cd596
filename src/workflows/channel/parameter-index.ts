import { valuesAt, type BoundFacts } from '../expressions/facts.ts'
import { necessitiesOf, type Necessity } from '../expressions/necessary.ts'
import { pathText, type Path } from '../expressions/path.ts'
import type { CompiledParameter } from './parameter.ts'

/** Finds the parameters whose condition may come to anything but false; all others are false without being computed. */
export interface ParameterIndex {
  /** @param among those that count */
  candidates(facts: BoundFacts, among: ReadonlySet<CompiledParameter>): ReadonlySet<CompiledParameter>
}

/** Parameters that want one text of one fact: equal to a key, or beginning with one. */
interface Shelf {
  readonly path: Path
  readonly equals: Map<string, CompiledParameter[]>
  readonly begins: Map<string, CompiledParameter[]>
  readonly all: CompiledParameter[]
  /** Lengths of the beginnings, so that a text is looked up once for each. */
  readonly lengths: Set<number>
}

export function indexParameters(parameters: readonly CompiledParameter[]): ParameterIndex {
  const shelves = new Map<string, Shelf>()
  const unshelved: CompiledParameter[] = []
  for (const parameter of parameters) {
    const [key] = necessitiesOf(parameter.expression).toSorted((one, other) => share(one) - share(other))
    if (key === undefined) unshelved.push(parameter)
    else put(shelves, key, parameter)
  }
  return {
    candidates: ({ context }, among) => {
      const found = new Set<CompiledParameter>()
      const add = (each: CompiledParameter): void => {
        if (among.has(each)) found.add(each)
      }
      unshelved.forEach(add)
      for (const shelf of shelves.values()) take(shelf, new Set(valuesAt(context, shelf.path)), add)
      return found
    },
  }
}

/** The part of all consignments that one is guessed to leave: of enumerations known, each digit of a code a tenth. */
function share({ type, form, texts }: Necessity): number {
  if (typeof type === 'object' && 'enumeration' in type) return texts.length / type.enumeration.length
  const digits = (text: string): number =>
    form === 'equals' && text.length < 4 ? 3 : Math.min(text.length, 6)
  return texts.reduce((sum, text) => sum + 0.1 ** digits(text), 0)
}

function put(
  shelves: Map<string, Shelf>,
  { path, form, texts }: Necessity,
  parameter: CompiledParameter,
): void {
  const id = pathText(path)
  const shelf: Shelf = shelves.get(id) ?? {
    path,
    equals: new Map(),
    begins: new Map(),
    all: [],
    lengths: new Set(),
  }
  shelves.set(id, shelf)
  shelf.all.push(parameter)
  for (const text of texts) {
    if (form === 'begins') shelf.lengths.add(text.length)
    const known = shelf[form].get(text)
    if (known === undefined) shelf[form].set(text, [parameter])
    else known.push(parameter)
  }
}

function take(shelf: Shelf, values: ReadonlySet<unknown>, add: (parameter: CompiledParameter) => void): void {
  for (const value of values) {
    // What is absent may be anything: then each of them has to say that it is not established.
    if (typeof value !== 'string') return shelf.all.forEach(add)
    shelf.equals.get(value)?.forEach(add)
    for (const length of shelf.lengths) shelf.begins.get(value.slice(0, length))?.forEach(add)
  }
}

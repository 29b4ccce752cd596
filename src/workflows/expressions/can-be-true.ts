import { combine, type Dimension } from './combinations.ts'
import { comparisonsOf, type Comparisons } from './constants.ts'
import { representatives } from './domain.ts'
import { dialectOf } from './environment.ts'
import type { Expression } from './expression.ts'
import { bindFacts } from './facts.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import { ELEMENT, pathText, type Path } from './path.ts'
import { readsOf } from './reads.ts'
import { elementOf, fieldOf, type FactType, type Fields } from './vocabulary.ts'

/** Assignments that are tried of one expression, and values of one list. */
const MAX_ASSIGNMENTS = 20_000
const MAX_LISTS = 2_000

export interface Possibility {
  /**
   * `never`, `always`: proved. `sometimes`: there are facts for both. `unknown`: the expression compares facts with each
   * other or computes, and of the facts that were tried not both were found.
   */
  readonly verdict: 'never' | 'always' | 'sometimes' | 'unknown'
  /** Facts with which it comes to that, of those that were tried; nothing where there were none. */
  readonly witnesses: {
    readonly true?: JsonObject
    readonly false?: JsonObject
    readonly notEstablished?: JsonObject
  }
}

/**
 * Whether a condition can be true, and whether it can be anything else, found by trying values that stand for all
 * others: each of an enumeration, numbers and moments at, below, between and above the constants, texts that equal or
 * begin with the literals and one that does not, lists of as many elements as are spoken of, and absence.
 */
export function canBeTrue(expression: Expression): Possibility {
  let possibility = found.get(expression)
  if (possibility === undefined) found.set(expression, (possibility = tried(expression)))
  return possibility
}

/** Each expression is tried once, whoever asks. */
const found = new WeakMap<Expression, Possibility>()

function tried(expression: Expression): Possibility {
  const { vocabulary } = expression
  const dialect = dialectOf(vocabulary)
  const comparisons = comparisonsOf(expression.ast, dialect)
  const reads = readsOf(expression.ast, dialect.scope)
  const required = (vocabulary.required ?? []).map((path) => path.split('.'))
  const dimensions = dimensionsOf([...reads, ...required], vocabulary.facts, {
    comparisons,
    above: [],
    required,
  })
  const { complete, assignments } = combine(dimensions, MAX_ASSIGNMENTS)
  const witnesses: { -readonly [outcome in keyof Possibility['witnesses']]: JsonObject } = {}
  for (const assignment of assignments) {
    const value = expression.holds(bindFacts(vocabulary, assignment))
    witnesses[value === undefined ? 'notEstablished' : value ? 'true' : 'false'] ??= assignment
    if (witnesses.true !== undefined && witnesses.false !== undefined) break
  }
  const proved = complete && comparisons.complete && dimensions.every((dimension) => dimension.complete)
  return { verdict: verdictOf(witnesses, proved), witnesses }
}

function verdictOf(witnesses: Possibility['witnesses'], proved: boolean): Possibility['verdict'] {
  const other = witnesses.false !== undefined || witnesses.notEstablished !== undefined
  if (witnesses.true !== undefined && other) return 'sometimes'
  if (!proved) return 'unknown'
  return witnesses.true === undefined ? 'never' : 'always'
}

interface Trying {
  readonly comparisons: Comparisons
  /** The path of the record that the paths start from. */
  readonly above: Path
  readonly required: readonly Path[]
}

function dimensionsOf(paths: readonly Path[], fields: Fields, trying: Trying): readonly Dimension[] {
  const heads = new Map<string, { readonly head: Path; readonly tails: Path[] }>()
  for (const path of paths) {
    const end = path.indexOf(ELEMENT)
    const head = end < 0 ? path : path.slice(0, end)
    const known = heads.get(pathText(head)) ?? { head, tails: [] }
    heads.set(pathText(head), known)
    if (end >= 0) known.tails.push(path.slice(end + 1))
  }
  return [...heads.values()].map(({ head, tails }) => dimensionOf(head, tails, fields, trying))
}

function dimensionOf(head: Path, tails: readonly Path[], fields: Fields, trying: Trying): Dimension {
  const path = [...trying.above, ...head]
  const type = head.reduce<FactType | undefined>((at, step) => fieldOf(at, step), { fields })
  const element = elementOf(type)
  const { values, complete } =
    element === undefined
      ? { values: valuesOf(path, type, trying.comparisons), complete: true }
      : listsOf(path, element, tails, trying)
  const isRequired = trying.required.some((each) => pathText(each) === pathText(path))
  return { path: head, values: isRequired ? values : [...values, undefined], complete }
}

function valuesOf(path: Path, type: FactType | undefined, { constants, loose, complete }: Comparisons) {
  const own = constants.get(pathText(path)) ?? []
  return type === undefined ? [] : representatives(type, complete ? own : [...own, ...loose])
}

/** Lists of no element, one, and so on up to as many as are spoken of. */
function listsOf(path: Path, element: FactType, tails: readonly Path[], trying: Trying) {
  const inside = [...path, ELEMENT]
  const isRecord = typeof element === 'object' && 'fields' in element
  const dimensions = isRecord
    ? dimensionsOf(
        tails.filter((tail) => tail.length > 0),
        element.fields,
        { ...trying, above: inside },
      )
    : []
  const elements = isRecord
    ? combine(dimensions, MAX_LISTS)
    : { complete: true, assignments: valuesOf(inside, element, trying.comparisons) }
  const choices: readonly JsonValue[] = [...elements.assignments]
  const longest = Math.max(
    1,
    trying.comparisons.elements.get(pathText(path)) ?? 0,
    counted(trying.comparisons),
  )
  const lists: JsonValue[][] = [[]]
  let complete = elements.complete && dimensions.every((dimension) => dimension.complete)
  for (let from = 0; from < lists.length; from += 1) {
    const list = lists[from] ?? []
    if (list.length === longest) break
    // The order of elements says nothing to a quantifier: each list only grows by choices not before its last one.
    for (const choice of choices.slice(list.length === 0 ? 0 : choices.indexOf(list.at(-1) ?? null)))
      if (lists.length < MAX_LISTS) lists.push([...list, choice])
      else complete = false
  }
  return { values: lists, complete }
}

/** Longest list that is tried because of a number that may count elements: `size() > 2` wants three. */
const MAX_COUNTED = 5

function counted({ loose, complete }: Comparisons): number {
  const numbers = complete ? [] : [...loose].filter((each) => typeof each === 'number' && each < MAX_COUNTED)
  return Math.max(0, ...numbers.map((each) => Number(each) + 1))
}

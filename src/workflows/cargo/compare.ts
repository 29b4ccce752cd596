import { compareDecimals, subtractDecimals } from '../../model/decimal.ts'
import { limitOf } from '../checklist/compare/tolerance.ts'
import { type CargoDocument, named, type Total, totalOf, totalsOfBills } from './documents.ts'
import { type CargoFinding, firstOf, MOST_PLACES, quantity, type Side, told } from './finding.ts'
import type { CargoMeasure } from './rules-file.ts'
import { type CargoRules, WEIGHED } from './rules.ts'

type Compare = CargoRules['compares'][number]

/**
 * Over and short: what papers that count tell of the same quantity. Where one of them does not tell it, or has not come,
 * nothing is compared.
 */
export function compareQuantities(documents: readonly CargoDocument[], rules: CargoRules): CargoFinding[] {
  return rules.compares.flatMap((rule) =>
    rule.measures.flatMap((measure) =>
      pairsOf(rule, measure, documents).flatMap(({ about, one, other }) =>
        one === undefined || other === undefined ? [] : differing(rule, measure, about, one, other),
      ),
    ),
  )
}

interface Pair {
  readonly about: string | undefined
  readonly one: Total | undefined
  readonly other: Total | undefined
}

function pairsOf(rule: Compare, measure: CargoMeasure, documents: readonly CargoDocument[]): Pair[] {
  const [one, other] = [rule.one, rule.other].map((name) => sideOf(name, documents))
  if (one === undefined || other === undefined) return []
  if (one.documents.length === 0 || other.documents.length === 0) return []
  const { by } = rule
  if (by === undefined) return [pairOf(undefined, measure, one, other)]
  // What only one of them names is a contradiction, if anything.
  const inOne = named(one.documents, by)
  const both = [...named(other.documents, by).keys()].filter((value) => inOne.has(value)).toSorted()
  if (by !== 'bill')
    return both.map((value) => pairOf(value, measure, sharing(one, by, value), sharing(other, by, value)))
  const [ofOne, ofOther] = [one, other].map(({ documents: each }) => totalsOfBills(each, measure))
  return both.map((about) => ({ about, one: ofOne?.get(about), other: ofOther?.get(about) }))
}

interface Compared {
  readonly documents: readonly CargoDocument[]
  readonly weighed: boolean
}

function sideOf(name: string, documents: readonly CargoDocument[]): Compared {
  const weighed = name.endsWith(WEIGHED)
  const paper = weighed ? name.slice(0, -WEIGHED.length) : name
  return { documents: documents.filter((each) => each.paper === paper), weighed }
}

function sharing({ documents, weighed }: Compared, key: string, value: string): Compared {
  const those = documents.filter(({ keys }) => keys.some((each) => each.key === key && each.value === value))
  return { documents: those, weighed }
}

function pairOf(about: string | undefined, measure: CargoMeasure, one: Compared, other: Compared): Pair {
  return {
    about,
    one: totalOf(one.documents, measure, one.weighed),
    other: totalOf(other.documents, measure, other.weighed),
  }
}

function differing(
  { id, bears, only }: Compare,
  measure: CargoMeasure,
  about: string | undefined,
  one: Total,
  other: Total,
): CargoFinding[] {
  const apart = subtractDecimals(other.value, one.value)
  const isOver = compareDecimals(apart, '0') > 0
  const difference = isOver ? apart : subtractDecimals(one.value, other.value)
  if (only !== undefined && isOver !== (only === 'over')) return []
  const borne = limitOf(bears, one.value)
  if (compareDecimals(difference, borne) <= 0) return []
  return [
    {
      code: isOver ? 'QUANTITY_OVER' : 'QUANTITY_SHORT',
      rule: id,
      ...(about !== undefined && { about }),
      measure,
      one: quantity(measure, one.value, one.told),
      other: quantity(measure, other.value, other.told),
      difference,
      borne,
    },
  ]
}

/** Contradictions: keys that papers name, and do not name alike. */
export function compareKeys(documents: readonly CargoDocument[], rules: CargoRules): CargoFinding[] {
  return rules.agrees.flatMap(({ id, key, one, other, how }) => {
    const [first, second] = [one, other].map((name) =>
      named(
        documents.filter(({ paper }) => paper === name),
        key,
      ),
    )
    // Who names none says nothing of them.
    if (first === undefined || second === undefined || first.size === 0 || second.size === 0) return []
    const unknown = [...second.keys()].filter((value) => !first.has(value))
    const left = how === 'same' ? [...first.keys()].filter((value) => !second.has(value)) : []
    if (unknown.length === 0 && left.length === 0) return []
    return [
      {
        code: 'VALUE_CONTRADICTED',
        rule: id,
        about: key,
        one: sideWith(first, how === 'same' ? left : [...first.keys()]),
        other: sideWith(second, unknown),
      },
    ]
  })
}

type Named = ReturnType<typeof named>

/** Values that the other side does not name, each where it stands. */
function sideWith(all: Named, values: readonly string[]): Side {
  const places = values.toSorted().flatMap((value) => all.get(value)?.slice(0, 1) ?? [])
  return {
    value: places
      .slice(0, MOST_PLACES)
      .map(({ text }) => text)
      .join(', '),
    ...firstOf(places, ({ piece, path, text }) => told(piece, path, text)),
  }
}

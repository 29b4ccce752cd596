import { coverageOf } from './check-coverage.ts'
import type { MappingSource } from './load.ts'
import { lossyOf } from './lossy.ts'
import { outlineOf, type OutlineRule } from './outline.ts'

/**
 * `kept`: recoverable exactly. `may change`: written, but not every value survives. `conditional`: written in some
 * cases only. `lost`: left out, as the mapping declares. `undeclared`: left out without a word, so that a value stops
 * the exchange.
 */
export const FATES = ['kept', 'may change', 'conditional', 'lost', 'undeclared'] as const
export type Fate = (typeof FATES)[number]

export interface FieldFate {
  /** `cargo-report.consignments[].id` */
  readonly field: string
  /** Where the one format has it and where the other; several places are parted by ` | `. */
  readonly source: string
  readonly target: string
  readonly fate: Fate
  readonly why: readonly string[]
}

/** What becomes of the hub fields of one format when another is written from them. */
export interface PairCoverage {
  readonly from: string
  readonly to: string
  /** Hub documents that the one makes and the other is made of. */
  readonly documents: readonly string[]
  readonly totals: Readonly<Record<Fate, number>>
  readonly fields: readonly FieldFate[]
  /** Fields of the message made that no field of the other fills: written with a text of the mapping. */
  readonly filled: readonly string[]
}

/** @returns undefined when the two have no hub document in common */
export function pairCoverage(from: MappingSource, to: MappingSource): PairCoverage | undefined {
  const targets = outlineOf(to).filter(({ writes }) => writes)
  const documents = shared(from, to, targets)
  if (documents.length === 0) return undefined
  const sources = byField(outlineOf(from).filter(({ reads, action }) => reads && action.kind !== 'each'))
  const written = byField(targets)
  const fields = [...sources].map(([field, rules]) =>
    fateOf(field, rules, written.get(field) ?? [], from, to),
  )
  const totals = { kept: 0, 'may change': 0, conditional: 0, lost: 0, undeclared: 0 }
  for (const { fate } of fields) totals[fate] += 1
  const filled = targets
    .filter(
      ({ modifiers, fields: own }) =>
        modifiers.default !== undefined && own.every(({ pattern }) => !sources.has(pattern)),
    )
    .map(({ message }) => message)
  return { from: from.head.format, to: to.head.format, documents, totals, fields, filled }
}

function shared({ head }: MappingSource, to: MappingSource, targets: readonly OutlineRule[]): string[] {
  const wanted = new Set(
    targets.flatMap(({ fields }) =>
      fields.map(({ path }) => to.head.aliases[path.document]?.schema.document),
    ),
  )
  return head.aliases
    .filter(({ made, schema }) => made && wanted.has(schema.document))
    .map(({ schema }) => schema.document)
}

function byField(rules: readonly OutlineRule[]): Map<string, OutlineRule[]> {
  const table = new Map<string, OutlineRule[]>()
  for (const rule of rules)
    for (const { pattern } of rule.fields) table.set(pattern, [...(table.get(pattern) ?? []), rule])
  return table
}

/** Rules for single positions of a list stand at one place more than once. */
function placesOf(rules: readonly OutlineRule[]): string {
  return [...new Set(rules.map(({ message }) => message))].join(' | ')
}

function fateOf(
  field: string,
  sources: readonly OutlineRule[],
  targets: readonly OutlineRule[],
  from: MappingSource,
  to: MappingSource,
): FieldFate {
  const places = {
    field,
    source: placesOf(sources),
    target: placesOf(targets),
  }
  const coverage = coverageOf(to.plan, field)
  if (coverage?.written === undefined) {
    const omit = coverage?.omit
    return omit === undefined
      ? { ...places, fate: 'undeclared', why: ['no rule writes it'] }
      : { ...places, fate: 'lost', why: [omit] }
  }
  const why = [
    ...sources.flatMap((rule) => lossyOf(from, rule).reading),
    ...targets.flatMap((rule) => lossyOf(to, rule).writing),
  ]
  if (coverage.written === 'sometimes')
    return { ...places, fate: 'conditional', why: [coverage.omit ?? 'otherwise undeclared', ...why] }
  return { ...places, fate: why.length === 0 ? 'kept' : 'may change', why: [...new Set(why)] }
}

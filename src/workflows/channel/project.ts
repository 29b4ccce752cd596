import type { CargoReport } from '../../model/generated/cargo-report.ts'
import type { GoodsDeclaration } from '../../model/generated/goods-declaration.ts'
import type { LoadChecklist } from '../../model/generated/load-checklist.ts'
import { subtractDecimals } from '../../model/decimal.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import type { FactType, Fields } from '../expressions/vocabulary.ts'
import { cargoFacts } from './project-cargo.ts'
import { declarationFacts } from './project-declaration.ts'
import { CHANNEL_VOCABULARY, type ChannelFacts, type OperatorClass } from './vocabulary.ts'
import type {
  AEO_STATUSES,
  CHECKLIST_STATES,
  INSPECTION_RESULTS,
  PAPER_STATUSES,
  RECOGNITIONS,
} from './vocabulary.ts'

/** The documents of one consignment, as far as there are any, and what was verified beside them. */
export interface ConsignmentDocuments {
  readonly declaration?: GoodsDeclaration
  readonly cargo?: CargoReport
  readonly checklist?: LoadChecklist
}

/** What no document can say of itself: whoever asks for a channel has it from the ledger, the cases and the registers. */
export interface VerifiedFacts {
  readonly office: string
  /** RFC 3339 with offset. */
  readonly moment: string
  /** From 0 to 9999, drawn for this decision. */
  readonly draw?: number
  readonly operator?: {
    readonly id?: string
    readonly class?: OperatorClass
    readonly aeo?: (typeof AEO_STATUSES)[number]
    readonly consolidates?: boolean
    readonly declarations?: number
    readonly differences?: number
  }
  /** Status of papers that were asked about, by kind and number; of all others it is `unknown`. */
  readonly papers?: readonly {
    readonly kind: string
    readonly id: string
    readonly status: (typeof PAPER_STATUSES)[number]
  }[]
  readonly inspection?: {
    readonly recognition: (typeof RECOGNITIONS)[number]
    readonly result?: (typeof INSPECTION_RESULTS)[number]
    readonly kinds?: readonly string[]
    readonly sealsIntact?: boolean
  }
  readonly checklist?: (typeof CHECKLIST_STATES)[number]
}

export interface Projection {
  readonly facts: ChannelFacts
  /** Paths of the vocabulary that nothing is known of, in their order: `operator.class`, `goods[].netMass`. */
  readonly notEstablished: readonly string[]
}

/**
 * The facts that documents and verification establish. Where two documents say the same thing the declaration counts,
 * which its declarant answers for; what nobody says is absent and never guessed.
 */
export function projectFacts(documents: ConsignmentDocuments, verified: VerifiedFacts): Projection {
  const { declaration, cargo, checklist } = documents
  const cargoSide = cargo === undefined ? {} : cargoFacts(cargo)
  const declared = declaration === undefined ? {} : declarationFacts(declaration)
  const known: JsonObject = asJson(merged(merged(cargoSide, declared), verifiedFacts(verified)))
  const facts = asJson({
    ...known,
    ...papersOf(known, verified),
    logistics: { ...asGroup(known['logistics']), ...checklistFacts(checklist, verified, known) },
  })
  return { facts, notEstablished: [...absentBelow(CHANNEL_VOCABULARY.facts, facts, '')].toSorted() }
}

function verifiedFacts({ office, moment, draw, operator, inspection }: VerifiedFacts): object {
  return { office, moment, draw, operator, inspection }
}

/** Papers that the documents quote, each with its verified status; a paper is asked about by kind and number. */
function papersOf(known: JsonObject, { papers = [] }: VerifiedFacts): object {
  const quoted = known['papers']
  if (!isList(quoted)) return papers.length === 0 ? {} : { papers }
  const statuses = new Map(papers.map(({ kind, id, status }) => [JSON.stringify([kind, id]), status]))
  return {
    // A paper that several items quote is one paper.
    papers: [...new Map(quoted.map((paper) => [JSON.stringify(paper), paper])).values()].map((paper) => {
      const { kind, id } = asGroup(paper)
      return { kind, id, status: statuses.get(JSON.stringify([kind, id])) ?? 'unknown' }
    }),
  }
}

function checklistFacts(
  checklist: LoadChecklist | undefined,
  { checklist: state }: VerifiedFacts,
  { totals }: JsonObject,
): object {
  const declared = asGroup(totals)['grossMass']
  const listed = checklist?.totalGrossMassMeasure
  return {
    checklist: state ?? (checklist === undefined ? undefined : 'issued'),
    massDifference:
      typeof declared === 'string' && listed !== undefined ? subtractDecimals(listed, declared) : undefined,
  }
}

/** Group by group, what the second says before what the first says. */
function merged(first: object, second: object): object {
  const result: Record<string, unknown> = { ...first }
  for (const [name, value] of Object.entries(second)) {
    const other = result[name]
    if (value === undefined) continue
    result[name] = isGroup(value) && isGroup(other) ? merged(other, value) : value
  }
  return result
}

/** Plain JSON: what is undefined is not there, and neither is a group of nothing. */
function asJson(value: object): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]: [string, unknown]) => {
      const plain = plainOf(each)
      return plain === undefined ? [] : [[name, plain]]
    }),
  )
}

function plainOf(value: unknown): JsonValue | undefined {
  if (Array.isArray(value)) return value.flatMap((each: unknown) => plainOf(each) ?? [])
  if (isGroup(value)) {
    const group = asJson(value)
    return Object.keys(group).length === 0 ? undefined : group
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined
}

function* absentBelow(fields: Fields, facts: JsonObject, above: string): Generator<string> {
  for (const [name, type] of Object.entries(fields)) yield* absentOf(type, facts[name], `${above}${name}`)
}

function* absentOf(type: FactType, value: JsonValue | undefined, path: string): Generator<string> {
  if (typeof type === 'object' && 'fields' in type)
    yield* absentBelow(type.fields, asGroup(value), `${path}.`)
  else if (value === undefined) yield path
  else if (typeof type === 'object' && 'list' in type && isList(value))
    yield* new Set(value.flatMap((each) => [...absentOf(type.list, each, `${path}[]`)]))
}

const isGroup = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: unknown): value is readonly JsonValue[] => Array.isArray(value)
const asGroup = (value: JsonValue | undefined): JsonObject => (isGroup(value) ? value : {})

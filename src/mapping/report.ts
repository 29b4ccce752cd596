import type { FieldOutcome, MappingVersion, ReadReport, WriteReport } from './outcomes.ts'

export type { ReadReport, WriteReport } from './outcomes.ts'

/**
 * The account of one conversion, from fields of the source through hub fields to fields of the target; plain JSON
 * after schemas/canonical/loss-report.schema.json. Field values stand in it only where a value was changed.
 */
export interface LossReport {
  readonly v: 1
  readonly read: readonly MappingVersion[]
  readonly write: MappingVersion
  /** Leaves by outcome. */
  readonly totals: Readonly<Record<LossEntry['outcome'], number>>
  readonly entries: readonly LossEntry[]
}

export interface LossEntry {
  readonly outcome: 'kept' | 'changed' | 'defaulted' | 'dropped'
  /** Where the value comes from; several fields that make one are parted by ` | `. */
  readonly source?: string
  readonly document?: string
  readonly target?: string
  readonly from?: string
  readonly to?: string
  /** `file:line` of each rule that had a part in it; not of kept fields, which are many. */
  readonly rules?: readonly string[]
  readonly reason?: string
  /** The mapping says that this may happen. */
  readonly declared: boolean
  /** Why an agreement allows what no mapping declares. */
  readonly accepted?: string
  /** How many leaves this line is about. */
  readonly count: number
}

/**
 * Joins what reading and writing reported by the hub fields both know.
 * @param reads of every message that went into the one written, companions included.
 */
export function lossReport(reads: readonly ReadReport[], write: WriteReport): LossReport {
  const read = byField(reads.flatMap(({ outcomes }) => outcomes))
  const written = byField(write.outcomes)
  const entries: LossEntry[] = []
  for (const { outcomes } of reads) {
    for (const each of outcomes) {
      if (each.field === undefined) entries.push(entry(each, each.messagePlace ?? each.message, undefined))
      else if (isListed(each)) entries.push(fromReading(each, written))
    }
  }
  for (const each of write.outcomes) {
    const made = fromWriting(each, read)
    if (made !== undefined) entries.push(made)
  }
  entries.push(...notHandedOver(reads, write, read))
  const totals = { kept: 0, changed: 0, defaulted: 0, dropped: 0 }
  for (const { outcome, count } of entries) totals[outcome] += count
  return {
    v: 1,
    read: reads.map(version),
    write: version(write),
    totals,
    entries: entries.sort(gravestFirst),
  }
}

/** The entries that no mapping declares and no agreement accepts: with one, the conversion must not leave the house. */
export function undeclaredLosses(report: LossReport): LossEntry[] {
  return report.entries.filter(({ declared, accepted }) => !declared && accepted === undefined)
}

type ByField = ReadonlyMap<string, readonly FieldOutcome[]>

const NONE: readonly FieldOutcome[] = []

function byField(outcomes: readonly FieldOutcome[]): ByField {
  const table = new Map<string, FieldOutcome[]>()
  for (const each of outcomes) {
    if (each.field === undefined) continue
    const known = table.get(each.field)
    if (known === undefined) table.set(each.field, [each])
    else known.push(each)
  }
  return table
}

function isListed({ outcome }: FieldOutcome): boolean {
  return outcome === 'changed' || outcome === 'defaulted'
}

/** A field that reading changed or filled in, followed to where it was written. */
function fromReading(each: FieldOutcome, written: ByField): LossEntry {
  const targets = (written.get(each.field ?? '') ?? NONE).filter(({ outcome }) => outcome !== 'dropped')
  const source =
    each.outcome === 'defaulted' && each.from === undefined ? undefined : (each.messagePlace ?? each.message)
  return entry(each, source, messages(targets), each.count, targets)
}

/** A field that writing kept, changed, filled in or left out, followed back to where it was read. */
function fromWriting(each: FieldOutcome, read: ByField): LossEntry | undefined {
  const isDefault = each.outcome === 'defaulted' && each.from === undefined
  const sources = isDefault ? NONE : (read.get(each.field ?? '') ?? NONE)
  if (each.outcome !== 'kept') return entry(each, messages(sources), each.message, each.count, sources)
  // What reading changed has an entry of its own and is not kept, although writing kept it as it then was.
  const listed = sources.filter(isListed).reduce((sum, { count }) => sum + count, 0)
  const count = each.count - listed
  return count <= 0 ? undefined : entry(each, messages(sources), each.message, count)
}

/** Every value that was read must have been met by the writer: documents can be mixed up on the way. */
function notHandedOver(reads: readonly ReadReport[], write: WriteReport, read: ByField): LossEntry[] {
  const missing = new Map<string, number>()
  for (const { filled } of reads) {
    for (const { field, count } of filled) missing.set(field, (missing.get(field) ?? 0) + count)
  }
  for (const { field, count } of write.seen) missing.set(field, (missing.get(field) ?? 0) - count)
  const entries: LossEntry[] = []
  for (const [field, count] of missing) {
    if (count <= 0) continue
    const source = messages(read.get(field) ?? NONE)
    const reason = 'it was read, but not handed over for writing'
    entries.push({
      outcome: 'dropped',
      ...(source === undefined ? {} : { source }),
      document: field,
      reason,
      declared: false,
      count,
    })
  }
  return entries
}

/** One line of the report; absent keys stay absent, because the report is hashed as canonical JSON. */
function entry(
  each: FieldOutcome,
  source: string | undefined,
  target: string | undefined,
  count: number = each.count,
  others: readonly FieldOutcome[] = NONE,
): LossEntry {
  const made: { -readonly [K in keyof LossEntry]: LossEntry[K] } = {
    outcome: each.outcome,
    declared: each.declared,
    count,
  }
  const document = each.document ?? each.field
  if (source !== undefined) made.source = source
  if (document !== undefined) made.document = document
  if (target !== undefined) made.target = target
  if (each.from !== undefined) made.from = each.from
  if (each.to !== undefined) made.to = each.to
  if (each.reason !== undefined) made.reason = each.reason
  if (each.outcome !== 'kept') {
    const rules = ruleNames(each, others)
    if (rules.length > 0) made.rules = rules
  }
  return made
}

function ruleNames(each: FieldOutcome, others: readonly FieldOutcome[]): string[] {
  const names: string[] = []
  for (const { rule } of [each, ...others]) if (rule !== undefined && !names.includes(rule)) names.push(rule)
  return names
}

/** The fields of the message, each once. */
function messages(outcomes: readonly FieldOutcome[]): string | undefined {
  const [first] = outcomes
  if (outcomes.length < 2) return first?.message
  const found = new Set<string>()
  for (const { message } of outcomes) if (message !== undefined) found.add(message)
  return found.size === 0 ? undefined : [...found].join(' | ')
}

function version({ format, mapping, codeLists }: MappingVersion): MappingVersion {
  return { format, mapping, codeLists }
}

const ORDER: Readonly<Record<LossEntry['outcome'], number>> = {
  dropped: 1,
  changed: 2,
  defaulted: 3,
  kept: 4,
}

function gravestFirst(left: LossEntry, right: LossEntry): number {
  return rank(left) - rank(right)
}

function rank({ declared, outcome }: LossEntry): number {
  return declared ? ORDER[outcome] : 0
}

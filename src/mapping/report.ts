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
  const entries = [
    ...reads.flatMap(({ outcomes }) =>
      outcomes.filter(({ field }) => field === undefined).map(lostInReading),
    ),
    ...notHandedOver(reads, write, read),
    ...[...read.values()].flatMap((outcomes) =>
      outcomes.filter(isListed).map((each) => fromReading(each, written)),
    ),
    ...write.outcomes.flatMap((each) => fromWriting(each, read)),
  ]
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

/** The entries that no mapping declares: with one of them, the conversion must not leave the house. */
export function undeclaredLosses(report: LossReport): LossEntry[] {
  return report.entries.filter(({ declared }) => !declared)
}

type ByField = ReadonlyMap<string, readonly FieldOutcome[]>

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

function lostInReading(each: FieldOutcome): LossEntry {
  return { ...bare(each), ...optional('source', each.message), ...rules([each]) }
}

/** A field that reading changed or filled in, followed to where it was written. */
function fromReading(each: FieldOutcome, written: ByField): LossEntry {
  const targets = (written.get(each.field ?? '') ?? []).filter(({ outcome }) => outcome !== 'dropped')
  return {
    ...bare(each),
    ...optional('source', each.message),
    ...optional('document', each.document ?? each.field),
    ...optional('target', paths(targets)),
    ...values(each),
    ...rules([each, ...targets]),
  }
}

/** A field that writing kept, changed, filled in or left out, followed back to where it was read. */
function fromWriting(each: FieldOutcome, read: ByField): LossEntry[] {
  const sources =
    each.outcome === 'defaulted' && each.from === undefined ? [] : (read.get(each.field ?? '') ?? [])
  const listed = sources.filter(isListed).reduce((sum, { count }) => sum + count, 0)
  const count = each.outcome === 'kept' ? each.count - listed : each.count
  if (count <= 0) return []
  const kept = each.outcome === 'kept'
  return [
    {
      ...bare(each),
      count,
      ...optional('source', paths(kept ? sources.filter((source) => !isListed(source)) : sources)),
      ...optional('document', each.document ?? each.field),
      ...optional('target', each.message),
      ...values(each),
      ...(kept ? {} : rules([each, ...sources])),
    },
  ]
}

/** Every value that was read must have been met by the writer: documents can be mixed up on the way. */
function notHandedOver(reads: readonly ReadReport[], write: WriteReport, read: ByField): LossEntry[] {
  const filled = new Map<string, number>()
  for (const { filled: counts } of reads) {
    for (const [field, count] of Object.entries(counts)) filled.set(field, (filled.get(field) ?? 0) + count)
  }
  return [...filled].flatMap(([field, count]): LossEntry[] => {
    const missing = count - (write.seen[field] ?? 0)
    if (missing <= 0) return []
    const source = optional('source', paths(read.get(field) ?? []))
    return [
      {
        outcome: 'dropped',
        ...source,
        document: field,
        reason: 'it was read, but not handed over for writing',
        declared: false,
        count: missing,
      },
    ]
  })
}

function bare({ outcome, reason, declared, count }: FieldOutcome): LossEntry {
  return { outcome, ...optional('reason', reason), declared, count }
}

function values({ from, to }: FieldOutcome): Pick<LossEntry, 'from' | 'to'> {
  return { ...optional('from', from), ...optional('to', to) }
}

function rules(outcomes: readonly FieldOutcome[]): Pick<LossEntry, 'rules'> {
  const named = [...new Set(outcomes.flatMap(({ rule }) => rule ?? []))]
  return named.length === 0 ? {} : { rules: named }
}

/** Paths without positions, each once. */
function paths(outcomes: readonly FieldOutcome[]): string | undefined {
  const found = new Set(outcomes.flatMap(({ message }) => message?.replaceAll(/\[\d+\]/g, '') ?? []))
  return found.size === 0 ? undefined : [...found].join(' | ')
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  const made: { [P in K]?: string } = {}
  if (value !== undefined) made[key] = value
  return made
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
  const rank = ({ declared, outcome }: LossEntry) => (declared ? ORDER[outcome] : 0)
  return rank(left) - rank(right)
}

import type { ReadFindings } from './read.ts'
import type { WriteFindings } from './write.ts'
import type { Listed, Omission, Plan, Run, Slot } from './plan.ts'
import { withoutIndices } from './coverage.ts'

/** Which mapping did it: hashes are hex SHA-256. */
export interface MappingVersion {
  readonly format: string
  readonly mapping: string
  readonly codeLists: Readonly<Record<string, string>>
}

/** What became of one field, or of all its repetitions together: `count` says of how many. */
export interface FieldOutcome {
  readonly outcome: 'kept' | 'changed' | 'defaulted' | 'dropped'
  /** In the message; with positions where only one leaf is meant. */
  readonly message?: string
  /** In the hub document, without positions: what reading and writing have in common. */
  readonly field?: string
  /** The same with positions, where only one leaf is meant. */
  readonly document?: string
  readonly from?: string
  readonly to?: string
  readonly rule?: string
  readonly reason?: string
  readonly declared: boolean
  readonly count: number
}

export interface ReadReport extends MappingVersion {
  readonly outcomes: readonly FieldOutcome[]
  /** Leaves that were compared (constants, totals) and leaves of the envelope: no content, so no outcome. */
  readonly checked: number
  readonly envelope: number
  /** Values put into each field of the documents. */
  readonly filled: Readonly<Record<string, number>>
}

export interface WriteReport extends MappingVersion {
  readonly outcomes: readonly FieldOutcome[]
  /** Values met in each field of the documents. */
  readonly seen: Readonly<Record<string, number>>
}

export function readReport(version: MappingVersion, plan: Plan, findings: ReadFindings): ReadReport {
  const { run, unread, places } = findings
  const lost = unread.map(({ path, first, count }): FieldOutcome => ({
    outcome: 'dropped',
    message: count === 1 ? first : path,
    reason: 'no rule of the mapping names it',
    declared: false,
    count,
  }))
  const listed = run.listed.map((each) => ({
    ...listedOutcome(each),
    ...(each.element === undefined ? {} : { message: places.path(each.element, each.attribute) }),
  }))
  const assumed = plan.slots.flatMap((slot) => {
    const count = run.assumed[slot.id] ?? 0
    return count === 0 ? [] : filledIn(slot, count, slot.assumed, 'the message has no value')
  })
  const filled: Record<string, number> = {}
  for (const slot of plan.slots) add(filled, slot, run.fresh[slot.id] ?? 0)
  return {
    ...version,
    outcomes: [...lost, ...settled(plan, run), ...listed, ...assumed],
    checked: total(plan, run, 'checked'),
    envelope: total(plan, run, 'envelope'),
    filled,
  }
}

export function writeReport(version: MappingVersion, plan: Plan, findings: WriteFindings): WriteReport {
  const { run, omitted, seen } = findings
  const presets = new Map<Slot, number>()
  for (const slot of run.presets) presets.set(slot, (presets.get(slot) ?? 0) + 1)
  const defaulted = [...presets].map(([slot, count]) =>
    filledIn(slot, count, slot.preset, 'the document has no value'),
  )
  const lost = [...omitted.values()].map(omittedOutcome)
  return {
    ...version,
    outcomes: [...lost, ...settled(plan, run), ...run.listed.map(listedOutcome), ...defaulted],
    seen: Object.fromEntries(seen),
  }
}

/** Fields that were kept, or dropped by declaration, one line for all repetitions. */
function settled(plan: Plan, run: Run): FieldOutcome[] {
  return plan.slots.flatMap((slot) => {
    const count = run.handled[slot.id] ?? 0
    const isContent = slot.outcome === 'dropped' || slot.document !== undefined
    if (count === 0 || !isContent || slot.outcome === 'checked') return []
    const outcome = slot.outcome === 'dropped' ? 'dropped' : 'kept'
    const reason = outcome === 'dropped' && slot.reason !== undefined ? { reason: slot.reason } : {}
    return [
      {
        outcome,
        message: slot.message,
        ...field(slot),
        rule: slot.rule,
        ...reason,
        declared: true,
        count,
      } as const,
    ]
  })
}

function listedOutcome({ slot, outcome, from, to, reason, document }: Listed): FieldOutcome {
  const place = document === undefined ? {} : { document }
  return {
    outcome,
    message: slot.message,
    ...field(slot),
    ...place,
    from,
    to,
    rule: slot.rule,
    reason,
    declared: true,
    count: 1,
  }
}

function filledIn(slot: Slot, count: number, to: string | undefined, reason: string): FieldOutcome {
  return {
    outcome: 'defaulted',
    message: slot.message,
    ...field(slot),
    to: to ?? '',
    rule: slot.rule,
    reason,
    declared: true,
    count,
  }
}

function omittedOutcome({ pattern, first, count, omit }: Omission): FieldOutcome {
  const place = { field: pattern, ...(count === 1 ? { document: first } : {}), count }
  if (omit === undefined)
    return { outcome: 'dropped', ...place, reason: 'the format has no rule for it', declared: false }
  return { outcome: 'dropped', ...place, rule: omit.rule, reason: omit.reason, declared: true }
}

function field(slot: Slot): { field?: string } {
  return slot.document === undefined ? {} : { field: withoutIndices(slot.document) }
}

function add(counts: Record<string, number>, slot: Slot, count: number): void {
  if (slot.document === undefined || count === 0) return
  const name = withoutIndices(slot.document)
  counts[name] = (counts[name] ?? 0) + count
}

function total(plan: Plan, run: Run, outcome: Slot['outcome']): number {
  return plan.slots.reduce(
    (sum, slot) => (slot.outcome === outcome ? sum + (run.handled[slot.id] ?? 0) : sum),
    0,
  )
}

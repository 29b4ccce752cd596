import type { Account } from './coverage.ts'
import type { Listed, Plan, Slot } from './plan.ts'
import type { ReadFindings } from './read.ts'
import type { WriteFindings } from './write.ts'

/** Which mapping did it: hashes are hex SHA-256. */
export interface MappingVersion {
  readonly format: string
  readonly mapping: string
  readonly codeLists: Readonly<Record<string, string>>
}

/** What became of one field, or of all its repetitions together: `count` says of how many. */
export interface FieldOutcome {
  readonly outcome: 'kept' | 'changed' | 'defaulted' | 'dropped'
  /** In the message, without positions. */
  readonly message: string | undefined
  /** The one leaf in the message that is meant, with positions. */
  readonly messagePlace: string | undefined
  /** In the hub document, without positions: what reading and writing have in common. */
  readonly field: string | undefined
  /** The one leaf in the document that is meant, with positions. */
  readonly document: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
  readonly rule: string | undefined
  readonly reason: string | undefined
  readonly declared: boolean
  readonly count: number
}

export interface ReadReport extends MappingVersion {
  readonly outcomes: readonly FieldOutcome[]
  /** Leaves that were compared (constants, totals) and leaves of the envelope: no content, so no outcome. */
  readonly checked: number
  readonly envelope: number
  /** How many values each field of the documents was given. */
  readonly filled: readonly FieldCount[]
}

export interface WriteReport extends MappingVersion {
  readonly outcomes: readonly FieldOutcome[]
  /** How many values each field of the documents had. */
  readonly seen: readonly FieldCount[]
}

export interface FieldCount {
  readonly field: string
  readonly count: number
}

export function readReport(version: MappingVersion, plan: Plan, findings: ReadFindings): ReadReport {
  const { run, unread, places } = findings
  const outcomes: FieldOutcome[] = []
  for (const { path, first, count } of unread) {
    const messagePlace = count === 1 ? first : undefined
    outcomes.push({
      ...NOTHING,
      message: path,
      messagePlace,
      reason: 'no rule of the mapping names it',
      declared: false,
      count,
    })
  }
  for (const each of run.listed) {
    const messagePlace = each.element === undefined ? undefined : places.path(each.element, each.attribute)
    outcomes.push({ ...listedOutcome(each), messagePlace })
  }
  const filled: FieldCount[] = []
  let [checked, envelope] = [0, 0]
  for (const slot of plan.slots) {
    const handled = run.handled[slot.id] ?? 0
    if (slot.outcome === 'checked') checked += handled
    else if (slot.outcome === 'envelope') envelope += handled
    pushSettled(outcomes, slot, handled)
    const assumed = run.assumed[slot.id] ?? 0
    if (assumed > 0) outcomes.push(filledIn(slot, assumed, slot.assumed, 'the message has no value'))
    const fresh = run.fresh[slot.id] ?? 0
    if (slot.field !== undefined && fresh > 0) filled.push({ field: slot.field, count: fresh })
  }
  return { ...version, outcomes, checked, envelope, filled }
}

export function writeReport(version: MappingVersion, plan: Plan, findings: WriteFindings): WriteReport {
  const { run, accounts } = findings
  const outcomes: FieldOutcome[] = []
  const seen: FieldCount[] = []
  for (const account of accounts) report(account, outcomes, seen)
  for (const each of run.listed) outcomes.push(listedOutcome(each))
  const presets = new Map<Slot, number>()
  for (const slot of run.presets) presets.set(slot, (presets.get(slot) ?? 0) + 1)
  for (const [slot, count] of presets)
    outcomes.push(filledIn(slot, count, slot.preset, 'the document has no value'))
  for (const slot of plan.slots) pushSettled(outcomes, slot, run.handled[slot.id] ?? 0)
  return { ...version, outcomes, seen }
}

/** Leaves of one document: how many there were, and which of them were left out. */
function report(
  { met, seen, left, uncovered }: Account,
  outcomes: FieldOutcome[],
  counts: FieldCount[],
): void {
  for (const node of met) {
    counts.push({ field: node.pattern, count: seen[node.id] ?? 0 })
    const count = left[node.id] ?? 0
    if (count === 0) continue
    const { omit } = node
    const why = omit ?? { reason: 'the format has no rule for it', rule: undefined }
    const document = uncovered.get(node)
    outcomes.push({ ...NOTHING, ...why, field: node.pattern, document, declared: omit !== undefined, count })
  }
}

const NOTHING: FieldOutcome = {
  outcome: 'dropped',
  message: undefined,
  messagePlace: undefined,
  field: undefined,
  document: undefined,
  from: undefined,
  to: undefined,
  rule: undefined,
  reason: undefined,
  declared: true,
  count: 0,
}

/** Fields that were kept, or dropped by declaration: one line for all repetitions. */
function pushSettled(outcomes: FieldOutcome[], slot: Slot, count: number): void {
  if (count === 0) return
  const { outcome, message, field, rule } = slot
  if (outcome === 'dropped') outcomes.push({ ...NOTHING, message, field, rule, reason: slot.reason, count })
  else if (outcome !== 'checked' && field !== undefined)
    outcomes.push({ ...NOTHING, outcome: 'kept', message, field, rule, count })
}

function listedOutcome({ slot, outcome, from, to, reason, document }: Listed): FieldOutcome {
  const { message, field, rule } = slot
  return { ...NOTHING, outcome, message, field, document, from, to, rule, reason, count: 1 }
}

function filledIn(slot: Slot, count: number, to: string | undefined, reason: string): FieldOutcome {
  const { message, field, rule } = slot
  return { ...NOTHING, outcome: 'defaulted', message, field, to: to ?? '', rule, reason, count }
}

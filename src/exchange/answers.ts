import { KhorgosError } from '../errors.ts'
import type { LogAppend, SignedHead } from '../evidence/log-append.ts'
import { formatReceipt } from '../evidence/receipt.ts'
import type { NewAcknowledgement } from '../store/acknowledgements.ts'
import type { ExchangeRow, ReceiptedExchange } from '../store/exchanges.ts'
import type { ReceiptPlace } from './guards.ts'
import type { Verdict } from './plan.ts'
import type { Changes, Committed } from './unit.ts'

/** What a unit is told after the commit. `receiptAt`: its receipt is that of an earlier record, to be made again. */
export type Answer<R = unknown> =
  { readonly committed: Committed<R>; readonly receiptAt?: ReceiptPlace } | { readonly fault: KhorgosError }

/** A unit that is done, with its places in the log. */
export interface Placed {
  readonly changes: Changes<unknown>
  readonly records: LogAppend['records']
  readonly head: SignedHead
  readonly exchange: ReceiptedExchange | undefined
}

/** What a batch wrote. */
export interface Written<R> {
  /** By the place of the unit, like `results`. */
  readonly placed: readonly (Placed | undefined)[]
  /** What the participant says of the entries that were judged. */
  readonly results: ReadonlyMap<number, R>
  readonly head: SignedHead
}

/** Rows of the acknowledgements of a unit. */
export function acknowledgementsOf({ changes, records, head }: Placed): NewAcknowledgement[] {
  return changes.acknowledgements.map(({ record, ...rest }) => ({
    ...rest,
    recordIndex: indexOf(records, record),
    receiptSize: head.size,
    receivedAt: head.at,
  }))
}

function indexOf(records: LogAppend['records'], place: number): bigint {
  const record = records[place]
  if (record === undefined) throw new KhorgosError('INTERNAL', 'An acknowledgement has no record.')
  return record.index
}

/** What the `unit`-th unit is told. */
export function answerOf<R>(verdict: Verdict, unit: number, written: Written<R>): Answer<R> {
  if (verdict.kind === 'fault') return { fault: verdict.error }
  if (verdict.kind === 'done') return done(verdict, unit, written)
  if (verdict.kind !== 'duplicate') return { committed: { outcome: verdict.kind } }
  return { committed: { outcome: 'duplicate', existing: existingRow(verdict.existing, written.placed) } }
}

function done<R>(
  verdict: Extract<Verdict, { kind: 'done' }>,
  unit: number,
  { placed, results, head }: Written<R>,
): Answer<R> {
  const records = placed[unit]?.records ?? []
  const receipt = receiptOf(verdict.changes, records, head)
  const result = results.get(unit)
  const committed: Committed<R> = {
    outcome: 'done',
    records: records.map(({ index }) => ({ index })),
    ...(receipt !== undefined && { receipt }),
    checkpoint: head.note,
    ...(result !== undefined && { result }),
  }
  const at = verdict.receiptOf
  if (at === undefined) return { committed }
  return { committed, receiptAt: 'unit' in at ? placeOfFirst(placed[at.unit]) : at }
}

function receiptOf(
  { receiptOf: wanted }: Changes<unknown>,
  records: LogAppend['records'],
  head: SignedHead,
): string | undefined {
  const receipted = wanted && records[wanted.record]
  if (wanted === undefined || receipted === undefined) return undefined
  const { index, proof, record } = receipted
  return formatReceipt({ index, proof, record, checkpoint: head.note, salt: wanted.salt })
}

/** The receipt of an acknowledgement that came twice in one batch is that of the first. */
function placeOfFirst(first: Placed | undefined): ReceiptPlace {
  const [acknowledged] = first === undefined ? [] : acknowledgementsOf(first)
  if (acknowledged === undefined)
    throw new KhorgosError('INTERNAL', 'A repeated acknowledgement has no first one.')
  return acknowledged
}

/** The row of an exchange that was there, or that another unit of this batch has just made. */
function existingRow(
  found: ExchangeRow | { readonly id: string },
  placed: readonly (Placed | undefined)[],
): ExchangeRow {
  if ('receiptIndex' in found) return found
  const first = placed.find((each) => each?.exchange?.id === found.id)?.exchange
  if (first === undefined) throw new KhorgosError('INTERNAL', 'A duplicate has no first message.')
  return {
    id: first.id,
    partner: first.partner ?? null,
    messageId: first.messageId ?? null,
    digest: first.digest ?? null,
    format: first.format ?? null,
    state: first.state,
    receiptIndex: first.receiptIndex,
    receiptSize: first.receiptSize,
    receivedAt: first.receivedAt,
  }
}

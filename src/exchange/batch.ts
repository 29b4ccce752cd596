import { KhorgosError } from '../errors.ts'
import type { EvidenceLog, LogAppend, LogEntry, SignedHead } from '../evidence/log.ts'
import { formatReceipt } from '../evidence/receipt.ts'
import { insertAcknowledgements } from '../store/acknowledgements.ts'
import type { Tx } from '../store/database.ts'
import { insertExchanges, moveExchanges, type ExchangeRow, type ReceiptedExchange } from '../store/exchanges.ts'
import type { HeadRow } from '../store/log.ts'
import { completeDeliveries, retryLater } from '../store/outbox.ts'
import { insertOutgoing, moveOutgoing } from '../store/outgoing.ts'
import { insertPayloads } from '../store/payloads.ts'
import { crashPoint } from './crash-points.ts'
import { readFacts, type ReceiptPlace } from './facts.ts'
import { planBatch, type Plan, type Verdict } from './plan.ts'
import type { Changes, Committed } from './unit.ts'

/** A batch whose rows are written; true once the transaction is committed. */
export interface WrittenBatch {
  readonly head: SignedHead
  /** False when no unit had a record: then the head is the one that was there. */
  readonly appended: boolean
  readonly answers: readonly Answer[]
}

/** What a unit is told after the commit. `receiptAt`: its receipt is that of an earlier record, to be made again. */
export type Answer =
  | { readonly committed: Committed; readonly receiptAt?: ReceiptPlace }
  | { readonly fault: KhorgosError }

/**
 * The transaction of a batch: the head is locked first, so that what the guards read stays true, then the log grows,
 * then come the rows that name places in it.
 */
export async function writeBatch(tx: Tx, log: EvidenceLog, units: readonly Changes[]): Promise<WrittenBatch> {
  const head = await log.lock(tx)
  const plan = planBatch(units, await readFacts(tx, units))
  const entries = plan.verdicts.map(entriesOf)
  const all = entries.flat()
  const appended = all.length === 0 ? unchanged(head) : await log.append(tx, head, all)
  const firsts = firstPlaces(entries)
  const placed = plan.verdicts.map((verdict, unit) => place(verdict, appended, firsts[unit] ?? 0))
  await writeRows(tx, plan, placed)
  crashPoint('before-commit')
  const answers = plan.verdicts.map((verdict, unit) => answer(verdict, placed, unit, appended))
  return { head: appended.head, appended: all.length > 0, answers }
}

function unchanged(head: HeadRow): LogAppend {
  return { head: { size: head.size, root: head.root, note: head.note, at: head.lastAt }, records: [] }
}

function entriesOf(verdict: Verdict): LogEntry[] {
  if (verdict.kind !== 'done') return []
  const { records, payloads } = verdict.changes
  return records.map((draft) => ({
    draft,
    payloadId: 'payload' in draft ? payloads.find(({ commitment }) => commitment === draft.payload)?.id : undefined,
  }))
}

/** Where among the new records each unit's begin. */
function firstPlaces(entries: readonly (readonly LogEntry[])[]): number[] {
  let next = 0
  return entries.map((of) => {
    const first = next
    next += of.length
    return first
  })
}

/** A unit that is done, with its places in the log. */
interface Placed {
  readonly changes: Changes
  readonly records: LogAppend['records']
  readonly head: SignedHead
  readonly exchange: ReceiptedExchange | undefined
}

function place(verdict: Verdict, appended: LogAppend, first: number): Placed | undefined {
  if (verdict.kind !== 'done') return undefined
  const { changes } = verdict
  const records = appended.records.slice(first, first + changes.records.length)
  const { head } = appended
  const receipted = changes.receiptOf && records[changes.receiptOf.record]
  const exchange =
    changes.exchange && receipted
      ? { ...changes.exchange, receiptIndex: receipted.index, receiptSize: head.size }
      : undefined
  return { changes, records, head, exchange }
}

/** One flight; parents before what refers to them, for statements run in the order they are sent. */
async function writeRows(tx: Tx, plan: Plan, all: readonly (Placed | undefined)[]): Promise<void> {
  const placed = all.flatMap((each) => each ?? [])
  const done = placed.map(({ changes }) => changes)
  const moves = [...plan.exchangeMoves.values()]
  const sending = [...plan.outgoingMoves.values()]
  const write = async <T>(rows: readonly T[], insert: (tx: Tx, rows: readonly T[]) => Promise<unknown>): Promise<unknown> =>
    rows.length === 0 ? undefined : insert(tx, rows)
  await Promise.all([
    write(done.flatMap(({ payloads }) => payloads), insertPayloads),
    write(placed.flatMap(({ exchange }) => exchange ?? []), insertExchanges),
    write(done.flatMap(({ outgoing }) => outgoing), insertOutgoing),
    write(placed.flatMap(acknowledgementsOf), insertAcknowledgements),
    write(moves, async (within, rows) => requireAll(moves.length, await moveExchanges(within, rows))),
    write(sending, async (within, rows) => requireAll(sending.length, await moveOutgoing(within, rows))),
    write([...plan.retries.values()], retryLater),
    write([...plan.completed], completeDeliveries),
  ])
}

function acknowledgementsOf({ changes, records, head }: Placed) {
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

function requireAll(expected: number, moved: readonly string[]): void {
  if (moved.length !== expected)
    throw new KhorgosError('INTERNAL', 'A state changed although the log head was held: somebody else writes this schema.')
}

function answer(verdict: Verdict, placed: readonly (Placed | undefined)[], unit: number, appended: LogAppend): Answer {
  switch (verdict.kind) {
    case 'fault':
      return { fault: verdict.error }
    case 'duplicate':
      return { committed: { outcome: 'duplicate', existing: existingRow(verdict.existing, placed) } }
    case 'done':
      return done(verdict, placed, unit, appended)
    case 'waiting-taken':
    case 'claim-lost':
    case 'state-moved':
      return { committed: { outcome: verdict.kind } }
  }
}

function done(
  verdict: Extract<Verdict, { kind: 'done' }>,
  placed: readonly (Placed | undefined)[],
  unit: number,
  { head }: LogAppend,
): Answer {
  const records = placed[unit]?.records ?? []
  const receipt = receiptOf(verdict.changes, records, head)
  const committed: Committed = {
    outcome: 'done',
    records: records.map(({ index }) => ({ index })),
    ...(receipt !== undefined && { receipt }),
    checkpoint: head.note,
  }
  const at = verdict.receiptOf
  if (at === undefined) return { committed }
  return { committed, receiptAt: 'unit' in at ? placeOfFirst(placed[at.unit]) : at }
}

function receiptOf({ receiptOf: wanted }: Changes, records: LogAppend['records'], head: SignedHead): string | undefined {
  const receipted = wanted && records[wanted.record]
  if (wanted === undefined || receipted === undefined) return undefined
  const { index, proof, record } = receipted
  return formatReceipt({ index, proof, record, checkpoint: head.note, salt: wanted.salt })
}

/** The receipt of an acknowledgement that came twice in one batch is that of the first. */
function placeOfFirst(first: Placed | undefined): ReceiptPlace {
  const [acknowledged] = first === undefined ? [] : acknowledgementsOf(first)
  if (acknowledged === undefined) throw new KhorgosError('INTERNAL', 'A repeated acknowledgement has no first one.')
  return acknowledged
}

/** The row of an exchange that was there, or that another unit of this batch has just made. */
function existingRow(found: ExchangeRow | { readonly id: string }, placed: readonly (Placed | undefined)[]): ExchangeRow {
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

import { KhorgosError } from '../errors.ts'
import type { EvidenceLog } from '../evidence/log.ts'
import type { LogAppend, LogEntry, SignedHead } from '../evidence/log-append.ts'
import { insertAcknowledgements } from '../store/acknowledgements.ts'
import type { Tx } from '../store/database.ts'
import { insertExchanges, moveExchanges } from '../store/exchanges.ts'
import type { HeadRow } from '../store/log.ts'
import { completeDeliveries, retryLater } from '../store/outbox.ts'
import { insertOutgoing, moveOutgoing } from '../store/outgoing.ts'
import { insertPayloads } from '../store/payloads.ts'
import { acknowledgementsOf, answerOf, type Answer, type Placed } from './answers.ts'
import { crashPoint } from './crash-points.ts'
import { readFacts } from './facts.ts'
import { planBatch, type Plan, type Verdict } from './plan.ts'
import type { Changes } from './unit.ts'

/** A batch whose rows are written; true once the transaction is committed. */
export interface WrittenBatch {
  readonly head: SignedHead
  /** False when no unit had a record: then the head is the one that was there. */
  readonly appended: boolean
  readonly answers: readonly Answer[]
}

/**
 * The transaction of a batch: the head is locked first, so that what the guards read stays true (statements of a
 * transaction run in the order they are sent, each sees what was committed before it), then the log grows, then come
 * the rows that name places in it.
 */
export async function writeBatch(tx: Tx, log: EvidenceLog, units: readonly Changes[]): Promise<WrittenBatch> {
  const [head, facts] = await Promise.all([log.lock(tx), readFacts(tx, units)])
  const plan = planBatch(units, facts)
  const entries = plan.verdicts.map(entriesOf)
  const all = entries.flat()
  const appended = all.length === 0 ? unchanged(head) : await log.append(tx, head, all)
  const firsts = firstPlaces(entries)
  const placed = plan.verdicts.map((verdict, unit) => place(verdict, appended, firsts[unit] ?? 0))
  await writeRows(tx, plan, placed)
  crashPoint('before-commit')
  const answers = plan.verdicts.map((verdict, unit) => answerOf(verdict, placed, unit, appended.head))
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
    payloadId:
      'payload' in draft ? payloads.find(({ commitment }) => commitment === draft.payload)?.id : undefined,
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
  const changes = placed.map((each) => each.changes)
  const moves = [...plan.exchangeMoves.values()]
  const sending = [...plan.outgoingMoves.values()]
  const write = async <T>(
    rows: readonly T[],
    insert: (tx: Tx, rows: readonly T[]) => Promise<unknown>,
  ): Promise<unknown> => (rows.length === 0 ? undefined : insert(tx, rows))
  await Promise.all([
    write(
      changes.flatMap(({ payloads }) => payloads),
      insertPayloads,
    ),
    write(
      placed.flatMap(({ exchange }) => exchange ?? []),
      insertExchanges,
    ),
    write(
      changes.flatMap(({ outgoing }) => outgoing),
      insertOutgoing,
    ),
    write(placed.flatMap(acknowledgementsOf), insertAcknowledgements),
    write(moves, async (within, rows) => requireAll(moves.length, await moveExchanges(within, rows))),
    write(sending, async (within, rows) => requireAll(sending.length, await moveOutgoing(within, rows))),
    write([...plan.retries.values()], retryLater),
    write([...plan.completed], completeDeliveries),
  ])
}

function requireAll(expected: number, moved: readonly string[]): void {
  if (moved.length !== expected)
    throw new KhorgosError(
      'INTERNAL',
      'A state changed although the log head was held: somebody else writes this schema.',
    )
}

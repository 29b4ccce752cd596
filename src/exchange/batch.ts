import { KhorgosError } from '../errors.ts'
import type { EvidenceLog } from '../evidence/log.ts'
import type { Commitment } from '../evidence/commitment.ts'
import type { LogAppend, LogEntry, SignedHead } from '../evidence/log-append.ts'
import type { EvidenceDraft } from '../evidence/record.ts'
import { insertAcknowledgements } from '../store/acknowledgements.ts'
import type { Tx } from '../store/database.ts'
import { insertExchanges, moveExchanges } from '../store/exchanges.ts'
import type { HeadRow } from '../store/log.ts'
import { completeDeliveries, retryLater } from '../store/outbox.ts'
import { insertOutgoing, moveOutgoing } from '../store/outgoing.ts'
import { insertPayloads } from '../store/payloads.ts'
import { acknowledgementsOf, answerOf, type Answer, type Placed } from './answers.ts'
import { crashPoint } from './crash-points.ts'
import { readGuards } from './guards.ts'
import type { Participant, Turn } from './participant.ts'
import { requireAll } from './moved.ts'
import { planBatch, type Plan, type Verdict } from './plan.ts'
import type { Changes } from './unit.ts'

/** A batch whose rows are written; true once the transaction is committed. */
export interface WrittenBatch<R> {
  readonly head: SignedHead
  /** False when no unit had a record: then the head is the one that was there. */
  readonly appended: boolean
  readonly answers: readonly Answer<R>[]
}

export interface BatchParts<E, R> {
  readonly log: EvidenceLog
  /** Who decides about entries; absent where no unit has one. */
  readonly participant?: Participant<E, R>
}

/**
 * The transaction of a batch: the head is locked first, so that what the guards read stays true (statements of a
 * transaction run in the order they are sent, each sees what was committed before it), then the log grows, then come
 * the rows that name places in it, the participant's last.
 */
export async function writeBatch<E, R>(
  tx: Tx,
  { log, participant }: BatchParts<E, R>,
  units: readonly Changes<E>[],
): Promise<WrittenBatch<R>> {
  const [head, guards, turn] = await Promise.all([
    log.lock(tx),
    readGuards(tx, units),
    beginTurn(tx, participant, units),
  ])
  const at = log.timeAfter(head)
  const plan = planBatch(units, guards, { turn, index: head.size, at })
  const leaves = plan.verdicts.map(leavesOf)
  const all = leaves.flat()
  const appended = all.length === 0 ? unchanged(head) : log.append(tx, head, all, at)
  const firsts = firstPlaces(leaves)
  const placed = plan.verdicts.map((verdict, unit) => place(verdict, appended, firsts[unit] ?? 0))
  const [, results] = await Promise.all([
    writeRows(tx, plan, placed),
    writeEntries(tx, plan, turn, appended.head),
    appended.written,
  ])
  crashPoint('before-commit')
  const written = { placed, results, head: appended.head }
  const answers = plan.verdicts.map((verdict, unit) => answerOf(verdict, unit, written))
  return { head: appended.head, appended: all.length > 0, answers }
}

async function beginTurn<E, R>(
  tx: Tx,
  participant: Participant<E, R> | undefined,
  units: readonly Changes<E>[],
): Promise<Turn<E, R> | undefined> {
  const entries = units.flatMap(({ entry }) => (entry === undefined ? [] : [entry]))
  if (entries.length === 0) return undefined
  if (participant === undefined)
    throw new KhorgosError('INTERNAL', 'A unit of work has an entry that nobody can decide about.')
  return participant.begin(tx, entries)
}

/** @returns what the participant says of each entry that was judged, by the place of its unit */
async function writeEntries<E, R>(
  tx: Tx,
  { verdicts }: Plan,
  turn: Turn<E, R> | undefined,
  head: SignedHead,
): Promise<Map<number, R>> {
  const judged = verdicts.flatMap((verdict, unit) =>
    verdict.kind === 'done' && verdict.changes.entry !== undefined ? [unit] : [],
  )
  if (turn === undefined || judged.length === 0) return new Map()
  const results = await turn.write(tx, head)
  if (results.length !== judged.length)
    throw new KhorgosError('INTERNAL', `${judged.length} entries were judged, ${results.length} answered.`)
  return new Map(results.map((result, at) => [judged[at] ?? at, result]))
}

function unchanged(head: HeadRow): LogAppend {
  return {
    head: { size: head.size, root: head.root, note: head.note, at: head.lastAt },
    records: [],
    written: Promise.resolve(),
  }
}

function leavesOf(verdict: Verdict): LogEntry[] {
  if (verdict.kind !== 'done') return []
  const { records, payloads } = verdict.changes
  return records.map((draft) => ({
    draft,
    payloadId: payloads.find(({ commitment }) => commitment === openedBy(draft))?.id,
  }))
}

/** The commitment that the receipt of a record opens: to what the record is made for. */
function openedBy(draft: EvidenceDraft): Commitment | undefined {
  if ('payload' in draft) return draft.payload
  return draft.kind === 'composed' ? draft.documents : undefined
}

/** Where among the new records each unit's begin. */
function firstPlaces(leaves: readonly (readonly LogEntry[])[]): number[] {
  let next = 0
  return leaves.map((of) => {
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
    write(moves, async (within, rows) => requireAll(moves, await moveExchanges(within, rows))),
    write(sending, async (within, rows) => requireAll(sending, await moveOutgoing(within, rows))),
    write([...plan.retries.values()], retryLater),
    write([...plan.completed], completeDeliveries),
  ])
}

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SignedHead } from '../../evidence/log-append.ts'
import { requireAll } from '../../exchange/moved.ts'
import { sumDecimals } from '../../model/decimal.ts'
import type { Tx } from '../../store/database.ts'
import {
  type BalanceChange,
  insertBalances,
  insertPostings,
  moveBalances,
  type NewBalance,
} from '../../store/ledger/balances.ts'
import { insertReports } from '../../store/ledger/reports.ts'
import {
  insertWriteOffs,
  moveWriteOffs,
  type NewWriteOff,
  type WriteOffMove,
} from '../../store/ledger/write-offs.ts'
import { type Posting, posted } from './balances.ts'
import type { MadeWriteOff } from './judged-write-off.ts'
import type { WriteOffNow } from './write-off-now.ts'

/**
 * The rows of the write-offs of one batch. The database sees every balance and every write-off once, however often the
 * batch changed it, and adds up and compares by itself: should it come to something else, the batch fails.
 *
 * @returns the signatures over their statements
 */
export async function writeWriteOffs(
  sign: (payload: Uint8Array) => Uint8Array,
  tx: Tx,
  head: SignedHead,
  made: readonly MadeWriteOff[],
): Promise<ReadonlyMap<MadeWriteOff, Uint8Array>> {
  if (made.length === 0) return new Map()
  const amounts = writeAmounts(tx, made)
  // The statements so far go out at the end of this turn: the database works on them while the answers are signed.
  await nextTurn()
  const signatures = new Map(made.map((each) => [each, sign(each.payload)]))
  await Promise.all([amounts, writeStates(tx, head, signatures)])
  return signatures
}

interface Change {
  readonly document: bigint
  readonly position: bigint
  readonly postedAt: Date
  readonly posting: Posting
}

async function writeAmounts(tx: Tx, made: readonly MadeWriteOff[]): Promise<void> {
  const changes = made.flatMap(({ after: { document, recordIndex }, at, postings }) =>
    postings.map((posting): Change => ({ document, position: recordIndex, postedAt: at, posting })),
  )
  if (changes.length === 0) return
  const balances = grouped(changes, ({ posting }) => posting.balance.id)
  const opened = balances.filter(([first]) => first.posting.isNew).map(openedRow)
  const moved = balances.filter(([first]) => !first.posting.isNew).map(movedRow)
  await Promise.all([
    opened.length === 0 ? undefined : insertBalances(tx, opened),
    moved.length === 0 ? undefined : moveBalances(tx, moved).then((ids) => requireAll(moved, ids)),
    insertPostings(
      tx,
      changes.map(({ position, postedAt, posting: { balance, reserved, used } }) => ({
        balanceId: balance.id,
        position,
        reserved,
        used,
        postedAt,
      })),
    ),
  ])
}

function openedRow(changes: Group<Change>): NewBalance {
  const { document, position, posting } = lastOf(changes)
  return { ...posted(posting), document, posted: position }
}

function movedRow(changes: Group<Change>): BalanceChange {
  const [{ posting }] = changes
  return {
    id: posting.balance.id,
    reserved: sumDecimals(changes.map((each) => each.posting.reserved)),
    used: sumDecimals(changes.map((each) => each.posting.used)),
    posted: lastOf(changes).position,
  }
}

async function writeStates(
  tx: Tx,
  head: SignedHead,
  signatures: ReadonlyMap<MadeWriteOff, Uint8Array>,
): Promise<void> {
  const made: NewWriteOff[] = []
  const moves: WriteOffMove[] = []
  for (const steps of grouped(signatures, ([{ after }]) => after.id)) {
    const [[{ before }]] = steps
    const [{ after, payloadId }, signature] = lastOf(steps)
    const row = { ...rowOf(after), payloadId, signature, receiptSize: head.size }
    if (before === undefined) made.push(row)
    else moves.push({ ...row, before: before.state })
  }
  const reports = [...signatures.keys()].flatMap(({ report }) => report ?? [])
  await Promise.all([
    made.length === 0 ? undefined : insertWriteOffs(tx, made),
    reports.length === 0 ? undefined : insertReports(tx, reports),
    moves.length === 0 ? undefined : moveWriteOffs(tx, moves).then((ids) => requireAll(moves, ids)),
  ])
}

function rowOf({
  digest,
  stepDigest,
  lines,
  ...writeOff
}: WriteOffNow): Omit<NewWriteOff, 'payloadId' | 'signature' | 'receiptSize'> {
  return {
    ...writeOff,
    digest: Buffer.from(digest, 'hex'),
    stepDigest: stepDigest === undefined ? undefined : Buffer.from(stepDigest, 'hex'),
    lines: JSON.stringify(lines),
  }
}

type Group<T> = readonly [T, ...T[]]

function grouped<T>(items: Iterable<T>, keyOf: (item: T) => string): Group<T>[] {
  const groups = new Map<string, [T, ...T[]]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return [...groups.values()]
}

function lastOf<T>(group: Group<T>): T {
  return group.at(-1) ?? group[0]
}

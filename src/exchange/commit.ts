import { setTimeout as pause } from 'node:timers/promises'
import { asKhorgosError, CODES, KhorgosError } from '../errors.ts'
import type { EvidenceLog } from '../evidence/log.ts'
import type { Database } from '../store/database.ts'
import { findCheckpoint } from '../store/log.ts'
import { isLostRace } from '../store/store-error.ts'
import type { Answer } from './answers.ts'
import { writeBatch, type BatchParts, type WrittenBatch } from './batch.ts'
import { crashPoint } from './crash-points.ts'
import type { Changes, Committed } from './unit.ts'

export type { Changes, Committed } from './unit.ts'

/**
 * Group commit: many units of work share one transaction, one checkpoint signature and one wait for the disk. One
 * batch at a time; while it commits, the next collects. `E` and `R` are those of its participant: who hands in no entry
 * can be given any committer.
 */
export interface Committer<E = never, R = unknown> {
  /**
   * Resolves after the commit, or when a guard says no. Nothing is true before it has resolved.
   * @throws KhorgosError OVERLOADED at once when too many wait; STORE_UNAVAILABLE when nothing can be promised (the
   * same unit may then be handed in again: its guards find out whether it had been committed after all);
   * MESSAGE_ID_REUSED when a receiver already has another message of ours with that id
   */
  commit(changes: Changes<E>): Promise<Committed<R>>
  /** Resolves when nothing waits and nothing is under way. */
  drain(): Promise<void>
  /** Units that wait, for the metrics. */
  queued(): number
}

export interface CommitterParts<E, R> extends BatchParts<E, R> {
  readonly database: Database
  /** Units in one transaction. */
  readonly maxBatch: number
  /** Units that may wait. */
  readonly maxQueue: number
}

interface Waiting<E, R> {
  readonly changes: Changes<E>
  readonly resolve: (committed: Committed<R>) => void
  readonly reject: (error: KhorgosError) => void
}

/** Payload bytes in one transaction: its parameters are in memory here and in the database. */
const MAX_BATCH_BYTES = 16 * 1024 * 1024

/** A transaction costs much the same for one unit as for fifty: let some gather, ms. */
const GATHER_MS = 5

export function createCommitter<E = never, R = unknown>(parts: CommitterParts<E, R>): Committer<E, R> {
  const queue: Waiting<E, R>[] = []
  let running: Promise<void> | undefined

  const run = async (): Promise<void> => {
    let told = Promise.resolve()
    while (queue.length > 0) {
      await pause(GATHER_MS)
      const settled = await settle(parts, queue.splice(0, batchLength(queue, parts.maxBatch)))
      // Publication goes on beside the next batch, one at a time: whoever waits for an answer waits for its own alone.
      await told
      told = tellAll(parts.log, settled)
    }
    await told
    if (queue.length > 0) return run()
    running = undefined
  }

  const drain = async (): Promise<void> => {
    if (running === undefined) return
    await running
    await drain()
  }

  return {
    commit(changes) {
      if (queue.length >= parts.maxQueue)
        return Promise.reject(new KhorgosError('OVERLOADED', CODES.OVERLOADED.title))
      return new Promise((resolve, reject) => {
        queue.push({ changes, resolve, reject })
        running ??= run()
      })
    },
    drain,
    queued: () => queue.length,
  }
}

/** At least one unit, however large. */
function batchLength(queue: readonly Waiting<unknown, never>[], maxBatch: number): number {
  let bytes = 0
  const end = queue.slice(0, maxBatch).findIndex(({ changes }, place) => {
    bytes += changes.payloads.reduce((sum, payload) => sum + payload.bytes.length, 0)
    return place > 0 && bytes > MAX_BATCH_BYTES
  })
  return end === -1 ? maxBatch : end
}

/** Units whose batch is committed, and not told yet. */
interface Settled<E, R> {
  readonly waiting: readonly Waiting<E, R>[]
  readonly written: WrittenBatch<R>
}

/**
 * Commits. Never throws: who fails is told so at once. A unit that makes its batch fail is left to fail alone: the batch is
 * halved until it is, so that one in a thousand costs the others some ten commits and not a thousand.
 */
async function settle<E, R>(
  parts: CommitterParts<E, R>,
  waiting: readonly Waiting<E, R>[],
): Promise<readonly Settled<E, R>[]> {
  try {
    const units = waiting.map(({ changes }) => changes)
    const written = await commitWritten(parts, units, MAX_ATTEMPTS)
    crashPoint('after-commit')
    return [{ waiting, written }]
  } catch (thrown) {
    const error = asKhorgosError(thrown)
    if (error.code !== 'INTERNAL' || waiting.length === 1) {
      for (const { reject } of waiting) reject(error)
      return []
    }
    const half = waiting.length >> 1
    const first = await settle(parts, waiting.slice(0, half))
    return [...first, ...(await settle(parts, waiting.slice(half)))]
  }
}

/**
 * From the commit on the records are promised; nobody is told of them before they are remembered outside the database. A
 * crash in between is repaired by the log's start. Never throws: every unit is answered.
 */
async function tellAll<E, R>(log: EvidenceLog, settled: readonly Settled<E, R>[]): Promise<void> {
  for (const { waiting, written } of settled) {
    try {
      await publish(log, written)
      crashPoint('after-publish')
      await Promise.all(waiting.map((each, place) => tell(log, each, written.answers[place])))
    } catch (thrown) {
      for (const { reject } of waiting) reject(asKhorgosError(thrown))
    }
  }
}

async function tell<R>(
  log: EvidenceLog,
  { resolve, reject }: Pick<Waiting<never, R>, 'resolve' | 'reject'>,
  answer: Answer<R> | undefined,
): Promise<void> {
  try {
    if (answer === undefined) throw new KhorgosError('INTERNAL', 'A unit of a batch was not answered.')
    if ('fault' in answer) throw answer.fault
    const { committed, receiptAt } = answer
    if (committed.outcome !== 'done' || receiptAt === undefined) return resolve(committed)
    resolve({ ...committed, receipt: await log.receipt(receiptAt.recordIndex, receiptAt.receiptSize) })
  } catch (thrown) {
    reject(asKhorgosError(thrown))
  }
}

/** A batch that lost against another node (its head, a deadlock) was rolled back whole, and may run again. */
const MAX_ATTEMPTS = 4

async function commitWritten<E, R>(
  parts: CommitterParts<E, R>,
  units: readonly Changes<E>[],
  attempts: number,
): Promise<WrittenBatch<R>> {
  let written: WrittenBatch<R> | undefined
  try {
    return await parts.database.transaction(async (tx) => (written = await writeBatch(tx, parts, units)))
  } catch (thrown) {
    const lost = isLostRace(thrown) || (thrown instanceof KhorgosError && thrown.code === 'LOG_HEAD_MOVED')
    if (lost && attempts > 1) return commitWritten(parts, units, attempts - 1)
    const unknown = thrown instanceof KhorgosError && thrown.code === 'STORE_UNAVAILABLE'
    if (unknown && written?.appended === true && (await wasCommitted(parts, written))) return written
    throw thrown
  }
}

/** Pauses between attempts to read back what became of a commit, in ms. */
const READ_BACK_PAUSES = [100, 400, 1_500]

/**
 * The answer to COMMIT was lost. The lock of the head waits until the server has ended that transaction one way or
 * the other; then its checkpoint is there, or it never will be. Without an answer nothing is promised.
 */
async function wasCommitted(
  parts: Pick<CommitterParts<never, unknown>, 'database' | 'log'>,
  { head }: Pick<WrittenBatch<unknown>, 'head'>,
): Promise<boolean> {
  for (const ms of READ_BACK_PAUSES) {
    await pause(ms)
    try {
      return await parts.database.transaction(async (tx) => {
        await parts.log.lock(tx)
        return (await findCheckpoint(tx, head.size))?.note === head.note
      })
    } catch (thrown) {
      if (asKhorgosError(thrown).code !== 'STORE_UNAVAILABLE') throw thrown
    }
  }
  return false
}

/** Committed but not remembered outside the database: not promised either. The next start, or batch, makes up for it. */
async function publish(log: EvidenceLog, { head }: Pick<WrittenBatch<unknown>, 'head'>): Promise<void> {
  try {
    await log.publish(head)
  } catch (cause) {
    throw new KhorgosError('STORE_UNAVAILABLE', 'The checkpoint could not be written to the state folder.', {
      cause,
    })
  }
}

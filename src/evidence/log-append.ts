import { KhorgosError } from '../errors.ts'
import type { Tx } from '../store/database.ts'
import { growTiles, insertCheckpoint, insertLeaves, moveHead, type HeadRow } from '../store/log.ts'
import { signCheckpoint } from './checkpoint.ts'
import type { LogSigner } from './log-key.ts'
import {
  appendLeaves,
  encodeFrontier,
  equalBytes,
  frontierRoot,
  leafHash,
  type Appended,
  type Frontier,
  type Hash,
} from './merkle.ts'
import { encodeRecord, subjectOf, type EvidenceDraft, type EvidenceRecord } from './record.ts'
import { corrupt, frontierOf } from './stored-tree.ts'

/** A record to be logged, and the payload that its `payload` commits to, if it has one. */
export interface LogEntry {
  readonly draft: EvidenceDraft
  readonly payloadId: string | undefined
}

export interface LoggedRecord {
  readonly index: bigint
  /** The leaf: RFC 8785 JSON. */
  readonly record: Uint8Array
  readonly hash: Hash
  /** Inclusion in the tree of the new checkpoint, leaf's sibling first. */
  readonly proof: readonly Hash[]
}

/** A head that was signed; promised to nobody before the transaction that moved it is committed. */
export interface SignedHead {
  readonly size: bigint
  readonly root: Hash
  readonly note: string
  readonly at: Date
}

export interface LogAppend {
  readonly head: SignedHead
  readonly records: readonly LoggedRecord[]
  /**
   * Resolves when the log's rows are written; they were sent before whatever the caller sends next, so that it need not
   * wait for them. Nothing may be committed before.
   * @throws KhorgosError LOG_HEAD_MOVED when another node was faster, LOG_CORRUPT when a stored tile does not fit
   */
  readonly written: Promise<void>
}

/** See `EvidenceLog.append`. */
export function append(
  tx: Tx,
  head: HeadRow,
  entries: readonly LogEntry[],
  { signer, at }: { readonly signer: LogSigner; readonly at: Date },
): LogAppend {
  const before = frontierOf(head)
  const records = entries.map(({ draft }) => encodeRecord(timed(draft, at)))
  const hashes = records.map(leafHash)
  const grown = appendLeaves(before, hashes)
  checkTwice(before, records, grown)
  const { size } = grown.frontier
  const after: HeadRow = {
    origin: head.origin,
    size,
    root: grown.root,
    frontier: encodeFrontier(grown.frontier),
    note: signCheckpoint(signer, size, grown.root),
    lastAt: at,
  }
  const logged = records.map((record, place) => ({
    index: head.size + BigInt(place),
    record,
    hash: itemAt(hashes, place),
    proof: itemAt(grown.proofs, place),
  }))
  const written = write(tx, head, after, entries, logged, grown)
  return { head: { size, root: after.root, note: after.note, at }, records: logged, written }
}

/** Leaves, tiles, checkpoint and head in one flight: the driver sends them without waiting for each other. */
async function write(
  tx: Tx,
  before: HeadRow,
  after: HeadRow,
  entries: readonly LogEntry[],
  logged: readonly LoggedRecord[],
  grown: Appended,
): Promise<void> {
  const leaves = logged.map(({ record, hash }, place) => {
    const { draft, payloadId } = itemAt(entries, place)
    return { subjectId: subjectOf(draft), payloadId, record, hash }
  })
  const [moved, , tiles] = await Promise.all([
    moveHead(tx, before, after),
    insertLeaves(tx, before.size, leaves),
    growTiles(tx, grown.tiles),
    insertCheckpoint(tx, { ...after, signedAt: after.lastAt }),
  ])
  if (!moved) throw new KhorgosError('LOG_HEAD_MOVED', 'Another node moved the log head.')
  if (tiles !== grown.tiles.length) throw corrupt(`a tile does not end at ${before.size} leaves`)
}

/**
 * Hashes the records again and compares, before anything is signed: a bit that flipped in a leaf hash between hashing
 * and signing ended a certificate transparency log (Yeti 2022), because what is signed cannot be taken back.
 */
function checkTwice(before: Frontier, records: readonly Uint8Array[], grown: Appended): void {
  const again = appendLeaves(before, records.map(leafHash))
  if (!equalBytes(again.root, grown.root) || !equalBytes(frontierRoot(grown.frontier), grown.root))
    throw corrupt('the new records hashed to two different roots')
}

function timed(draft: EvidenceDraft, at: Date): EvidenceRecord {
  return { ...draft, v: 1, at: at.toISOString() }
}

function itemAt<T>(list: readonly T[], place: number): T {
  const item = list[place]
  if (item === undefined) throw new RangeError(`no item ${place} of ${list.length}`)
  return item
}

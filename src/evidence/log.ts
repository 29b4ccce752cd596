import { KhorgosError } from '../errors.ts'
import type { Database, Tx } from '../store/database.ts'
import { findCheckpoint, findLeaf, lockHead, readHead, type HeadRow } from '../store/log.ts'
import { SALT_BYTES } from './commitment.ts'
import { checkLog, type FsckProgress, type FsckReport } from './fsck.ts'
import { append, type LogAppend, type LogEntry, type SignedHead } from './log-append.ts'
import type { LogSigner } from './log-key.ts'
import { checkHead, checkNotRolledBack, loadOrCreate } from './log-start.ts'
import { publishedIn } from './published.ts'
import { formatReceipt } from './receipt.ts'
import { corrupt, entriesOf, tileOf, tileReader } from './stored-tree.ts'
import { inclusionProof } from './tiles.ts'

export interface EvidenceLog {
  /**
   * Checks the stored log and takes it up where it ended, also after a crash.
   * @throws KhorgosError LOG_ROLLED_BACK, LOG_CORRUPT, CONFIG_INVALID: then nothing is signed before an operator acts
   */
  start(): Promise<void>
  /** Waits for the log and holds it until `tx` ends: no other node appends, or decides about message ids, meanwhile. */
  lock(tx: Tx): Promise<HeadRow>
  /** Time of the records that are appended to `head` now: not before that of the newest record. */
  timeAfter(head: HeadRow): Date
  /**
   * Appends in `tx`, which holds `head`; `written` of what it returns tells how that went.
   * @param at time of every record, from `timeAfter(head)`: what is decided before may have to tell it
   * @throws KhorgosError LOG_CORRUPT when the new tree does not hash twice alike
   */
  append(tx: Tx, head: HeadRow, entries: readonly LogEntry[], at: Date): LogAppend
  /** After the commit: remembers outside the database what is about to be shown. Safe to repeat, in any order. */
  publish(head: Pick<SignedHead, 'size' | 'note'>): Promise<void>
  /**
   * The receipt (C2SP tlog-proof) of a record in the tree of `size`: always the same bytes. Its checkpoint is published
   * before it is handed out.
   * @throws KhorgosError NOT_FOUND when there was no such checkpoint, or the record came after it
   */
  receipt(index: bigint, size: bigint): Promise<string>
  /** The newest checkpoint, a signed note. */
  checkpoint(): Promise<string>
  /** `width` × 32 bytes; undefined when the log has no such tile yet. */
  tile(level: number, index: bigint, width: number): Promise<Uint8Array | undefined>
  /** Entry bundle of C2SP tlog-tiles; undefined when the log has not so many records yet. */
  entries(index: bigint, width: number): Promise<Uint8Array | undefined>
  /** Recomputes everything from the raw records and payloads, and reports what does not fit. */
  fsck(onProgress: (progress: FsckProgress) => void): Promise<FsckReport>
}

export interface LogParts {
  readonly database: Database
  readonly signer: LogSigner
  /** Folder of this node for the checkpoint it published last. */
  readonly stateFolder: string
  readonly clock: () => Date
}

/** The log that appends: RFC 6962 tree in the database, C2SP tlog-tiles to read, one signature per commit. */
export function createLog(parts: LogParts): EvidenceLog {
  const { database, signer } = parts
  const published = publishedIn(parts.stateFolder)
  return {
    async start() {
      const shown = await published.read(signer.vkey)
      if (shown !== undefined && shown.size > 0n && (await readHead(database)) === undefined)
        throw new KhorgosError(
          'LOG_ROLLED_BACK',
          `The database is empty and ${shown.size} records were published.`,
        )
      const head = await loadOrCreate(database, signer, parts.clock())
      await checkHead(database, head, signer)
      if (shown !== undefined) await checkNotRolledBack(database, head, shown)
      // A crash between commit and publication ends here: the same call as in ordinary running.
      await published.write(head)
    },
    lock: async (tx) => required(await lockHead(tx)),
    timeAfter({ lastAt }) {
      const now = parts.clock()
      return now > lastAt ? now : lastAt
    },
    append: (tx, head, entries, at) => append(tx, head, entries, { signer, at }),
    publish: (head) => published.write(head),
    async receipt(index, size) {
      const { receipt, note } = await rebuildReceipt(database, index, size)
      await published.write({ size, note }) // somebody may look it up before whoever committed it has published it
      return receipt
    },
    async checkpoint() {
      const head = required(await readHead(database))
      await published.write(head) // another node may have signed it: what this one shows it also remembers
      return head.note
    },
    async tile(level, index, width) {
      return tileOf(database, required(await readHead(database)).size, { level, index, width })
    },
    async entries(index, width) {
      return entriesOf(database, required(await readHead(database)).size, { index, width })
    },
    fsck: (onProgress) => checkLog(database, signer.vkey, onProgress),
  }
}

/** A record about no payload (an expiry, say) opens no commitment; the format of receipts has a salt all the same. */
const NO_SALT = new Uint8Array(SALT_BYTES)

async function rebuildReceipt(
  db: Tx,
  index: bigint,
  size: bigint,
): Promise<{ readonly receipt: string; readonly note: string }> {
  const [leaf, checkpoint] = await Promise.all([findLeaf(db, index), findCheckpoint(db, size)])
  if (leaf === undefined || checkpoint === undefined || index >= size)
    throw new KhorgosError('NOT_FOUND', `The log has no receipt of record ${index} for ${size} records.`)
  const proof = await inclusionProof(index, size, tileReader(db))
  const { note } = checkpoint
  const { record, salt } = leaf
  return { receipt: formatReceipt({ index, proof, checkpoint: note, salt: salt ?? NO_SALT, record }), note }
}

function required(head: HeadRow | undefined): HeadRow {
  if (head === undefined) throw corrupt('there is no head; the log was not started')
  return head
}

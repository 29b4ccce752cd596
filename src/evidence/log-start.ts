import { KhorgosError } from '../errors.ts'
import type { Database, Tx } from '../store/database.ts'
import { createHead, insertCheckpoint, leavesFrom, readHead, type HeadRow } from '../store/log.ts'
import { signCheckpoint, verifyCheckpoint, type Checkpoint } from './checkpoint.ts'
import type { LogSigner } from './log-key.ts'
import { EMPTY_FRONTIER, EMPTY_ROOT, encodeFrontier, equalBytes } from './merkle.ts'
import { verifyConsistency } from './proofs.ts'
import { corrupt, frontierOf, tileReader } from './stored-tree.ts'
import { consistencyProof, rootFromTiles } from './tiles.ts'

/** The head of the log of this origin; a database without one gets that of an empty log. */
export async function loadOrCreate(database: Database, signer: LogSigner, now: Date): Promise<HeadRow> {
  const found = await readHead(database)
  if (found !== undefined) return found
  const note = signCheckpoint(signer, 0n, EMPTY_ROOT)
  const head: HeadRow = {
    origin: signer.origin,
    size: 0n,
    root: EMPTY_ROOT,
    frontier: encodeFrontier(EMPTY_FRONTIER),
    note,
    lastAt: now,
  }
  return database.transaction(async (tx) => {
    // Of two nodes that start on one new database the second waits here for the first, and then has its head.
    if (await createHead(tx, head)) await insertCheckpoint(tx, { ...head, signedAt: now })
    return (await readHead(tx)) ?? head
  })
}

/**
 * What must hold before anything is appended: head, key, frontier and tiles fit each other.
 * @throws KhorgosError CONFIG_INVALID for another log's key, LOG_CORRUPT for what does not hash
 */
export async function checkHead(db: Tx, head: HeadRow, signer: LogSigner): Promise<void> {
  const signed = signedHead(head, signer)
  if (signed.size !== head.size || !equalBytes(signed.root, head.root))
    throw corrupt('the head is not what its checkpoint says')
  frontierOf(head)
  if (!equalBytes(await rootFromTiles(head.size, tileReader(db)), head.root))
    throw corrupt('the tiles do not hash to the head')
  const [surplus] = await leavesFrom(db, head.size, 1)
  const [last] = head.size === 0n ? [] : await leavesFrom(db, head.size - 1n, 1)
  if (surplus !== undefined || (head.size > 0n && last?.index !== head.size - 1n))
    throw corrupt(`the leaves do not end at ${head.size}`)
}

function signedHead(head: HeadRow, signer: LogSigner): Checkpoint {
  if (head.origin !== signer.origin)
    throw new KhorgosError(
      'CONFIG_INVALID',
      `The database holds the log ${head.origin}, the key is of ${signer.origin}.`,
    )
  try {
    return verifyCheckpoint(head.note, [signer.vkey])
  } catch (cause) {
    throw new KhorgosError('CONFIG_INVALID', 'The log was not signed with the configured log key.', { cause })
  }
}

/**
 * Invariant 6: a database that does not contain what this node has shown is from another past.
 * @throws KhorgosError LOG_ROLLED_BACK
 */
export async function checkNotRolledBack(db: Tx, head: HeadRow, published: Checkpoint): Promise<void> {
  if (head.size < published.size)
    throw rolledBack(`it has ${head.size} records and ${published.size} were published`)
  if (published.size > 0n && !(await continues(db, head, published)))
    throw rolledBack(`its first ${published.size} records are not those that were published`)
}

async function continues(db: Tx, head: HeadRow, published: Checkpoint): Promise<boolean> {
  return verifyConsistency({
    size1: published.size,
    size2: head.size,
    root1: published.root,
    root2: head.root,
    proof: await consistencyProof(published.size, head.size, tileReader(db)),
  })
}

function rolledBack(why: string): KhorgosError {
  return new KhorgosError(
    'LOG_ROLLED_BACK',
    `The database is not the one this log was published from: ${why}. Nothing was signed; see docs/operations.md.`,
  )
}

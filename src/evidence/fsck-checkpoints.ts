import { KhorgosError } from '../errors.ts'
import type { Database } from '../store/database.ts'
import { checkpointsAfter, type CheckpointRow } from '../store/log.ts'
import { verifyCheckpoint } from './checkpoint.ts'
import type { Report } from './fsck-report.ts'
import { equalBytes, type Hash } from './merkle.ts'

/** Walks along the signed checkpoints while a check rebuilds the tree beside it. */
export interface CheckpointCursor {
  /** Size of the next checkpoint to compare. */
  next(): bigint | undefined
  /** @param root of the rebuilt tree at that size */
  compare(root: Hash): Promise<void>
  /** How many were compared. */
  checked(): bigint
  /** Size of the one compared last. */
  last(): bigint | undefined
}

const PAGE = 1024

/** @param end size of the head: later checkpoints are passed over */
export async function checkpointCursor(
  database: Database,
  end: bigint,
  vkey: string,
  report: Report,
): Promise<CheckpointCursor> {
  let page = await checkpointsAfter(database, 0n, PAGE)
  let at = 0
  let checked = 0n
  let last: bigint | undefined
  let forked = false
  const current = (): CheckpointRow | undefined => {
    const row = page[at]
    return row === undefined || row.size > end ? undefined : row
  }
  return {
    next: () => current()?.size,
    checked: () => checked,
    last: () => last,
    async compare(root) {
      const row = current()
      if (row === undefined) return
      const place = `checkpoint ${row.size}`
      if (!isSigned(row, vkey)) report(place, 'its note is not signed by the log, or says something else')
      // All later roots differ too; the first one is where to look.
      if (!forked && !equalBytes(row.root, root))
        report(place, 'was signed for other records; so may be those after it')
      forked ||= !equalBytes(row.root, root)
      checked++
      last = row.size
      at++
      if (at === page.length) {
        page = await checkpointsAfter(database, row.size, PAGE)
        at = 0
      }
    },
  }
}

function isSigned(row: CheckpointRow, vkey: string): boolean {
  try {
    const { size, root } = verifyCheckpoint(row.note, [vkey])
    return size === row.size && equalBytes(root, row.root)
  } catch (thrown) {
    if (thrown instanceof KhorgosError) return false
    throw thrown
  }
}

import { KhorgosError } from '../errors.ts'
import type { Database } from '../store/database.ts'
import { openMisses, type MissRow } from '../store/ledger/provable-misses.ts'
import { readHead, type HeadRow } from '../store/log.ts'
import { checkpointCursor } from './fsck-checkpoints.ts'
import { checkNoFactsBeyond } from './fsck-facts.ts'
import { checkTables } from './fsck-ledger.ts'
import { createMissChecker } from './fsck-misses.ts'
import { checkNoNoticesBeyond } from './fsck-notices.ts'
import { checkPayloads } from './fsck-payloads.ts'
import { checkRecords } from './fsck-records.ts'
import type { FsckProblem, FsckProgress, FsckReport, Report } from './fsck-report.ts'
import { statementChecker } from './fsck-statements.ts'
import { encodeFrontier, equalBytes, type Frontier } from './merkle.ts'

export type { FsckProblem, FsckProgress, FsckReport } from './fsck-report.ts'

/** What only parts above can compare with the log, for they know the rules by which it was made of it. */
export type FurtherCheck = (report: Report, onProgress: (progress: FsckProgress) => void) => Promise<void>

/**
 * Recomputes the log from its raw records, trusting no stored hash: leaves, tiles, every checkpoint (each is a prefix
 * of one list of records, so that together they are one chain), the head, what the ledger made of the records; then the
 * payloads and the commitments to them. The log may grow meanwhile; what came after the start is not looked at.
 */
export async function checkLog(
  database: Database,
  vkey: string,
  onProgress: (progress: FsckProgress) => void,
  further: FurtherCheck = () => Promise.resolve(),
): Promise<FsckReport> {
  const { head, misses: counted } = await readStart(database)
  if (head === undefined) throw new KhorgosError('LOG_CORRUPT', 'The database holds no log.')
  const problems: FsckProblem[] = []
  const report = (place: string, detail: string): void => void problems.push({ place, detail })
  const checkpoints = await checkpointCursor(database, head.size, vkey, report)
  const [check, misses] = [statementChecker(database, report), createMissChecker(database, report)]
  const rows = { database, check, misses, report }
  const tree = await checkRecords(rows, head, checkpoints, onProgress)
  checkHeadRow(head, tree, report)
  // Of a log that could not be read to its end too little was counted.
  if (tree.size === head.size) misses.finish(counted, head.lastAt)
  await checkNoFactsBeyond(database, report)
  await checkNoNoticesBeyond(database, report)
  await checkTables(rows, onProgress)
  await further(report, onProgress)
  const payloads = await checkPayloads(database, report, onProgress)
  if (tree.size === head.size && head.size > 0n && checkpoints.last() !== head.size)
    report(`checkpoint ${head.size}`, 'of the head is missing')
  return { records: tree.size, checkpoints: checkpoints.checked(), payloads, problems }
}

/** Misses are overwritten as the log goes on, so they are read as they stood at its head. */
async function readStart(
  database: Database,
): Promise<{ readonly head: HeadRow | undefined; readonly misses: readonly MissRow[] }> {
  return database.transaction(async (tx) => {
    await tx.query('set transaction isolation level repeatable read, read only')
    return { head: await readHead(tx), misses: await openMisses(tx) }
  })
}

function checkHeadRow(head: HeadRow, tree: Frontier, report: Report): void {
  if (tree.size !== head.size) return // reported as a missing leaf
  if (!equalBytes(encodeFrontier(tree), head.frontier))
    report('head', 'its frontier is not that of the records')
}

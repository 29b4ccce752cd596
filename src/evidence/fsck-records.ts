import type { Database } from '../store/database.ts'
import { leavesFrom, type HeadRow, type LeafRow } from '../store/log.ts'
import type { FsckProgress, Report } from './fsck-report.ts'
import type { CheckpointCursor } from './fsck-checkpoints.ts'
import { checkRowsOf, type RowParts } from './fsck-ledger.ts'
import { checkCommitments } from './fsck-payloads.ts'
import { createPostingChecker } from './fsck-postings.ts'
import { createTileChecker, type TileChecker } from './fsck-tiles.ts'
import type { PlacedRecord } from './fsck-walk.ts'
import { appendLeaves, EMPTY_FRONTIER, equalBytes, leafHash, type Frontier } from './merkle.ts'
import { recordIn } from './record-reader.ts'
import { subjectOf } from './record.ts'

const LEAVES_PER_PAGE = 1024

/** Rebuilds the tree from the raw records. @returns its frontier: smaller than the head when a record is missing */
export async function checkRecords(
  rows: RowParts,
  head: HeadRow,
  checkpoints: CheckpointCursor,
  onProgress: (progress: FsckProgress) => void,
): Promise<Frontier> {
  const { database, report } = rows
  const tiles = createTileChecker(database, report)
  const postings = createPostingChecker(database, report)
  let tree = EMPTY_FRONTIER
  let lastAt = ''
  while (tree.size < head.size) {
    const page = await nextPage(database, tree.size, head.size)
    if (page.length === 0) {
      report(`leaf ${tree.size}`, 'is missing; what comes after it was not checked')
      break
    }
    const records = page.flatMap((leaf) => readLeaf(leaf, report))
    lastAt = checkTimes(records, lastAt, report)
    await checkCommitments(database, records, report)
    const span = { first: tree.size, end: tree.size + BigInt(page.length) }
    await checkRowsOf(rows, records, span)
    await postings.add(records)
    tree = await grow(tree, page, checkpoints, tiles)
    onProgress({ stage: 'records', done: tree.size, total: head.size })
  }
  await tiles.finish()
  await postings.finish(tree.size)
  return tree
}

/** Leaves from `first` on, up to the first one that is missing. */
async function nextPage(database: Database, first: bigint, end: bigint): Promise<LeafRow[]> {
  const left = end - first
  const page = await leavesFrom(database, first, left < LEAVES_PER_PAGE ? Number(left) : LEAVES_PER_PAGE)
  const gap = page.findIndex(({ index }, place) => index !== first + BigInt(place))
  return gap === -1 ? page : page.slice(0, gap)
}

function readLeaf(leaf: LeafRow, report: Report): PlacedRecord[] {
  const place = `leaf ${leaf.index}`
  if (!equalBytes(leafHash(leaf.record), leaf.hash))
    report(place, 'its record does not hash to its leaf hash')
  const record = recordIn(leaf.record)
  if (record === undefined) report(place, 'is not an evidence record')
  else if (subjectOf(record) !== leaf.subjectId) report(place, 'is filed under another subject')
  return record === undefined ? [] : [{ index: leaf.index, record }]
}

/** Log time never runs backwards. @returns the time of the last record */
function checkTimes(records: readonly PlacedRecord[], before: string, report: Report): string {
  return records.reduce((last, { index, record }) => {
    if (record.at < last) report(`leaf ${index}`, 'is older than the one before it')
    return record.at
  }, before)
}

/** Adds a page leaf by leaf where a checkpoint was signed, so that each root is compared at its own size. */
async function grow(
  tree: Frontier,
  page: readonly LeafRow[],
  checkpoints: CheckpointCursor,
  rebuilt: TileChecker,
): Promise<Frontier> {
  let grown = tree
  for (let at = 0; at < page.length;) {
    const next = checkpoints.next()
    const step = next === undefined ? page.length - at : Math.min(page.length - at, Number(next - grown.size))
    const { frontier, root, tiles } = appendLeaves(
      grown,
      page.slice(at, at + step).map(({ record }) => leafHash(record)),
    )
    await rebuilt.add(tiles)
    if (frontier.size === next) await checkpoints.compare(root)
    grown = frontier
    at += step
  }
  return grown
}

import {
  AMENDED,
  BASE_FELL,
  ENDED,
  FALL_REASONS,
  KEY_LOST,
  STATUSES,
  TAKEN_BACK,
} from '../model/document-status.ts'
import type { Database } from '../store/database.ts'
import {
  type ProvableRecall,
  type RecallKey,
  recallsAfter,
  statusChanges,
  type Untold,
  untoldOf,
  untoldOfBase,
} from '../store/ledger/provable-recalls.ts'
import type { FsckProgress, Report } from './fsck-report.ts'
import { checkEach } from './fsck-walk.ts'

/**
 * A recall stands until all are told who relied on a document that fell. So each that stands must come from a fact, and where
 * none stands any more everybody must have his notice. Which keys are lost is stated by partner files and by no record:
 * for these only what is still due is looked at. So it is for newer editions, and for papers that were confirmed and are not any more, because whom
 * these concern is for the checks of the ledger to say.
 */

const ROWS_PER_PAGE = 256
const FIRST: RecallKey = { factPosition: -1n, document: -1n, reason: '', toldAfter: -1n }

/** Every recall that is due is that of a fact. */
export async function checkRecalls(
  database: Database,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<void> {
  const walk = {
    first: FIRST,
    limit: ROWS_PER_PAGE,
    page: (after: RecallKey, limit: number) => recallsAfter(database, after, limit),
    keyOf: (row: RecallKey) => row,
  }
  const nameOf = (row: ProvableRecall) =>
    `recall of document ${row.document} by fact ${row.factPosition} (${row.reason})`
  await checkEach('recalls', walk, { nameOf, problemsOf }, report, onProgress)
}

function problemsOf(row: ProvableRecall): string[] {
  const { reason, factPosition, document, factDocument, status, toldAfter, toldBefore } = row
  if (reason === KEY_LOST)
    return row.isOfLostKey && document === factDocument ? [] : ['is not of what a lost key signed']
  const isEverything = toldAfter === -1n && toldBefore === factPosition
  const isOwn = document === factDocument && reason === reasonOf(row)
  const isOfBase = reason === BASE_FELL && row.isBuiltOn && isEnded(status ?? '')
  return [
    ...(isOwn || isOfBase ? [] : ['is not what its fact made of the document']),
    ...(isEverything ? [] : ['is not of all that was told before its fact']),
  ]
}

/** What its fact made of its own document. */
function reasonOf({ status, statusBefore, ...row }: ProvableRecall): string | undefined {
  if (row.isTakenBack) return TAKEN_BACK
  const fall = fallOf(status ?? '', statusBefore)
  if (fall !== undefined || row.isRefuted) return fall ?? TAKEN_BACK
  return row.isNewerEdition && !isEnded(status ?? '') ? AMENDED : undefined
}

/** Everybody who relied on documents that fell in that part of the log was told, or is about to be. */
export async function checkTold(
  database: Database,
  span: { readonly first: bigint; readonly end: bigint },
  report: Report,
): Promise<void> {
  for (const { position, status, before, hasPapers } of await statusChanges(database, span)) {
    const reason = fallOf(status, before)
    if (reason === undefined) continue
    const tell = (untold: readonly Untold[], why: string): void => {
      for (const { id, subject } of untold)
        report(`${subject} ${id}`, `its notice ${why} by fact ${position} is missing`)
    }
    if (before !== null) tell(await untoldOf(database, position, reason), reason)
    if (!isEnded(status) || (before === null && hasPapers)) continue
    tell(await untoldOfBase(database, position, { reason: BASE_FELL, ended: ENDED }), BASE_FELL)
  }
}

/** @returns undefined when the document is no worse than before */
function fallOf(status: string, before: string | null): string | undefined {
  const reasons: Readonly<Record<string, string>> = FALL_REASONS
  return rankOf(status) > rankOf(before ?? 'in-force') ? reasons[status] : undefined
}

function rankOf(status: string): number {
  return STATUSES.findIndex((each) => each === status)
}

function isEnded(status: string): boolean {
  return ENDED.some((each) => each === status)
}

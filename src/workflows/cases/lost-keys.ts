import { setTimeout as pause } from 'node:timers/promises'
import { NOTHING } from '../../exchange/changes.ts'
import type { Committer } from '../../exchange/commit.ts'
import type { Database } from '../../store/database.ts'
import type { LostKey } from '../../store/ledger/key-losses.ts'
import { readHead } from '../../store/log.ts'
import { casesOnKey } from '../../store/workflows/bases.ts'
import { readCursor } from '../../store/workflows/cursor.ts'
import type { CaseEntry } from './entry.ts'
import { FALLEN } from '../definitions/fallen.ts'
import type { CaseResult } from './participant.ts'

const PAGE = 200
const LOOK_MS = 250

/**
 * Tells every case that rests on what a lost key signed, once for each statement of the loss; what was told before is passed
 * over under the lock. Run when the gateway starts, which is when partner files are read: at once, and again when the log is
 * followed up to where it was then, for what the key signed may not have reached its cases yet.
 *
 * @param stopped ends the waiting for that; the next start tells the rest
 */
export async function tellOfLostKeys(
  database: Database,
  committer: Committer<CaseEntry, CaseResult>,
  lost: readonly LostKey[],
  stopped: AbortSignal,
): Promise<void> {
  if (lost.length === 0) return
  const size = (await readHead(database))?.size ?? 0n
  for (const each of lost) await tell(database, committer, each)
  while ((await readCursor(database)) < size) {
    if (stopped.aborted) return
    await pause(LOOK_MS)
  }
  for (const each of lost) await tell(database, committer, each)
}

async function tell(
  database: Database,
  committer: Committer<CaseEntry, CaseResult>,
  { keyId, since }: LostKey,
): Promise<void> {
  for (let after: string | undefined; ;) {
    const page = await casesOnKey(database, { keyId: Buffer.from(keyId, 'hex'), since, after, limit: PAGE })
    const last = page.at(-1)
    if (last === undefined) return
    const happenings = page.map(({ caseId, recordIndex }) => ({
      target: { case: caseId },
      event: FALLEN,
      cause: { key: keyId, since: since.toISOString() },
      basis: [{ index: recordIndex, keyId: undefined }],
      data: { reason: 'key', key: keyId, since: since.toISOString(), rested: recordIndex.toString() },
    }))
    await committer.commit({ ...NOTHING, entry: { entry: 'happened', happenings } })
    after = last.caseId
  }
}

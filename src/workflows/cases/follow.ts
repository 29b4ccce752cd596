import { setTimeout as pause } from 'node:timers/promises'
import { NOTHING } from '../../exchange/changes.ts'
import type { Committer } from '../../exchange/commit.ts'
import { crashPoint } from '../../exchange/crash-points.ts'
import { createWorkLoop, type WorkLoop } from '../../exchange/work-loop.ts'
import { type LoggedRecord, readCursor, recordsFrom } from '../../store/workflows/cursor.ts'
import type { CaseEntry } from './entry.ts'
import { happeningsIn, type HappeningParts } from './happenings-in.ts'
import type { CaseResult } from './participant.ts'
import { takeUp } from './take-up.ts'

export interface FollowParts extends HappeningParts {
  readonly committer: Committer<CaseEntry, CaseResult>
  readonly onFault: (error: unknown) => void
}

const IDLE_MS = 250
/** Records that are looked at in one turn. */
const PAGE = 512
/** How far the log is followed before that is written down although nothing concerned a case. */
const MAX_BEHIND = 4096n
/** So that a fault that lasts does not keep us busy. */
const FAULT_PAUSE_MS = 1_000

interface Turn {
  /** How far the log was followed when the page was read. */
  readonly from: bigint
  readonly page: readonly LoggedRecord[]
}

/**
 * Wakes cases by what the log says: messages that were accepted, documents that fell. Every record is looked at once and in
 * order; how far is written down in the transaction that moves the cases, so that a crash repeats nothing and leaves nothing out.
 * Nodes do the same work, and the first commit counts.
 */
export function createFollower(parts: FollowParts): WorkLoop {
  /** Records before it concern no case, though that may not be written down yet. */
  let looked = 0n
  return createWorkLoop<Turn>({
    idleMs: IDLE_MS,
    maxInFlight: 1,
    claim: async () => {
      const from = await readCursor(parts.database)
      if (looked < from) looked = from
      const page = await recordsFrom(parts.database, looked, PAGE)
      return page.length === 0 ? [] : [{ from, page }]
    },
    work: async ({ from, page }) => {
      try {
        looked = await follow(parts, from, page)
      } catch (fault) {
        parts.onFault(fault)
        await pause(FAULT_PAUSE_MS)
      }
    },
    onFault: parts.onFault,
  })
}

/** @returns how far the log has been looked at */
async function follow(parts: FollowParts, from: bigint, page: readonly LoggedRecord[]): Promise<bigint> {
  const { placed, passedOver, end } = await happeningsIn(page, parts)
  if (placed.length === 0 && passedOver.length === 0 && end - from < MAX_BEHIND) return end
  for (const { index, error } of passedOver) parts.onFault(new Error(`record ${index}: ${error}`))
  if (passedOver.length > 0)
    await parts.committer.commit({ ...NOTHING, entry: { entry: 'happened', happenings: [], passedOver } })
  crashPoint('before-follow')
  await takeUp(parts, placed, { from, to: end })
  crashPoint('after-follow')
  // Where another node was faster it may have come less far.
  return readCursor(parts.database)
}

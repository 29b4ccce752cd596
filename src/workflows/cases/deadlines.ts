import { NOTHING } from '../../exchange/changes.ts'
import type { Committer } from '../../exchange/commit.ts'
import { crashPoint } from '../../exchange/crash-points.ts'
import { createUnclaimedLoop } from '../../exchange/unclaimed-loop.ts'
import type { WorkLoop } from '../../exchange/work-loop.ts'
import type { Database } from '../../store/database.ts'
import { dueCases } from '../../store/workflows/cases.ts'
import type { CaseEntry, DueEntry } from './entry.ts'
import type { CaseResult } from './participant.ts'

export interface DeadlineParts {
  readonly database: Database
  readonly committer: Committer<CaseEntry, CaseResult>
  readonly clock: () => Date
  readonly onFault: (error: unknown) => void
}

/** How long, more or less, a case stays after its time is over when nothing else happens in it. */
const IDLE_MS = 1_000
/** They share a commit or two, and leave room for the others. */
const MAX_IN_FLIGHT = 64

/** Tells cases that their time is over. Nothing is claimed: under the lock each hears it once. */
export function createDeadlines({ database, committer, clock, onFault }: DeadlineParts): WorkLoop {
  return createUnclaimedLoop<Omit<DueEntry, 'entry'>>({
    idleMs: IDLE_MS,
    maxInFlight: MAX_IN_FLIGHT,
    due: async (limit) =>
      (await dueCases(database, clock(), limit)).map(({ id, entered }) => ({ case: id, entered })),
    keyOf: ({ case: id, entered }) => `${id} ${entered}`,
    work: async (due) => {
      crashPoint('before-deadline')
      await committer.commit({ ...NOTHING, entry: { entry: 'due', ...due } })
      crashPoint('after-deadline')
    },
    onFault,
  })
}

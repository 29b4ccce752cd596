import { asKhorgosError, type ErrorCode, type KhorgosError } from '../errors.ts'
import { NOTHING } from '../exchange/changes.ts'
import type { Committer } from '../exchange/commit.ts'
import { JSON_TYPE, jsonBytes, keep } from '../exchange/payload.ts'
import type { Claimed } from './authenticate.ts'
import { personKey, type Person } from './person.ts'

/** Somebody whose token did not open the door, or not that room. */
export interface Attempt {
  /** Id of the request. */
  readonly request: string
  readonly code: ErrorCode
  /** What was wanted: the name of an operation. */
  readonly operation: string
  /** What the token says of itself. */
  readonly claimed: Claimed
  /** Whoever it is, where the token was believed. */
  readonly person?: Person
}

/** Attempts are evidence. */
export interface TurnedAway {
  /** Returns at once; the record is made beside the answer. */
  note(attempt: Attempt): void
}

export interface TurnedAwayParts {
  readonly committer: Pick<Committer, 'commit'>
  readonly clock: () => Date
  readonly onFault: (error: KhorgosError) => void
}

/** One record in that time for each code, and for each person where we know who it is: nobody fills the log from outside. */
const PAUSE_MS = 60_000

export function createTurnedAway({ committer, clock, onFault }: TurnedAwayParts): TurnedAway {
  /** By code and person: since when nothing more is recorded, and how many came since. */
  const quiet = new Map<string, { readonly since: number; unrecorded: number }>()

  async function record({ request, code, ...attempt }: Attempt, unrecorded: number): Promise<void> {
    const payload = keep(jsonBytes(factsOf(attempt)), JSON_TYPE)
    await committer.commit({
      ...NOTHING,
      payloads: [payload],
      records: [
        {
          kind: 'turned-away',
          request,
          code,
          unrecorded: String(unrecorded),
          payload: payload.commitment,
        },
      ],
    })
  }

  return {
    note(attempt) {
      const now = clock().getTime()
      const kind = `${attempt.code} ${attempt.person ? personKey(attempt.person) : ''}`
      const before = quiet.get(kind)
      if (before !== undefined && isQuiet(before.since, now)) {
        before.unrecorded += 1
        return
      }
      forgetOld(quiet, now)
      const unrecorded = before?.unrecorded ?? 0
      const began = { since: now, unrecorded: 0 }
      quiet.set(kind, began)
      record(attempt, unrecorded).catch((thrown: unknown) => {
        began.unrecorded += unrecorded + 1 // the next record tells of it
        onFault(asKhorgosError(thrown))
      })
    },
  }
}

const isQuiet = (since: number, now: number): boolean => now >= since && now - since < PAUSE_MS

/** What has nothing left to tell is not kept. */
function forgetOld(
  quiet: Map<string, { readonly since: number; readonly unrecorded: number }>,
  now: number,
): void {
  for (const [kind, { since, unrecorded }] of quiet)
    if (unrecorded === 0 && !isQuiet(since, now)) quiet.delete(kind)
}

function factsOf({ operation, claimed, person }: Omit<Attempt, 'request' | 'code'>): object {
  return {
    operation,
    claimed,
    ...(person && {
      person: {
        issuer: person.issuer,
        subject: person.subject,
        roles: [...person.roles].toSorted(),
        offices: [...person.offices].toSorted(),
      },
    }),
  }
}

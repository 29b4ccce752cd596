import { asKhorgosError } from '../../errors.ts'
import { NOTHING } from '../../exchange/changes.ts'
import type { Committer } from '../../exchange/commit.ts'
import type { CaseEntry, Happening, HappenedEntry, PassedOver } from './entry.ts'
import { sentenceOf } from './happenings-in.ts'
import type { CaseResult } from './participant.ts'
import type { Placed } from './woken.ts'

export interface TakeUpParts {
  readonly committer: Committer<CaseEntry, CaseResult>
  readonly onFault: (error: unknown) => void
}

type Follows = NonNullable<HappenedEntry['follows']>

/**
 * Has happenings of a part of the log taken up, in one transaction where that can be. Where one of them cannot be, for a fault of
 * ours, it is looked for by halves; its record is passed over and noted, and the others go on.
 *
 * @throws KhorgosError what is not about a happening: the database is away, too much waits
 */
export async function takeUp(parts: TakeUpParts, placed: readonly Placed[], follows: Follows): Promise<void> {
  const happenings = placed.map(({ happening }) => happening)
  try {
    await commit(parts, { entry: 'happened', happenings, follows })
  } catch (thrown) {
    if (asKhorgosError(thrown).code !== 'INTERNAL') throw thrown
    const cut = middleOf(placed)
    if (cut === undefined) return takeUpEach(parts, placed, follows)
    await takeUp(
      parts,
      placed.filter(({ at }) => at < cut),
      { from: follows.from, to: cut },
    )
    // Dropped under the lock where another node has gone on meanwhile; that one looks at it.
    await takeUp(
      parts,
      placed.filter(({ at }) => at >= cut),
      { from: cut, to: follows.to },
    )
  }
}

/** A record before which the list can be cut. */
function middleOf(placed: readonly Placed[]): bigint | undefined {
  const records = [...new Set(placed.map(({ at }) => at))]
  return records.length < 2 ? undefined : records[records.length >> 1]
}

/** What one record is to each case. A crash in between repeats nothing: no cause makes the same happen twice. */
async function takeUpEach(parts: TakeUpParts, placed: readonly Placed[], follows: Follows): Promise<void> {
  const passedOver: PassedOver[] = []
  for (const { at, happening } of placed) {
    const error = await takeUpOne(parts, happening)
    if (error !== undefined) passedOver.push({ index: at, error })
  }
  await commit(parts, { entry: 'happened', happenings: [], follows, passedOver: passedOver.slice(0, 1) })
}

/** @returns what was wrong, where it could not be taken up for a fault of ours */
export async function takeUpOne(parts: TakeUpParts, happening: Happening): Promise<string | undefined> {
  try {
    await commit(parts, { entry: 'happened', happenings: [happening] })
    return undefined
  } catch (thrown) {
    if (asKhorgosError(thrown).code !== 'INTERNAL') throw thrown
    parts.onFault(thrown)
    return sentenceOf(thrown)
  }
}

async function commit({ committer }: TakeUpParts, entry: HappenedEntry): Promise<void> {
  await committer.commit({ ...NOTHING, entry })
}

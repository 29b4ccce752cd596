import { KhorgosError } from '../errors.ts'
import type { Committer } from './commit.ts'
import type { Participant } from './participant.ts'
import type { Changes, Committed } from './unit.ts'

/** Of one participant or of the other. */
export type Either<A, B> = { readonly one: A } | { readonly other: B }

/**
 * Two participants as one: each is shown its own entries, in their order, and writes its own rows. Neither knows of the other,
 * so what one has judged in a batch the other does not see before the next.
 */
export function joinParticipants<A, RA, B, RB>(
  one: Participant<A, RA>,
  other: Participant<B, RB>,
): Participant<Either<A, B>, Either<RA, RB>> {
  return {
    async begin(tx, entries) {
      const ones = entries.flatMap((entry) => ('one' in entry ? [entry.one] : []))
      const others = entries.flatMap((entry) => ('other' in entry ? [entry.other] : []))
      const [turn, otherTurn] = await Promise.all([
        ones.length === 0 ? undefined : one.begin(tx, ones),
        others.length === 0 ? undefined : other.begin(tx, others),
      ])
      const judged: ('one' | 'other')[] = []
      return {
        judge(entry, place) {
          const decided =
            'one' in entry
              ? turnOf(turn).judge(entry.one, place)
              : turnOf(otherTurn).judge(entry.other, place)
          judged.push('one' in entry ? 'one' : 'other')
          return decided
        },
        async write(into, head) {
          const [results, otherResults] = await Promise.all([
            judged.includes('one') ? turnOf(turn).write(into, head) : [],
            judged.includes('other') ? turnOf(otherTurn).write(into, head) : [],
          ])
          const next = results.values()
          const otherNext = otherResults.values()
          return judged.map((side) =>
            side === 'one' ? { one: resultOf(next) } : { other: resultOf(otherNext) },
          )
        },
      }
    },
  }
}

function turnOf<T>(turn: T | undefined): T {
  if (turn === undefined) throw new KhorgosError('INTERNAL', 'An entry is judged that was not read for.')
  return turn
}

function resultOf<R>(results: Iterator<R>): R {
  const next = results.next()
  if (next.done === true) throw new KhorgosError('INTERNAL', 'An entry was judged and not answered.')
  return next.value
}

/** The committer as the parts see it that know one of its participants. */
export function forOne<A, RA, B, RB>(committer: Committer<Either<A, B>, Either<RA, RB>>): Committer<A, RA> {
  return viewed(
    committer,
    (one) => ({ one }),
    (result) => ('one' in result ? result.one : undefined),
  )
}

export function forOther<A, RA, B, RB>(committer: Committer<Either<A, B>, Either<RA, RB>>): Committer<B, RB> {
  return viewed(
    committer,
    (other) => ({ other }),
    (result) => ('other' in result ? result.other : undefined),
  )
}

function viewed<E, R, Own, OwnR>(
  committer: Committer<E, R>,
  entryOf: (own: Own) => E,
  ownResult: (result: R) => OwnR | undefined,
): Committer<Own, OwnR> {
  return {
    ...committer,
    async commit({ entry, ...changes }: Changes<Own>): Promise<Committed<OwnR>> {
      const committed = await committer.commit(
        entry === undefined ? changes : { ...changes, entry: entryOf(entry) },
      )
      if (committed.outcome !== 'done') return committed
      const { result, ...done } = committed
      if (result === undefined) return done
      const own = ownResult(result)
      if (own === undefined) throw new KhorgosError('INTERNAL', 'The answer is another participant’s.')
      return { ...done, result: own }
    },
  }
}

import { KhorgosError } from '../../errors.ts'
import { canonicalDecimal } from '../../model/decimal.ts'
import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonValue } from '../../model/json.ts'
import type { Tx } from '../../store/database.ts'
import type { EffectName } from '../../store/workflows/case-effects.ts'
import { type RatingRow, ratingSums, type RatingSum } from '../../store/workflows/ratings.ts'
import type { Operations } from '../definitions/term.ts'
import { plain } from '../definitions/arguments.ts'
import { merge, type Rating, type Ratings, ratingKey } from './feedback.ts'

/** What the definition of clearance can have done with the outcome of an inspection. */
export const RATING_OPERATIONS: Operations = {
  /** What a decision and its outcome say of the parameters that fired. */
  rating: {
    required: ['decision'],
    optional: ['result', 'minutes', 'cost'],
    call: ({ decision, result, minutes, cost }) => {
      const decided = asObject(decision)
      if (decided === undefined) return undefined
      return plain({
        parameters: objectsAt(decided, 'fired').map(({ id, version, hash }) => ({ id, version, hash })),
        subCentre: textAt(decided, 'subCentre') ?? '',
        result,
        minutes,
        cost,
      })
    },
  },
}

/** The rows of what the operation made. @throws KhorgosError INTERNAL for anything else */
export function ratingRows(rating: JsonValue | undefined, effect: EffectName): RatingRow[] {
  const rated = asObject(rating)
  const { minutes, cost } = rated ?? {}
  const amount = textAt(asObject(cost), 'amount')
  const currencyId = textAt(asObject(cost), 'currencyId')
  return objectsAt(rated ?? {}, 'parameters').map(({ id, version, hash }) => {
    if (typeof id !== 'string' || typeof version !== 'number' || typeof hash !== 'string')
      throw new KhorgosError('INTERNAL', 'A rating names no parameter.')
    return {
      ...effect,
      hash: Buffer.from(hash, 'hex'),
      parameter: id,
      version,
      subCentre: textAt(rated, 'subCentre') ?? '',
      result: textAt(rated, 'result'),
      minutes: typeof minutes === 'number' ? minutes : 0,
      amount: amount === undefined || currencyId === undefined ? undefined : { amount, currencyId },
    }
  })
}

/** Ratings as they stand: of all sub-centres, or of some, or of one parameter. */
export async function readRatings(db: Tx, query: Parameters<typeof ratingSums>[1]): Promise<Ratings> {
  return (await ratingSums(db, query)).map(ratingsOf).reduce<Ratings>(merge, {})
}

function ratingsOf({ hash, parameter: id, version, currency, amount, ...counts }: RatingSum): Ratings {
  const parameter = { id, version, hash: Buffer.from(hash).toString('hex') }
  const rating: Rating = {
    ...counts,
    parameter,
    amounts: currency === null || amount === null ? {} : { [currency]: canonicalDecimal(amount) },
  }
  return { [ratingKey(parameter, counts.subCentre)]: rating }
}

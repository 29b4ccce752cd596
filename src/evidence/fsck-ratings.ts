import { asObject, objectsAt, textAt } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import { canonicalJson } from './canonical-json.ts'

/**
 * Each effect of a case that counts is counted once it is done, as it says.
 *
 * @param ratings rows, in the order of their effects and hashes
 */
export function ratingProblems(effects: readonly JsonObject[], ratings: readonly JsonObject[]): string[] {
  const wanted = effects.flatMap((effect) =>
    effect['kind'] === 'rate' && effect['done'] === true ? rowsOf(effect) : [],
  )
  return canonicalJson(ratings) === canonicalJson(wanted)
    ? []
    : ['what it says of risk parameters is not what its events come to']
}

function rowsOf({ revision, place, args }: JsonObject) {
  const rating = asObject(asObject(args)?.['rating'])
  const cost = asObject(rating?.['cost'])
  return objectsAt(rating, 'parameters')
    .map(({ id, version, ...parameter }) => ({
      revision: revision ?? null,
      place: place ?? null,
      hash: textAt(parameter, 'hash') ?? '',
      id: id ?? null,
      version: version ?? null,
      subCentre: rating?.['subCentre'] ?? '',
      result: rating?.['result'] ?? null,
      minutes: rating?.['minutes'] ?? 0,
      amount: cost?.['amount'] ?? null,
      currency: cost?.['currencyId'] ?? null,
    }))
    .toSorted((one, other) => (one.hash < other.hash ? -1 : 1))
}

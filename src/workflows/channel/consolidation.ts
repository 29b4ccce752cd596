import { addDecimals, compareDecimals, sumDecimals } from '../../model/decimal.ts'
import { dayAt } from '../../model/datetime.ts'
import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import type { Operations } from '../definitions/term.ts'
import { ZONE } from './in-force.ts'

/**
 * One declaration for what was released within a period: which period a release belongs to, and what is missing or too much in
 * the declaration that joins its releases. A joining declaration names them among its previous documents, each with its number and
 * day.
 */

/** UN 1001: goods declaration for importation. */
const IMPORT_DECLARATION = '929'
const DAY = 86_400_000

export const CONSOLIDATION_OPERATIONS: Operations = {
  /** Until when the documents of a release are to be handed in; nothing where its mode does not ask for that. */
  documentsDue: {
    required: ['decision', 'at'],
    call: ({ decision, at }) => {
      const days = asObject(asObject(decision)?.['mode'])?.['documentsWithinDays']
      return typeof days === 'number' && typeof at === 'string'
        ? new Date(Date.parse(at) + days * DAY).toISOString()
        : undefined
    },
  },
  /** What the case of its period is told of a release: by operator, office and period; nothing where its mode is not consolidated. */
  consolidation: {
    required: ['decision', 'declaration', 'office', 'at'],
    call: ({ decision, declaration, office, at }) => {
      const by = asObject(asObject(decision)?.['mode'])?.['consolidatedBy']
      const operator = operatorIn(asObject(declaration))
      const release = releaseOf(asObject(declaration), at)
      if (!isPeriod(by) || operator === undefined || release === undefined || typeof office !== 'string')
        return undefined
      const { from, until } = periodOf(dayAt(new Date(release.at), ZONE), by)
      return { key: keyOf(office, operator, by, from), operator, from, until: midnight(until), release }
    },
  },
  /** The period whose releases a declaration joins: all that it names are of one period. */
  consolidationKey: {
    required: ['declaration'],
    call: ({ declaration: given }) => {
      const declaration = asObject(given)
      const office = textAt(asObject(declaration?.['declarationOffice']), 'id')
      const operator = operatorIn(declaration)
      const days = joinedBy(declaration).flatMap(({ issueDateTime }) =>
        typeof issueDateTime === 'string' ? [issueDateTime.slice(0, 10)] : [],
      )
      const by = textAt(asObject(declaration?.['featureCode']), 'code')
      const [first] = days.toSorted()
      if (office === undefined || operator === undefined || first === undefined) return undefined
      return keyOf(
        office,
        operator,
        isPeriod(by) ? by : 'month',
        periodOf(first, isPeriod(by) ? by : 'month').from,
      )
    },
  },
  /** The releases of a period with one more, or with what has become of it. */
  withRelease: {
    required: ['release'],
    optional: ['releases'],
    call: ({ releases, release: given }) => {
      const release = asObject(given)
      const id = textAt(release, 'id')
      const known = objectsAt({ releases: releases ?? [] }, 'releases')
      return release === undefined || id === undefined
        ? known
        : [...known.filter((each) => textAt(each, 'id') !== id), release]
    },
  },
  /** The releases of a period without one that was taken back. */
  withoutRelease: {
    required: ['releases', 'id'],
    call: ({ releases, id }) =>
      objectsAt({ releases: releases ?? [] }, 'releases').filter((each) => textAt(each, 'id') !== id),
  },
  /** What of the releases the declaration joins, what is missing, and what it names that was never released in the period. */
  consolidationCoverage: {
    required: ['releases'],
    optional: ['declaration'],
    call: ({ releases, declaration }) => coverageOf(releases, asObject(declaration)),
  },
  /** The numbers of the releases of a period. */
  releaseKeys: {
    required: ['releases'],
    call: ({ releases }) =>
      objectsAt({ releases: releases ?? [] }, 'releases').flatMap((each) => textAt(each, 'id') ?? []),
  },
}

function releaseOf(declaration: JsonObject | undefined, at: JsonValue | undefined) {
  const id = textAt(declaration, 'id') ?? textAt(declaration, 'functionalReferenceId')
  const grossMass = textAt(declaration, 'totalGrossMassMeasure')
  if (id === undefined || typeof at !== 'string') return undefined
  return { id, at, ...(grossMass !== undefined && { grossMass }) }
}

function coverageOf(releases: JsonValue | undefined, declaration: JsonObject | undefined): JsonObject {
  const released = objectsAt({ releases: releases ?? [] }, 'releases')
  const joined = joinedBy(declaration).flatMap((each) => textAt(each, 'id') ?? [])
  const ids = released.flatMap((each) => textAt(each, 'id') ?? [])
  const missing = ids.filter((id) => !joined.includes(id))
  const unknown = [...new Set(joined.filter((id) => !ids.includes(id)))]
  const twice = [...new Set(joined.filter((id, at) => joined.indexOf(id) !== at))]
  const grossMass = massOf(released, declaration)
  return {
    complete: missing.length + unknown.length + twice.length === 0 && grossMass?.['same'] !== false,
    missing,
    unknown,
    twice,
    ...(grossMass && { grossMass }),
  }
}

/** Masses are compared where every release and the declaration tell theirs. */
function massOf(
  released: readonly JsonObject[],
  declaration: JsonObject | undefined,
): JsonObject | undefined {
  const declared = textAt(declaration, 'totalGrossMassMeasure')
  const masses = released.flatMap((each) => textAt(each, 'grossMass') ?? [])
  if (declared === undefined || masses.length < released.length) return undefined
  const sum = addDecimals(sumDecimals(masses), '0')
  return { released: sum, declared, same: compareDecimals(sum, declared) === 0 }
}

function joinedBy(declaration: JsonObject | undefined): readonly JsonObject[] {
  return objectsAt(declaration, 'previousDocuments').filter(({ typeCode }) => typeCode === IMPORT_DECLARATION)
}

/** Who imports, else who declares: the number by which customs knows him. */
function operatorIn(declaration: JsonObject | undefined): string | undefined {
  const importer = asObject(asObject(declaration?.['goodsShipment'])?.['importer'])
  const party = importer ?? asObject(declaration?.['declarant'])
  return textAt(asObject(party?.['customsIdentifier']), 'id') ?? textAt(asObject(party?.['identifier']), 'id')
}

type PeriodLength = 'day' | 'week' | 'month'

const isPeriod = (value: unknown): value is PeriodLength =>
  value === 'day' || value === 'week' || value === 'month'

const keyOf = (office: string, operator: string, by: PeriodLength, from: string): string =>
  `${office} ${operator} ${by} ${from}`

/** Days in China: the first of the period, and the first behind it. Weeks begin on Monday (ISO 8601). */
function periodOf(day: string, by: PeriodLength): { readonly from: string; readonly until: string } {
  const at = new Date(`${day}T00:00:00Z`)
  const moved = (days: number): string => new Date(at.getTime() + days * DAY).toISOString().slice(0, 10)
  if (by === 'day') return { from: day, until: moved(1) }
  if (by === 'week') {
    const since = (at.getUTCDay() + 6) % 7
    return { from: moved(-since), until: moved(7 - since) }
  }
  const next = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1))
  return { from: `${day.slice(0, 7)}-01`, until: next.toISOString().slice(0, 10) }
}

const midnight = (day: string): string => new Date(`${day}T00:00:00+08:00`).toISOString()

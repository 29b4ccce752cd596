import type { Tx } from '../database.ts'
import { byteaText, rowsAsJson } from '../packed.ts'
import type { EffectName } from './case-effects.ts'

/** What one decision says of one parameter that fired on it. */
export interface RatingRow extends EffectName {
  /** 32 bytes. */
  readonly hash: Uint8Array
  readonly parameter: string
  readonly version: number
  readonly subCentre: string
  readonly result: string | undefined
  readonly minutes: number
  readonly amount: { readonly amount: string; readonly currencyId: string } | undefined
}

export async function insertRatings(tx: Tx, rows: readonly RatingRow[]): Promise<void> {
  await tx.query(
    `insert into risk_rating (case_id, revision, place, hash, parameter, version, sub_centre, result, minutes, amount, currency)
     select * from json_to_recordset($1) as r (case_id uuid, revision integer, place smallint, hash bytea, parameter text,
       version integer, sub_centre text, result text, minutes integer, amount numeric, currency text)`,
    [
      rowsAsJson(
        rows.map((row) => ({
          case_id: row.caseId,
          revision: row.revision,
          place: row.place,
          hash: byteaText(row.hash),
          parameter: row.parameter,
          version: row.version,
          sub_centre: row.subCentre,
          result: row.result ?? null,
          minutes: row.minutes,
          amount: row.amount?.amount ?? null,
          currency: row.amount?.currencyId ?? null,
        })),
      ),
    ],
  )
}

/** Sums of one parameter at one sub-centre, in one currency; the counts stand in the row without one. */
export interface RatingSum {
  readonly hash: Uint8Array
  readonly parameter: string
  readonly version: number
  readonly subCentre: string
  readonly currency: string | null
  readonly amount: string | null
  readonly fired: number
  readonly hits: number
  readonly misses: number
  readonly unclear: number
  readonly minutes: number
}

export function ratingSums(
  db: Tx,
  { subCentres, parameter }: { readonly subCentres?: readonly string[]; readonly parameter?: string },
): Promise<RatingSum[]> {
  return db.query<RatingSum>(
    `select hash, parameter, version, sub_centre as "subCentre", currency, sum(amount)::text as amount,
            count(*)::integer as fired,
            (count(*) filter (where result = 'differing'))::integer as hits,
            (count(*) filter (where result = 'conforming'))::integer as misses,
            (count(*) filter (where result = 'inconclusive'))::integer as unclear,
            sum(minutes)::integer as minutes
       from risk_rating
      where ($1::text[] is null or sub_centre = any($1)) and ($2::text is null or parameter = $2)
      group by hash, parameter, version, sub_centre, currency`,
    [subCentres ?? null, parameter ?? null],
  )
}

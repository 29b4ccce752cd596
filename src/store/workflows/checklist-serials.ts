import type { Tx } from '../database.ts'

/** The office that gives numbers to load checklists: its country and its four digits in the number. */
export interface NumberingOffice {
  readonly country: string
  readonly district: string
}

/**
 * Takes the next serial number of the office in that year. Whoever else takes one there waits until this transaction has
 * ended; when it rolls back, the number is free again.
 *
 * @param highest the last serial that a number has room for
 * @returns undefined when that one has been given
 */
export async function allocateSerial(
  tx: Tx,
  { country, district }: NumberingOffice,
  year: number,
  highest: number,
): Promise<number | undefined> {
  const rows = await tx.query<{ last: number }>(
    `insert into checklist_serial as s (country, district, year, last) values ($1, $2, $3, 1)
         on conflict (country, district, year) do update set last = s.last + 1 where s.last < $4
     returning last`,
    [country, district, year, highest],
  )
  return rows[0]?.last
}

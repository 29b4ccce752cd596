import type { Tx } from '../../store/database.ts'
import { allocateSerial } from '../../store/workflows/checklist-serials.ts'
import { HIGHEST_SERIAL, nextNumber, yearAt } from './numbers.ts'

/** An office of an arrangement that gives numbers to load checklists. */
export interface IssuingOffice {
  readonly country: string
  readonly letter: string
  readonly district: string
  /** IANA zone of the office: in it the year begins. */
  readonly timeZone: string
}

/**
 * Gives the next number of the office, in the transaction that issues the list.
 *
 * @throws KhorgosError CHECKLIST_NUMBERS_EXHAUSTED when the year has no number left
 */
export async function issueNumber(tx: Tx, office: IssuingOffice, at: Date): Promise<string> {
  const { country, letter, district } = office
  const year = yearAt(at, office.timeZone)
  const serial = await allocateSerial(tx, { country, district }, year, HIGHEST_SERIAL)
  return nextNumber({ letter, district, year }, serial)
}

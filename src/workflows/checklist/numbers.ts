import { KhorgosError } from '../../errors.ts'
import { dayAt } from '../../model/datetime.ts'
import { firstLookAlike } from '../../model/homoglyphs.ts'

/**
 * Numbers of load checklists, `C26070500123`: letter of the side that the truck leaves, two digits of the year, four of the
 * customs district, five of the serial. GACC notice 2009/81, attachment; the other sides' letters are in the arrangements.
 */
export interface ChecklistNumber {
  readonly letter: string
  /** Four digits; in the number the last two stand. */
  readonly year: number
  readonly district: string
  readonly serial: number
}

/** The serial has five digits. */
export const HIGHEST_SERIAL = 99_999

const FORM = /^(?<letter>[A-Z])(?<year>\d{2})(?<district>\d{4})(?<serial>\d{5})$/

/** Checklists exist since 2007; numbers of a hundred years later cannot be told from the first ones, and nobody has to. */
const CENTURY = 2000

/** @throws KhorgosError FIELD_INVALID for parts that no number can be made of */
export function formatNumber({ letter, year, district, serial }: ChecklistNumber): string {
  const number = `${letter}${String(year % 100).padStart(2, '0')}${district}${String(serial).padStart(5, '0')}`
  if (!Number.isInteger(serial) || serial < 1 || serial > HIGHEST_SERIAL || !FORM.test(number))
    throw new KhorgosError(
      'FIELD_INVALID',
      `No checklist number can be made of ${letter}, ${year}, ${district}, ${serial}.`,
    )
  return number
}

/** @throws KhorgosError NUMBER_MALFORMED for a text that is no such number; a look-alike letter is named */
export function parseNumber(text: string): ChecklistNumber {
  const number = numberIn(text)
  if (number === undefined) throw malformed(text)
  return number
}

/** @returns undefined for a text that is no such number */
export function numberIn(text: string): ChecklistNumber | undefined {
  const { letter = '', year = '', district = '', serial = '' } = FORM.exec(text)?.groups ?? {}
  if (letter === '' || serial === '00000') return undefined
  return { letter, year: CENTURY + Number(year), district, serial: Number(serial) }
}

/** Who may have given a number: the letter of a country, and the districts of its offices. */
export interface NumberingSide {
  readonly country: string
  readonly letter: string
  readonly districts: ReadonlySet<string>
}

/**
 * Reads a number that the side is said to have given.
 *
 * @param at when it is looked at: a number of a year that has not begun anywhere is none
 * @throws KhorgosError NUMBER_MALFORMED for a number that the side cannot have given by then
 */
export function checkNumber(text: string, side: NumberingSide, at: Date): ChecklistNumber {
  const number = parseNumber(text)
  if (number.letter !== side.letter) throw wrong(text, `lists of ${side.country} begin with ${side.letter}`)
  if (!side.districts.has(number.district))
    throw wrong(text, `${number.district} is no district of ${side.country} that gives such numbers`)
  if (number.year > yearAt(at, EASTERNMOST)) throw wrong(text, `the year ${number.year} has not begun`)
  return number
}

/** Fourteen hours ahead of UTC: no year begins earlier. */
const EASTERNMOST = 'Pacific/Kiritimati'

/** The year whose numbers an office gives at that moment: the one that its own clocks show. */
export function yearAt(at: Date, timeZone: string): number {
  return Number(dayAt(at, timeZone).slice(0, 4))
}

/**
 * The number of the next list, after its serial was taken.
 *
 * @param serial undefined: the year's serials are used up
 * @throws KhorgosError CHECKLIST_NUMBERS_EXHAUSTED
 */
export function nextNumber(office: Omit<ChecklistNumber, 'serial'>, serial: number | undefined): string {
  if (serial === undefined)
    throw new KhorgosError(
      'CHECKLIST_NUMBERS_EXHAUSTED',
      `The district ${office.district} has given all ${HIGHEST_SERIAL} numbers of ${office.year}.`,
    )
  return formatNumber({ ...office, serial })
}

const MAX_SHOWN = 40

function malformed(text: string): KhorgosError {
  const shown = text.slice(0, MAX_SHOWN)
  const alike = firstLookAlike(shown)
  return wrong(
    shown,
    alike === undefined
      ? 'it has a capital letter, then two digits of the year, four of the district and five of the serial'
      : `the letter ${alike.letter} at position ${alike.position} is not Latin`,
  )
}

function wrong(number: string, why: string): KhorgosError {
  return new KhorgosError('NUMBER_MALFORMED', `"${number}" is no number of a load checklist: ${why}.`)
}

import { canonicalDecimal, MAX_DECIMAL_LENGTH, sumDecimals } from '../../model/decimal.ts'
import { skeleton } from '../../model/homoglyphs.ts'
import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import type { ConfirmationFact, FactLine, LineQuantity, PartyFact, Reading } from '../facts/fact.ts'
import { present } from '../present.ts'

/** What hub documents of all kinds say alike. */

/** Longest number, as a skeleton, that a document is found by. */
const MAX_NUMBER = 64

export function isNumber(text: string | undefined): text is string {
  return text !== undefined && /\p{Nd}/u.test(text) && skeleton(text).length <= MAX_NUMBER
}

/** UN 1225, as far as it says what became of a document. */
const EVENTS: Readonly<Record<string, Reading['event']>> = {
  '1': 'cancelled',
  '3': 'cancelled',
  '4': 'amended',
  '5': 'amended',
  '7': 'issued',
  '9': 'issued',
}

/** A message that names no function is an original. */
export const ORIGINAL = '9'

/** @returns undefined for a function that says nothing of the document */
export function eventOf(
  document: JsonObject,
  code = textAt(document, 'functionCode') ?? ORIGINAL,
): Reading['event'] | undefined {
  return EVENTS[code]
}

/** A moment of the hub begins with the day that was written on the document, where it was written. */
export function dayOf(moment: string | undefined): string | undefined {
  return moment?.slice(0, 10)
}

export function partyOf(value: JsonValue | undefined): PartyFact | undefined {
  const party = asObject(value)
  const names = unique(['name', 'latinName'].map((field) => textAt(party, field)))
  const registers = ['identifier', 'customsIdentifier', 'registrationIdentifier']
  const ids = unique(registers.map((register) => identifierText(asObject(party?.[register]))))
  return names.length + ids.length === 0 ? undefined : { names, ids }
}

function identifierText(identifier: JsonObject | undefined): string | undefined {
  const [id, scheme] = [textAt(identifier, 'id'), textAt(identifier, 'schemeId')]
  return scheme === undefined || id === undefined ? id : `${scheme} ${id}`
}

/** @returns undefined for a quantity whose unit stands there in words only: it cannot be counted */
export function measureOf(measure: JsonObject | undefined): LineQuantity | undefined {
  const [quantity, unit] = [textAt(measure, 'quantity'), textAt(measure, 'unitCode')]
  if (quantity === undefined || unit === undefined) return undefined
  return { quantity: canonicalDecimal(quantity), unit, basis: 'other' }
}

/** A mass of the hub, which is in kilograms. */
export function massOf(
  holder: JsonObject | undefined,
  field: string,
  basis: 'gross' | 'net',
): LineQuantity | undefined {
  const mass = textAt(holder, field)
  return mass === undefined ? undefined : { quantity: canonicalDecimal(mass), unit: 'KGM', basis }
}

export function amountOf(amount: JsonObject | undefined): FactLine['value'] | undefined {
  const [value, currency] = [textAt(amount, 'amount'), textAt(amount, 'currencyId')]
  if (value === undefined || currency === undefined) return undefined
  return { amount: canonicalDecimal(value), currency }
}

export function unique(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter((text) => text !== undefined))]
}

export function unlessEmpty(texts: readonly string[]): readonly string[] | undefined {
  return texts.length === 0 ? undefined : texts
}

/** A truck and its trailers; some forms have both plates in one box. */
export function platesOf(means: JsonObject): string[] {
  const plates = [
    textAt(means, 'name'),
    ...objectsAt(means, 'transportEquipment').map((trailer) => textAt(trailer, 'id')),
  ]
  return unique(plates.flatMap((plate) => plate?.split('/').map((part) => part.trim())))
}

export function containersOf(holder: JsonObject | undefined): string[] {
  return unique(objectsAt(holder, 'transportEquipment').map((equipment) => textAt(equipment, 'id')))
}

/** Of the holder itself, and of its containers or trailers. */
export function sealsOf(holder: JsonObject | undefined): string[] {
  const holders = holder === undefined ? [] : [holder, ...objectsAt(holder, 'transportEquipment')]
  return unique(holders.flatMap((each) => objectsAt(each, 'seals').map((seal) => textAt(seal, 'id'))))
}

/** The word of each side on a document, in the order of the document. */
export function confirmationsOf(document: JsonObject): readonly ConfirmationFact[] | undefined {
  const told = objectsAt(document, 'confirmations').flatMap(confirmationOf)
  return told.length === 0 ? undefined : told
}

function confirmationOf(said: JsonObject): ConfirmationFact[] {
  const [country, at, result] = ['countryCode', 'dateTime', 'resultCode'].map((field) => textAt(said, field))
  if (country === undefined || at === undefined || result === undefined) return []
  return [{ country, at, result, ...present({ decision: textAt(asObject(said['decision']), 'statusCode') }) }]
}

/** What lines come to where all of them have a value, and in one currency. */
export function totalValue(lines: readonly FactLine[]): FactLine['value'] | undefined {
  const currency = lines[0]?.value?.currency
  if (currency === undefined || lines.some(({ value }) => value?.currency !== currency)) return undefined
  const amount = totalOf(lines.flatMap(({ value }) => value?.amount ?? []))
  return amount === undefined ? undefined : { amount, currency }
}

/** What lines weigh together where all of them say it. */
export function totalMass(lines: readonly FactLine[]): LineQuantity | undefined {
  if (lines.length === 0 || lines.some(({ quantity }) => quantity?.basis !== 'gross')) return undefined
  const quantity = totalOf(lines.flatMap((line) => line.quantity?.quantity ?? []))
  return quantity === undefined ? undefined : { quantity, unit: 'KGM', basis: 'gross' }
}

/** The sum of numbers that are each short enough can be longer than any number that is counted with. */
function totalOf(values: readonly string[]): string | undefined {
  const sum = sumDecimals(values)
  return sum.length > MAX_DECIMAL_LENGTH ? undefined : sum
}

/** Of an item that has no number its place. */
export function lineNumberOf({ sequenceNumeric }: JsonObject, place: number): number {
  return typeof sequenceNumeric === 'number' ? sequenceNumeric : place + 1
}

/** Line 0, the document as a whole; undefined where nothing is stated of it. */
export function wholeLine(stated: Omit<FactLine, 'line'>): FactLine | undefined {
  return Object.keys(stated).length === 0 ? undefined : { line: 0, ...stated }
}

/** What is stated of the whole stands before the items. */
export function withWhole(whole: FactLine | undefined, lines: readonly FactLine[]): readonly FactLine[] {
  return whole === undefined ? lines : [whole, ...lines]
}

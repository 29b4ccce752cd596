import * as fc from 'fast-check'
import type { JsonObject, JsonValue } from '../../src/model/json.ts'

/**
 * Hub documents as fast-check makes them, one generator per format: each fills every field that the format can
 * carry and none that it cannot, so that reading what was written gives the same document.
 */
export type Arb = fc.Arbitrary<JsonObject>

const LETTERS = Array.from('ABCXYZabcxyz0189 .,-/&<>"\'ӘҒҚҢөұүһіЖЩя霍尔果斯贸易𠮷')
const CODE_LETTERS = Array.from('ABCDEFGHJKLMNPRSTUVWXYZ0123456789')

/** Text without white space at its ends (reading trims), and without ` | `, which joins two descriptions. */
export const words = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength: Math.floor(maxLength / 2) })
    .map((text) => text.trim())
    .filter((text) => text !== '')

export const code = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...CODE_LETTERS), minLength, maxLength })

/** A decimal in its canonical form: no zeros at the end. */
export const decimal = (digits: number, fraction: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(10 ** Math.min(digits, 6)), fc.nat(10 ** fraction - 1))
    .map(([whole, part]) =>
      `${whole}.${String(part).padStart(fraction, '0')}`.replace(/0+$/, '').replace(/\.$/, ''),
    )

export const count = fc.integer({ min: 1, max: 99_999 })
const time = fc
  .date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2027-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.getTime())

/** A moment to the second, with the offset of the place. */
export const moment = (offsetHours: number, stepMs = 1000): fc.Arbitrary<string> =>
  time.map((ms) => {
    const local = new Date(Math.floor(ms / stepMs) * stepMs + offsetHours * 3_600_000)
    return `${local.toISOString().slice(0, 19)}+${String(offsetHours).padStart(2, '0')}:00`
  })

export const day = time.map((ms) => new Date(ms).toISOString().slice(0, 10))

export const some = <T>(arbitrary: fc.Arbitrary<T>, maxLength = 3): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { minLength: 1, maxLength })

/** A record with optional fields left out at random. */
export function record(
  required: Record<string, fc.Arbitrary<JsonValue>>,
  optional: Record<string, fc.Arbitrary<JsonValue>> = {},
): Arb {
  return fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required) })
}

export const communication = record({ id: words(50), typeId: fc.constantFrom('TE', 'FX', 'EM') })
export const contact = record({ name: words(70), communications: some(communication) })
export const identifier = (maxLength: number): Arb => record({ id: code(2, maxLength) })
export const amount = record({ amount: decimal(6, 2), currencyId: fc.constantFrom('CNY', 'USD', 'KZT') })
export const packageKind = fc.constantFrom('CT', 'BG', 'PX', 'PK')
export const seal = record({
  id: code(1, 10),
  kindCode: fc.constantFrom('M', 'E'),
  sealingPartyCode: fc.constantFrom('CU', 'SH', 'CA'),
})

export const item = (chinese: boolean): Arb =>
  record(
    {
      cargoDescription: words(200),
      grossMassMeasure: decimal(6, 3),
      packageQuantity: count,
      packageKindCode: packageKind,
    },
    {
      description: words(400),
      ...(chinese
        ? { undgId: fc.constantFrom('1263', '0004') }
        : {
            classificationId: fc.constantFrom('6907', '690721', '6907210000'),
            originCountryCode: fc.constantFrom('CN', 'KZ'),
            grossVolumeMeasure: decimal(4, 3),
          }),
    },
  )

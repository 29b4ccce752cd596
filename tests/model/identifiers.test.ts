import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkIdentifier, SCHEME_IDS, type SchemeId } from '../../src/model/identifiers/check.ts'

/** Check digits worked out here a second time, in another way than the source does. */
const digits = (text: string) => Array.from(text, Number)
const dot = (values: readonly number[], weights: readonly number[]) =>
  weights.reduce((sum, weight, at) => sum + weight * (values[at] ?? Number.NaN), 0)

function completeUscc(body: string): string {
  const alphabet = Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY')
  // Annex A asks for the character that makes the whole sum a multiple of 31: tried, not computed.
  const sum = (text: string) =>
    Array.from(text).reduce(
      (total, each, at) => total + alphabet.indexOf(each) * Number(3n ** BigInt(at) % 31n),
      0,
    )
  return body + alphabet.find((last) => (sum(body) + alphabet.indexOf(last)) % 31 === 0)
}

function completeKazakh(body: string): string | undefined {
  const values = digits(body)
  const forward = values.reduce((sum, digit, at) => sum + digit * (at + 1), 0) % 11
  const shifted = values.reduce((sum, digit, at) => sum + digit * (((at + 2) % 11) + 1), 0) % 11
  const check = forward === 10 ? shifted : forward
  return check === 10 ? undefined : `${body}${check}`
}

function completeContainer(body: string): string {
  // ISO 6346 by value: A is 10, and no letter is a multiple of 11.
  const values = Array.from(body, (each) => {
    if (/\d/.test(each)) return Number(each)
    const place = each.charCodeAt(0) - 65
    return 10 + place + (place >= 1 ? 1 : 0) + (place >= 11 ? 1 : 0) + (place >= 21 ? 1 : 0)
  })
  return `${body}${(values.reduce((sum, value, at) => sum + value * 2 ** at, 0) % 11) % 10}`
}

const number = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`))
const numeral = (value: number) => String((value % 11) % 10)
const COMPLETE: Partial<Record<SchemeId, fc.Arbitrary<string>>> = {
  USCC: fc.stringMatching(/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{9}$/).map(completeUscc),
  'CN-ORG': fc.stringMatching(/^[0-9A-Z]{8}$/).map((body) => {
    const values = Array.from(body, (each) => Number.parseInt(each, 36))
    const check = (11 - (dot(values, [3, 7, 9, 10, 5, 8, 4, 2]) % 11)) % 11
    return body + (check === 10 ? 'X' : check)
  }),
  'KZ-IIN': fc
    .stringMatching(/^\d\d(?:0[1-9]|1[0-2])[0-2][1-9][0-6]\d{4}$/)
    .map(completeKazakh)
    .filter((id) => id !== undefined),
  'KZ-BIN': fc
    .stringMatching(/^\d\d(?:0[1-9]|1[0-2])[456][0-3]\d{5}$/)
    .map(completeKazakh)
    .filter((id) => id !== undefined),
  'RU-OGRN': number(11)
    .map((rest) => `1${rest}`)
    .map((body) => body + numeral(Number(body))),
  'RU-OGRNIP': number(13)
    .map((rest) => `3${rest}`)
    .map((body) => body + String((Number(body) % 13) % 10)),
  'ISO-6346': fc.stringMatching(/^[A-Z]{3}[UJZ]\d{6}$/).map(completeContainer),
}

describe('trap 10, party identifiers', () => {
  test.each<[SchemeId, string]>([
    // Published: GB 32100 and GB 11714 themselves, company reports, ministries, ISO 6346.
    ['USCC', '91350100M000100Y43'],
    ['USCC', '914403001922038216'],
    ['USCC', '91330100799655058B'],
    ['CN-ORG', 'D2143569-X'],
    ['CN-ORG', 'D2143569X'],
    ['KZ-BIN', '970540000107'],
    ['KZ-BIN', '940140000385'],
    ['KZ-BIN', '000140002217'],
    ['RU-INN', '7707083893'],
    ['RU-INN', '7830002293'],
    ['RU-INN', '500100732259'],
    ['RU-OGRN', '1027700132195'],
    ['RU-OGRNIP', '304500116000157'],
    ['RU-KPP', '773601001'],
    ['BY-UNP', '200988541'],
    ['BY-UNP', 'MA1953684'],
    ['BY-UNP', 'МА1953684'],
    ['ISO-6346', 'CSQU3054383'],
    ['CN-CUSTOMS', '3101910001'],
    ['CN-CIQ', '3100600001'],
    ['AM-UNN', '01234567'],
    ['KG-INN', '01234567890123'],
    ['MN-REG', '2074737'],
    ['MN-REG', 'УБ99010112'],
    ['UNDG', '1203'],
  ])('%s %s is good', (scheme, id) => {
    expect(checkIdentifier(scheme, id)).toBeUndefined()
  })

  test.each<[SchemeId, string, 'form' | 'check']>([
    ['USCC', '91350100M000100Y44', 'check'],
    ['USCC', '91350100M000100I43', 'form'],
    ['USCC', '913501000M00100y43', 'form'],
    ['CN-ORG', 'D2143569-1', 'check'],
    ['KZ-BIN', '970540000108', 'check'],
    ['KZ-IIN', '970540000107', 'form'],
    ['RU-INN', '7707083894', 'check'],
    ['RU-INN', '500100732258', 'check'],
    ['RU-INN', '50010073225', 'form'],
    ['RU-OGRN', '1027700132196', 'check'],
    ['RU-OGRN', '3027700132195', 'form'],
    ['RU-OGRNIP', '304500116000158', 'check'],
    ['BY-UNP', '200988542', 'check'],
    ['BY-UNP', 'ZA1953684', 'form'],
    ['ISO-6346', 'CSQU3054384', 'check'],
    ['ISO-6346', 'CSQX3054383', 'form'],
    ['UNDG', '0003', 'form'],
    ['UNDG', '4000', 'form'],
    ['KG-INN', '1234567890123', 'form'],
    ['MN-REG', 'AB99010112', 'form'],
  ])('%s %s is not: %s', (scheme, id, kind) => {
    expect(checkIdentifier(scheme, id)?.kind).toBe(kind)
  })

  test("a person's and a company's number of Kazakhstan have one length and never one meaning", () => {
    const [person, company] = ['KZ-IIN', 'KZ-BIN'] as const
    fc.assert(
      fc.property(COMPLETE[person] ?? fc.constant(''), COMPLETE[company] ?? fc.constant(''), (iin, bin) => {
        expect(checkIdentifier(person, iin)).toBeUndefined()
        expect(checkIdentifier(company, bin)).toBeUndefined()
        expect(checkIdentifier(company, iin)?.kind).toBe('form')
        expect(checkIdentifier(person, bin)?.kind).toBe('form')
      }),
    )
  })

  test('a letter that only looks Latin is named: nobody can see it', () => {
    expect(checkIdentifier('ISO-6346', 'СSQU3054383')?.reason).toBe(
      '"СSQU3054383" is no ISO-6346 number: the letter С at position 1 is not Latin.',
    )
  })
})

describe('check digits', () => {
  test.each(Object.entries(COMPLETE))(
    '%s: numbers made here are good, with one other digit they are not',
    (name, ids) => {
      const scheme = SCHEME_IDS.find((each) => each === name) ?? 'UNDG'
      fc.assert(
        fc.property(ids, fc.nat({ max: 17 }), fc.integer({ min: 1, max: 9 }), (id, at, step) => {
          expect(checkIdentifier(scheme, id)).toBeUndefined()
          const place = at % id.length
          if (!/\d/.test(id[place] ?? '')) return
          const slip = id.slice(0, place) + ((Number(id[place]) + step) % 10) + id.slice(place + 1)
          // OGRN, OGRNIP and containers write a remainder of 10 as 0, so that these two cannot be told apart.
          if (/OGRN|6346/.test(name) && (id.endsWith('0') || slip.endsWith('0'))) return
          if (/KZ|OGRNIP/.test(name)) return
          expect(checkIdentifier(scheme, slip)).toBeDefined()
        }),
        { numRuns: 500 },
      )
    },
  )

  test('Russian INN: both check digits, by the sums of the tax service', () => {
    fc.assert(
      fc.property(number(9), number(10), (entity, person) => {
        const ten = entity + numeral(dot(digits(entity), [2, 4, 10, 3, 5, 9, 4, 6, 8]))
        const eleven = person + numeral(dot(digits(person), [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]))
        const twelve = eleven + numeral(dot(digits(eleven), [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]))
        expect(checkIdentifier('RU-INN', ten)).toBeUndefined()
        expect(checkIdentifier('RU-INN', twelve)).toBeUndefined()
      }),
    )
  })

  test('any text at all gets an answer, and a short one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SCHEME_IDS),
        fc.string({ unit: 'binary', maxLength: 500 }),
        (scheme, text) => {
          expect((checkIdentifier(scheme, text)?.reason ?? '').length).toBeLessThan(250)
        },
      ),
    )
  })
})

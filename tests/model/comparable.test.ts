import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  comparableAmount,
  comparableQuantity,
  comparableText,
  heldHash,
  sameTariffDigits,
} from '../../src/model/comparable.ts'
import { KNOWN_UNITS, hubUnitFor, unitConversion } from '../../src/model/units.ts'

const name = (text: string): string | undefined => comparableText('exporter', text)

describe('names', () => {
  test.each([
    ['Tuayang Export Co., Ltd.', 'TUAYANG EXPORT CO LTD'],
    ['Tuayang  Export\nCo.,Ltd', 'Tuayang-Export (Co) Ltd'],
    ['Ｔｕａｙａｎｇ　Ｅｘｐｏｒｔ', 'Tuayang Export'],
    ['ТОО «КАЗАХСТАН ТЕМІР ЖОЛЫ»', 'тоо "Казахстан темір жолы"'],
    ['ТОО АВЕКС', 'TOO ABEKC'],
    ['昆明实力进出口有限公司', '昆明实力进出口（有限公司）'],
    ['Café Laos', 'Cafe\u0301 Laos'],
    ['Straße', 'STRASSE'],
    ['Ωμέγα ΐ', 'ΩΜΈΓΑ \u03aa\u0301'],
    ['ﬁrst № 1', 'FIRST NO 1'],
    ['A\u200bB', 'AB'],
  ])('%s and %s are one', (left, right) => expect(name(left)).toBe(name(right)))

  test.each([
    ['Tuayang Export', 'Tuayang Import'],
    ['Depot 1', 'Depot 2'],
    ['Cafe', 'Café'],
    ['Дом', 'Dom'],
    ['昆明', '昆朋'],
    ['ກີ', 'ກູ'],
    ['ភូមិ', 'ភមិ'],
    ['မြန်မာ', 'မြန်မ'],
  ])('%s and %s are two', (left, right) => expect(name(left)).not.toBe(name(right)))

  test('without a letter or digit are nothing that could be compared', () => {
    for (const text of ['', '...', '—', ' \u3000', '«»']) expect(name(text)).toBeUndefined()
  })

  test('written in another case, with other separators and full-width letters compare equal', () => {
    const words = fc.array(fc.stringMatching(/^[A-Za-z0-9АВЕКМНОРСТУХабвгд]{1,8}$/), { minLength: 1 })
    const separator = fc.constantFrom(' ', '  ', '\u3000', ', ', '.', ' - ', '/', '\u200b')
    fc.assert(
      fc.property(words, separator, (parts, between) => {
        const wide = parts.join(between).replaceAll(/[!-~]/g, (letter) => fullWidth(letter))
        const expected = name(parts.join(' '))
        expect(name(parts.join(between))).toBe(expected)
        expect(name(wide)).toBe(expected)
        expect(name(parts.join(between).toLowerCase())).toBe(expected)
        expect(name(parts.join(between).toUpperCase())).toBe(expected)
      }),
    )
  })

  test('with another letter or digit anywhere compare different', () => {
    const text = fc.stringMatching(/^[A-Z0-9]{1,20}$/)
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(name(left) === name(right)).toBe(left === right)
      }),
    )
  })

  test('the comparable form of a comparable form is itself, whatever the script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        const form = name(text)
        if (form !== undefined) expect(name(form)).toBe(form)
      }),
    )
  })
})

describe('numbers and identifiers', () => {
  test('compare by their look', () => {
    expect(comparableText('invoice', 'TX-2026/118')).toBe(comparableText('invoice', 'тх 2026 118'))
    expect(comparableText('plate', 'А123ВС77')).toBe('A123BC77')
    expect(comparableText('invoice', '118')).not.toBe(comparableText('invoice', '119'))
    expect(comparableText('plate', '--')).toBeUndefined()
  })

  test('of parties compare within their register', () => {
    const id = (text: string): string | undefined => comparableText('exporterId', text)
    expect(id('KZ-BIN 123 456 789 012')).toBe('KZ-BIN 123456789012')
    expect(id('CN-USCC 91650100МА77')).toBe(id('CN-USCC 91650100ma77'))
    expect(id('KZ-BIN 123456789012')).not.toBe(id('KZ-IIN 123456789012'))
    expect(id('123456789012')).toBeUndefined()
    expect(id('KZ-BIN --')).toBeUndefined()
  })

  test('days and codes are as they are written', () => {
    expect(comparableText('issueDate', '2026-11-21')).toBe('2026-11-21')
    expect(comparableText('originCountry', 'LA')).toBe('LA')
    expect(comparableText('criterion', 'RVC 55')).toBe('RVC 55')
    expect(comparableText('agreement', 'ACFTA')).toBe('ACFTA')
  })
})

describe('tariff numbers', () => {
  test.each([
    ['110814', '110814', 6],
    ['11081400', '110814', 6],
    ['110814', '1108140090', 6],
    ['11081400', '1108140090', 8],
    ['11081400', '11081410', undefined],
    ['110814', '110813', undefined],
    ['1108', '110814', undefined],
  ])('%s and %s have %s digits in common', (left, right, digits) =>
    expect(sameTariffDigits(left, right)).toBe(digits),
  )

  test('are hashed by the digits of the Harmonized System', () => {
    expect(comparableText('hs', '11081400')).toBe('110814')
    expect(comparableText('hs', '1108')).toBeUndefined()
  })
})

describe('quantities and amounts', () => {
  test.each([
    ['25.15', 'TNE', '25150 KGM'],
    ['25150.00', 'KGM', '25150 KGM'],
    ['42500', 'LTR', '42.5 MTQ'],
    ['12', 'INH', '0.3048 MTR'],
    ['10', 'C62', '10 C62'],
    ['1.50', 'PUD', '1.5 PUD'],
  ])('%s %s compare as %s', (quantity, unitCode, form) =>
    expect(comparableQuantity({ quantity, unitCode })).toBe(form),
  )

  test('a quantity compares equal in every unit it can be told in, and to no other quantity', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...KNOWN_UNITS),
        fc.integer({ min: 1, max: 10 ** 9 }),
        (unitCode, amount) => {
          const hub = hubUnitFor(unitCode) ?? ''
          const told = unitConversion(unitCode, hub)?.convert(String(amount)) ?? ''
          const form = comparableQuantity({ quantity: String(amount), unitCode })
          expect(comparableQuantity({ quantity: told, unitCode: hub })).toBe(form)
          expect(comparableQuantity({ quantity: String(amount + 1), unitCode })).not.toBe(form)
        },
      ),
    )
  })

  test('amounts compare by number and currency', () => {
    expect(comparableAmount({ amount: '48000.00', currencyId: 'USD' })).toBe('48000 USD')
    expect(comparableAmount({ amount: '48000', currencyId: 'CNY' })).toBe('48000 CNY')
  })
})

describe('hashes of held values', () => {
  const salt = Uint8Array.from({ length: 32 }, (_, index) => index)

  test('are those that are published for others to compute', () => {
    expect(heldHash(salt, 'exporter', 0, name('Tuayang Export Co., Ltd.') ?? '')).toBe(
      '0e76ca1227238c507e09413856f359efdf51588bf8d1e5187214069874d3892f',
    )
    const quantity = comparableQuantity({ quantity: '25.15', unitCode: 'TNE' })
    expect(heldHash(salt, 'quantity', 1, quantity)).toBe(
      'f65de7f296bf04191954391a2509411ae5cf99bdb8b63d6fc8626ec1333b1329',
    )
  })

  test('differ by salt, field, line and value', () => {
    const other = salt.map((byte) => byte ^ 1)
    const hashes = [
      heldHash(salt, 'exporter', 0, 'A'),
      heldHash(other, 'exporter', 0, 'A'),
      heldHash(salt, 'consignee', 0, 'A'),
      heldHash(salt, 'exporter', 1, 'A'),
      heldHash(salt, 'exporter', 11, 'A'),
      heldHash(salt, 'exporter', 1, '1A'),
      heldHash(salt, 'exporter', 0, 'B'),
    ]
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  test('have a salt of 32 bytes', () => {
    expect(() => heldHash(salt.subarray(1), 'exporter', 0, 'A')).toThrow(RangeError)
    expect(() => heldHash(new Uint8Array(), 'exporter', 0, 'A')).toThrow(RangeError)
  })
})

const fullWidth = (letter: string): string => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)

import { describe, expect, it, test } from 'vitest'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { writeMessage } from '../../../src/formats/message.ts'
import { contextFor, readText } from '../sample-files.ts'
import { changed, goodsOf, itemsOf, NAMES, refusalOfReading, sad, writeGoods } from './messages.ts'

/** Section 12, trap 18: `<null/>`, mixed content, and forms that are sent with all their empty lines. */

const PLACE = '<Place_of_declaration><null/></Place_of_declaration>'

describe('a field without value', () => {
  it.each([
    PLACE,
    '<Place_of_declaration>\n      <null/>\n    </Place_of_declaration>',
    '<Place_of_declaration/>',
    '<Place_of_declaration>   </Place_of_declaration>',
    '',
  ])('written as %j is absent', (field) => {
    const document = goodsOf(changed('sad-export', PLACE, field))
    expect(document).toEqual(goodsOf(sad('sad-export')))
    expect(document).not.toHaveProperty('issueLocation')
  })

  test('is written with its empty child, as exports have it', () => {
    const written = writeGoods(goodsOf(sad('sad-export')))
    expect(written).toContain('<Place_of_declaration><null></null></Place_of_declaration>')
    expect(written).toContain('<Consignee_code><null></null></Consignee_code>')
    expect(written).not.toContain('<Delay>')
  })

  test('has no container of its own: nothing is said of a guarantee that there is not', () => {
    expect(writeGoods(goodsOf(sad('sad-minimal')))).not.toContain('<Guarantee>')
  })

  test('with a text beside the empty child has that text', () => {
    const both = PLACE.replace('<null/>', 'Хоргос<null/>')
    expect(goodsOf(changed('sad-export', PLACE, both))).toMatchObject({ issueLocation: { name: 'Хоргос' } })
  })

  test('has no second empty child, and nothing in it', () => {
    for (const field of ['<null/><null/>', '<null>0</null>', '<nil/>'])
      expect(refusalOfReading(changed('sad-export', PLACE, PLACE.replace('<null/>', field))).code).toBe(
        'SCHEMA_INVALID',
      )
  })
})

describe('mixed content', () => {
  test('is white space between elements', () => {
    const dense = sad('sad').replaceAll(/>\s+</g, '><')
    expect(goodsOf(dense)).toEqual(goodsOf(sad('sad')))
  })

  it.each(['<Item>', '<Traders>', '<Valuation>', '<Taxation_line>', '<HScode>'])(
    'as a text in %s is refused',
    (element) => {
      expect(refusalOfReading(changed('sad', element, `${element}see page 2`)).code).toBe('SCHEMA_INVALID')
    },
  )

  test('in a declaration of goods does not hide a transit', () => {
    const office = '<Office><null/></Office>'
    expect(refusalOfReading(changed('sad', office, '<Office>10609050</Office>')).code).toBe('SCHEMA_INVALID')
  })
})

describe('the empty lines of the form', () => {
  test('are no taxes, no units and no documents', () => {
    const text = sad('sad-export')
    expect(text.match(/<Taxation_line>/g)).toHaveLength(8)
    expect(text.match(/<Supplementary_unit>/g)).toHaveLength(3)
    const [item] = itemsOf(goodsOf(text))
    expect(item).not.toHaveProperty('dutyTaxFees')
    expect(item?.['tariffQuantities']).toEqual([{ unitCode: 'KGM', quantity: '20000' }])
  })

  test('may be empty altogether', () => {
    const line = /<Taxation_line>\s*<Duty_tax_code><null\/>[\s\S]*?<\/Taxation_line>/g
    const text = sad('sad-export').replaceAll(line, '<Taxation_line/>')
    expect(text).toContain('<Taxation_line/>')
    expect(goodsOf(text)).toEqual(goodsOf(sad('sad-export')))
  })

  test('of taxes of the whole declaration must be empty: nobody knows what would stand in them', () => {
    const text = changed(
      'sad-export',
      '<Global_tax_item/>',
      '<Global_tax_item><Code>1010</Code></Global_tax_item>',
    )
    expect(refusalOfReading(text).code).toBe('SCHEMA_INVALID')
  })
})

describe('the zeros of unused amounts', () => {
  const valuationOf = (text: string): unknown => goodsOf(text)['goodsShipment']

  test('are no freight, no insurance and no guarantee', () => {
    const document = goodsOf(sad('sad-export'))
    expect(document['goodsShipment']).not.toHaveProperty('customsValuation')
    expect(document).not.toHaveProperty('obligationGuarantees')
  })

  test('without a currency leave an amount in tenge alone', () => {
    expect(valuationOf(sad('sad'))).toMatchObject({
      customsValuation: {
        internalFreight: { nationalAmount: { amount: '52015', currencyId: 'KZT' } },
        externalFreight: { amount: { amount: '400', currencyId: 'USD' }, exchangeRateNumeric: '520.15' },
      },
    })
  })

  test('beside an amount that was not converted yet do not hide it', () => {
    const [from, to] = ['208060', '0'].map(
      (national) => `<Amount_national_currency>${national}</Amount_national_currency>`,
    )
    expect(valuationOf(changed('sad', from ?? '', to ?? ''))).toMatchObject({
      customsValuation: { externalFreight: { amount: { amount: '400', currencyId: 'USD' } } },
    })
  })

  test('an amount of an unknown currency is refused', () => {
    const text = changed('sad', '<Currency_code>USD</Currency_code>', '<Currency_code>USX</Currency_code>')
    expect(refusalOfReading(text)).toMatchObject({
      code: 'CODE_UNKNOWN',
      place: { path: '/ASYCUDA/Valuation/Gs_Invoice/Currency_code' },
    })
  })
})

test('terms of delivery stand in every item, empty where it has none of its own', () => {
  expect(writeGoods(goodsOf(sad('sad-minimal')))).toContain(
    '<IncoTerms><Code></Code><Place><null></null></Place></IncoTerms>',
  )
  expect(refusalOfReading(changed('sad-minimal', '<Code><null/></Code>', '')).code).toBe('SCHEMA_INVALID')
})

describe.each(NAMES)('%s', (name) => {
  test('loses nothing without declaration', () => {
    const read = readText(sad(name))
    const written = writeMessage(read.format, read.documents, contextFor(read.format.id))
    expect(undeclaredLosses(lossReport([read.report], written.report))).toEqual([])
    expect(readText(written.text).documents).toEqual(read.documents)
  })
})

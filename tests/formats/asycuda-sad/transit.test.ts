import { describe, expect, it, test } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats } from '../sample-files.ts'
import { changed, refusalOfReading, sad, TRANSIT, transitOf, writeTransit } from './messages.ts'

const full = transitOf(sad('transit'))

function lostOf(document: JsonObject): string[] {
  const { report } = writeMessage(
    formats.byId(TRANSIT),
    { 'transit-declaration': document },
    contextFor(TRANSIT),
  )
  return undeclaredLosses(lossReport([], report)).map((entry) => entry.document ?? '')
}

test('the principal is who answers for the transit, and who fills the form in is his agent', () => {
  expect(full).toMatchObject({
    declarant: { identifier: { id: '201140011220' }, name: 'ТОО «Транзит Жолы»' },
    agent: { identifier: { id: '061240004578' }, contact: { name: 'Сериков А.К.' } },
    authentication: { name: 'Ахметов Б.С.', placeName: 'Хоргос', dateTime: '2026-11-21' },
  })
})

test('destination, limit, guarantee and route are told', () => {
  expect(full).toMatchObject({
    transitProcedureCode: 'through',
    transitDestination: { office: { id: '10609050' }, countryCode: 'RU' },
    limitDateTime: '2026-11-30',
    obligationGuarantees: [
      {
        referenceId: 'GEN-2026-018',
        amount: { amount: '7500000', currencyId: 'KZT' },
        excludedCountryCode: 'BY',
      },
    ],
    consignments: [{ exportCountryCode: 'CN', destinationCountryCode: 'RU' }],
  })
})

describe('seals', () => {
  test('are one text with commas, and counted', () => {
    expect(full).toMatchObject({ sealQuantity: 2, seals: [{ id: 'CN0012345' }, { id: 'KZ998877' }] })
    expect(writeTransit(full)).toContain(
      '<Seals><Number>2</Number><Identity>CN0012345,KZ998877</Identity></Seals>',
    )
  })

  test('whose number holds a comma cannot be told apart', () => {
    expect(refusalOf(() => writeTransit({ ...full, seals: [{ id: 'CN1,2' }] })).code).toBe('OUTPUT_INVALID')
  })
})

describe('the vehicle', () => {
  test('at the border keeps its plates with Hanzi (traps 9 and 11)', () => {
    expect(objectsAt(full, 'borderTransportMeans')).toMatchObject([
      {
        name: '新A12345',
        transportEquipment: [{ id: '新A0987挂' }],
        registrationNationalityCode: 'CN',
        typeCode: '3',
      },
    ])
    expect(writeTransit(full)).toContain('<Identity>新A12345/新A0987挂</Identity>')
  })

  test('with a second trailer stops the exchange', () => {
    const [means, ...others] = objectsAt(full, 'borderTransportMeans')
    const transportEquipment = [...objectsAt(means, 'transportEquipment'), { id: '05AAA05' }]
    expect(lostOf({ ...full, borderTransportMeans: [{ ...means, transportEquipment }, ...others] })).toEqual([
      'transit-declaration.borderTransportMeans[0].transportEquipment[1].id',
    ])
  })
})

it.each([
  [
    'a second consignment',
    { consignments: [...objectsAt(full, 'consignments'), ...objectsAt(full, 'consignments')] },
  ],
  ['a TIR carnet', { tirCarnet: { id: '12345678' } }],
  ['a transhipment', { transhipments: [{ description: 'Достык' }] }],
  ['another function than that of an original', { functionCode: '4' }],
])('%s has no place and stops the exchange', (_, fields) => {
  expect(lostOf({ ...full, ...fields }).length).toBeGreaterThan(0)
})

it.each([
  ['<Type_of_transit_document>ТР<', '<Type_of_transit_document>TP<', 'CODE_UNKNOWN'],
  ['<Declaration_gen_procedure_code>8<', '<Declaration_gen_procedure_code>4<', 'FIELD_INVALID'],
  ['<Code>201140011220<', '<Code>201140011221<', 'FIELD_INVALID'],
  ['<Time_limit>2026-11-30<', '<Time_limit>30.11.2026<', 'SCHEMA_INVALID'],
  ['<Total_number_of_items>1<', '<Total_number_of_items>2<', 'TOTAL_MISMATCH'],
])('%s is not %s', (from, to, code) => {
  expect(refusalOfReading(changed('transit', from, to)).code).toBe(code)
})

test('a direction in look-alike Latin letters is another code (trap 8)', () => {
  const { message } = refusalOfReading(
    changed('transit', '<Type_of_transit_document>ТР<', '<Type_of_transit_document>TP<'),
  )
  expect(message).toContain('TRANSIT_PROCEDURE')
})

test('goods of no value in money are written without a currency', () => {
  const { totalAmount, ...document } = full
  expect(totalAmount).toEqual({ amount: '34000', currencyId: 'USD' })
  expect(transitOf(writeTransit(document))).toEqual(document)
})

test('the value of all goods is not added from prices in several currencies', () => {
  const { totalAmount: _, ...others } = full
  const [consignment = {}] = objectsAt(full, 'consignments')
  const prices = [
    { amount: '30000', currencyId: 'USD' },
    { amount: '90000', currencyId: 'CNY' },
  ]
  const goodsItems = objectsAt(consignment, 'goodsItems').map((item, index) => ({
    ...item,
    itemChargeAmount: prices[index % 2] ?? '',
  }))
  const text = writeTransit({ ...others, consignments: [{ ...consignment, goodsItems }] })
  expect(text).not.toContain('<Total_invoice>')
})

test('totals of the one consignment are those of the form, and must agree with them', () => {
  const { totalPackageQuantity: _, ...others } = full
  const [consignment = {}] = objectsAt(full, 'consignments')
  const told = { ...others, consignments: [{ ...consignment, totalPackageQuantity: 77 }] }
  expect(writeTransit(told)).toContain('<Total_number_of_packages>77<')
  expect(refusalOf(() => writeTransit({ ...told, totalPackageQuantity: 78 })).code).toBe('OUTPUT_INVALID')
})

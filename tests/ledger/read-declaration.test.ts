import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Reading } from '../../src/ledger/facts/fact.ts'
import { readDeclarationAnswer } from '../../src/ledger/read/declaration-answer.ts'
import { readDeclaration } from '../../src/ledger/read/declaration.ts'
import { asObject } from '../../src/model/json-access.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { readText, sample, SAMPLES } from '../formats/sample-files.ts'
import { DECLARATION } from './facts.ts'

/** Every sample declaration that has a number becomes the fact that its boxes say. */

const EVERY = [
  ['dec', 'issued', 'KZ', '55302/211126/0001234', '24500 CNY'],
  ['decmessage-export', 'issued', 'CN', '940220260000123456', '47000 CNY'],
  ['decmessage-import', 'issued', 'CN', '940220261000000123', '25985 USD'],
  ['decmessage-import-cambodia', 'issued', 'CN', '720320261000000214', '18200 USD'],
  ['decmessage-import-laos', 'issued', 'CN', '861220261000000318', '12790 USD'],
  ['decmessage-import-myanmar', 'issued', 'CN', '860320261000000458', '19200 USD'],
  ['decmessage-import-everything', 'issued', 'CN', '940220261000000123', '25985 USD'],
  ['r055-goods', 'issued', 'KZ', '55302/211126/0000451', '20140.2 USD'],
  ['sad', 'issued', 'KZ', '55302 2026 I 10457', '34000 USD'],
] as const

const declarations = new Map(
  SAMPLES.flatMap((path) => {
    const text = readFileSync(path, 'utf8')
    if (!/<(?:\w+:)?(?:DecMessage|GoodsDeclaration|SAD|ASYCUDA|Declaration)[\s>]/.test(text)) return []
    const document = readText(text).documents['goods-declaration']
    return document === undefined ? [] : [[basename(path, '.xml'), document] as const]
  }),
)

const declaration = (name: string): JsonObject => {
  const document = declarations.get(name)
  if (document === undefined) throw new Error(`there is no declaration ${name}`)
  return document
}

test('every sample is told below, or has no number yet', () => {
  const numbered = [...declarations].flatMap(([name, document]) =>
    readDeclaration(document, undefined) === undefined ? [] : name,
  )
  expect(numbered.toSorted()).toEqual(EVERY.map(([name]) => name).toSorted())
  expect(declarations.size).toBeGreaterThan(EVERY.length)
})

test.each(EVERY)('%s is %s by %s as %s, worth %s', (name, event, issuer, number, worth) => {
  const reading = readDeclaration(declaration(name), undefined)
  expect(reading).toMatchObject({ event, key: { kind: 'goods-declaration', issuer, series: '', number } })
  const whole = reading?.content.lines.find(({ line }) => line === 0)?.value
  expect(`${whole?.amount} ${whole?.currency}`).toBe(worth)
})

test('a declaration says who, what, how much and on what truck', () => {
  expect(readDeclaration(declaration('decmessage-import'), undefined)?.content).toEqual({
    issueDay: '2026-11-20',
    declarant: {
      names: ['霍尔果斯通达报关有限公司'],
      ids: ['USCC 91654004MA78K2P190', 'CN-CUSTOMS 6540980001'],
    },
    exporter: { names: ['Kakheti Cellars LLC'], ids: ['GEO204876543'] },
    consignee: {
      names: ['乌鲁木齐天山西路贸易有限公司', 'Urumqi Tianshan West Road Trade Co., Ltd.'],
      ids: ['USCC 91650100MA77K2P184', 'CN-CUSTOMS 6501960012'],
    },
    importer: {
      names: ['乌鲁木齐天山西路贸易有限公司', 'Urumqi Tianshan West Road Trade Co., Ltd.'],
      ids: ['USCC 91650100MA77K2P184', 'CN-CUSTOMS 6501960012'],
    },
    // What is kept of it everywhere else: the declaration that banks and customs are tested with.
    contracts: DECLARATION.contracts,
    plates: DECLARATION.plates,
    containers: DECLARATION.containers,
    lines: DECLARATION.lines,
  })
  expect(readDeclaration(declaration('decmessage-export'), undefined)?.content.plates).toEqual([
    '123ABC02',
    '45AAB02',
  ])
  expect(readDeclaration(declaration('sad'), undefined)?.content).toMatchObject({
    invoices: ['TS-2026-1120'],
    plates: ['123ABC05', '56XYZ05'],
    containers: ['CSQU3054383', 'MSKU1234565'],
  })
})

describe('the whole is', () => {
  const document = declaration('decmessage-import')
  const shipment = asObject(document['goodsShipment'])
  const [first, second] = [1, 2].map((sequenceNumeric) => ({ sequenceNumeric }))
  const wholeOf = (change: JsonObject): unknown =>
    readDeclaration(
      { ...document, goodsShipment: { ...shipment, ...change } },
      undefined,
    )?.content.lines.find(({ line }) => line === 0)

  test('what is stated, whatever the items come to', () => {
    const totalAmount = { amount: '26000', currencyId: 'USD' }
    expect(wholeOf({ totalAmount })).toEqual({ line: 0, value: { amount: '26000', currency: 'USD' } })
  })

  test('nothing where the items have several currencies, or one of them no price', () => {
    const dollars = { ...first, itemChargeAmount: { amount: '1', currencyId: 'USD' } }
    const euros = { ...second, itemChargeAmount: { amount: '1', currencyId: 'EUR' } }
    expect(wholeOf({ goodsItems: [dollars, euros] })).toBeUndefined()
    expect(wholeOf({ goodsItems: [dollars, { ...second }] })).toBeUndefined()
  })

  test('nothing where the items come to a number longer than any that is counted with', () => {
    const most = (line: JsonObject) => ({
      ...line,
      itemChargeAmount: { amount: '9'.repeat(64), currencyId: 'USD' },
    })
    expect(wholeOf({ goodsItems: [first, second].map((line) => most(line ?? {})) })).toBeUndefined()
  })
})

test.each<[string, Reading['event'] | undefined]>([
  ['1', 'cancelled'],
  ['3', 'cancelled'],
  ['4', 'amended'],
  ['5', 'amended'],
  ['7', 'issued'],
  ['9', 'issued'],
  ['11', undefined],
])('function %s: %s', (functionCode, event) => {
  expect(readDeclaration({ ...declaration('dec'), functionCode }, undefined)?.event).toBe(event)
})

test('the country of the agreement stands in where no office is named', () => {
  const { declarationOffice: _, ...document } = declaration('decmessage-import')
  expect(readDeclaration(document, undefined)).toBeUndefined()
  expect(readDeclaration(document, 'CN')?.key.issuer).toBe('CN')
})

describe('an answer', () => {
  const document = declaration('decmessage-import')
  const answered = (change: JsonObject, about: JsonObject = document): Reading | undefined =>
    readDeclarationAnswer({ level: 'business', outcome: 'accepted', ...change }, about, undefined)

  test('releases, with the day and the number that the customs has given', () => {
    const response = readText(sample('decresult')).documents['response'] ?? {}
    const { id: _, ...unnumbered } = document
    expect(readDeclarationAnswer(response, unnumbered, undefined)).toMatchObject({
      event: 'released',
      answered: true,
      key: { issuer: 'CN', number: '940220261000000123' },
      content: { issueDay: '2026-11-21', releaseDay: '2026-11-21', contracts: ['TS-2026/117'] },
    })
  })

  test('registers under a number printed as that of a declaration of the register', () => {
    const registration = { year: '2026', serialCode: 'I', number: '10457' }
    expect(answered({ registration }, declaration('sad'))?.key.number).toBe('55302 2026 I 10457')
    expect(answered({ registration: { id: '55302/211126/0000451', number: '451' } })?.key.number).toBe(
      '55302/211126/0000451',
    )
  })

  test.each<[string, JsonObject, string | undefined, Reading['event'] | undefined]>([
    ['that it is registered', { status: { statusCode: 'registered' } }, undefined, 'registered'],
    [
      'that goods are released',
      { level: 'decision', status: { statusCode: 'released' } },
      undefined,
      'released',
    ],
    ['that it is cancelled as asked', { status: { statusCode: 'cancelled' } }, '1', 'cancelled'],
    ['that a correction is taken', { status: { statusCode: 'amended' } }, '4', 'amended'],
    ['that it is refused', { outcome: 'rejected' }, undefined, 'refused'],
    ['that a correction is refused', { outcome: 'rejected' }, '4', undefined],
    ['that its cancellation is refused', { outcome: 'rejected' }, '1', undefined],
    ['that it waits', { outcome: 'review' }, undefined, undefined],
    ['that it is stored', { level: 'technical' }, undefined, undefined],
    ['that it failed', { level: 'technical', outcome: 'rejected' }, undefined, undefined],
  ])('%s', (_, change, functionCode, event) => {
    const about = functionCode === undefined ? document : { ...document, functionCode }
    expect(answered(change, about)?.event).toBe(event)
  })

  test('without a number says nothing', () => {
    const { id: _, ...unnumbered } = document
    expect(answered({}, unnumbered)).toBeUndefined()
  })
})

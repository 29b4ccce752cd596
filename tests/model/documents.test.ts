import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { documentNames, loadDocumentRules } from '../../src/model/documents.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { mt1401Cargo, mt4402Conveyance } from './arbitraries-cn.ts'
import { awmdsDocuments } from './arbitraries-kz.ts'
import { EXAMPLES } from './examples/index.ts'

const CANONICAL = resolve(import.meta.dirname, '../../schemas/canonical')
const rules = loadDocumentRules(CANONICAL)

const bill = {
  transportContractDocument: { id: 'EL1' },
  totalPackageQuantity: 1,
  packageKindCode: 'CT',
  consignor: { name: 'A' },
  consignee: { name: 'B' },
  consignmentItems: [
    { cargoDescription: 'C', grossMassMeasure: '1.5', packageQuantity: 1, packageKindCode: 'CT' },
  ],
}
const cargo: JsonObject = {
  id: 'TRIP1',
  borderCrossingId: 'CNHRS-KZHOR',
  borderTransportMeans: { typeCode: '3' },
  consignments: [bill],
}

describe('hub documents', () => {
  it('accepts what the formats carry', () => {
    fc.assert(
      fc.property(mt1401Cargo, (document) => rules.validateDocument('cargo-report', document)),
      { numRuns: 50 },
    )
    fc.assert(
      fc.property(mt4402Conveyance, (document) => rules.validateDocument('conveyance-report', document)),
      { numRuns: 50 },
    )
    fc.assert(
      fc.property(awmdsDocuments, (documents) => {
        for (const [name, document] of Object.entries(documents)) rules.validateDocument(name, document)
      }),
      { numRuns: 50 },
    )
  })

  it.each<[string, JsonObject, string]>([
    [
      'a missing field',
      { borderCrossingId: 'CNHRS-KZHOR', borderTransportMeans: { typeCode: '3' }, consignments: [bill] },
      '/id',
    ],
    ['a field nobody knows', { ...cargo, colour: 'red' }, '/colour'],
    [
      'a mass that is a number',
      { ...cargo, consignments: [{ ...bill, grossVolumeMeasure: 1.5 }] },
      '/consignments/0/grossVolumeMeasure',
    ],
    [
      'a mass with an exponent',
      { ...cargo, consignments: [{ ...bill, grossVolumeMeasure: '1e3' }] },
      '/consignments/0/grossVolumeMeasure',
    ],
    [
      'a count that is text',
      { ...cargo, consignments: [{ ...bill, totalPackageQuantity: '1' }] },
      '/consignments/0/totalPackageQuantity',
    ],
    ['a code outside its list', { ...cargo, borderCrossingId: 'CNHRS' }, '/borderCrossingId'],
    [
      'a time without offset',
      { ...cargo, loadingLocation: { loadingDateTime: '2026-11-21T08:30:00' } },
      '/loadingLocation/loadingDateTime',
    ],
    ['no consignment', { ...cargo, consignments: [] }, '/consignments'],
  ])('refuses %s and points at it', (_what, document, path) => {
    const plain = structuredClone(document)
    const before = structuredClone(plain)
    expect(() => rules.validateDocument('cargo-report', plain)).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_INVALID', place: { path } }),
    )
    expect(plain).toEqual(before)
  })

  it('accepts the smallest cargo report, and knows no other document', () => {
    expect(() => rules.validateDocument('cargo-report', cargo)).not.toThrow()
    for (const name of ['invoice', 'parts', 'loss-report', 'toString']) {
      expect(() => rules.validateDocument(name, cargo)).toThrow(
        expect.objectContaining({ code: 'DOCUMENT_INVALID' }),
      )
    }
  })

  it('are those of the folder: all that say which WCO class they are named after', () => {
    expect(documentNames(CANONICAL)).toEqual([
      'arrival-notice',
      'cargo-report',
      'certificate-of-origin',
      'conveyance-report',
      'economic-operator',
      'goods-declaration',
      'inspection-result',
      'load-checklist',
      'origin-verification-reply',
      'origin-verification-request',
      'permit',
      'response',
      'transit-declaration',
      'transport-contract',
    ])
  })
})

describe('schemas that cannot be used', () => {
  it.each<[string, string, (text: string) => string]>([
    [
      'a code list that is not there',
      'parts',
      (text) => text.replace('"transport-mode"', '"transport-mood"'),
    ],
    [
      'a reference to a part that is not there',
      'load-checklist',
      (text) => text.replace('/Confirmation', '/Word'),
    ],
    ['a keyword nobody knows', 'arrival-notice', (text) => text.replace('"maxItems"', '"mostItems"')],
    ['a pattern that is none', 'parts', (text) => text.replace('^[0-9a-f]{64}$', '^[0-9a-f')],
    ['no JSON', 'response', (text) => text.slice(1)],
  ])('stop the start: %s', (_what, name, spoil) => {
    const folder = mkdtempSync(join(tmpdir(), 'khorgos-schemas-'))
    try {
      cpSync(CANONICAL, folder, { recursive: true })
      const file = join(folder, `${name}.schema.json`)
      const text = readFileSync(file, 'utf8')
      expect(spoil(text)).not.toBe(text)
      writeFileSync(file, spoil(text))
      const loadAll = () => {
        const loaded = loadDocumentRules(folder)
        for (const each of documentNames(CANONICAL)) loaded.prepare(each)
      }
      expect(loadAll).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('an example of every document', () => {
  it.each(Object.entries(EXAMPLES))('%s is accepted as it is', (name, example) => {
    const before = structuredClone(example)
    expect(() => rules.validateDocument(name, example)).not.toThrow()
    expect(example).toEqual(before)
  })

  it('stands for every document that no property test above makes', () => {
    expect([...Object.keys(EXAMPLES), 'cargo-report', 'conveyance-report'].sort()).toEqual(
      documentNames(CANONICAL),
    )
  })

  it.each<[string, string, string, unknown]>([
    ['arrival-notice', 'an event that is none', '/eventCode', 'came'],
    ['arrival-notice', 'a bill without number', '/consignments/0/transportContractDocument/id', ''],
    ['load-checklist', 'a number without the letter of its side', '/id', '026070500001'],
    ['load-checklist', 'a vehicle without plate', '/borderTransportMeans/name', undefined],
    ['load-checklist', 'no lines', '/consignmentItems', []],
    [
      'load-checklist',
      'an attachment without hash',
      '/confirmations/0/inspections/1/attachments/0/digest',
      undefined,
    ],
    ['load-checklist', 'half a package', '/consignmentItems/0/packageQuantity', 0.5],
    ['inspection-result', 'a check whose kind is unknown', '/inspections/0/kindCode', 'smell'],
    ['inspection-result', 'a check without result', '/inspections/0/resultCode', undefined],
    ['inspection-result', 'no word on what was inspected', '/subject', undefined],
    ['transport-contract', 'a carriage without consignor', '/consignor', undefined],
    ['transport-contract', 'a mass with a comma', '/totalGrossMassMeasure', '18400,5'],
    ['goods-declaration', 'a declaration without items', '/goodsShipment/goodsItems', []],
    [
      'goods-declaration',
      'an origin criterion that is a text',
      '/goodsShipment/goodsItems/0/origin/criterion',
      '45%',
    ],
    [
      'goods-declaration',
      'a percentage above 100',
      '/goodsShipment/goodsItems/0/origin/criterion/percentage',
      '100.5',
    ],
    ['goods-declaration', 'an item number of zero', '/goodsShipment/goodsItems/0/sequenceNumeric', 0],
    [
      'goods-declaration',
      'a tariff number with letters',
      '/goodsShipment/goodsItems/0/classification/id',
      '6907A',
    ],
    [
      'goods-declaration',
      'a certificate item left out',
      '/originRelations/0/certificateItemNumeric',
      undefined,
    ],
    ['goods-declaration', 'a source code without its list', '/featureCode/listId', undefined],
    ['transit-declaration', 'a TIR carnet in Cyrillic', '/tirCarnet/seriesId', 'ХФ'],
    ['transit-declaration', 'no consignment', '/consignments', []],
    ['transit-declaration', 'the country as a number', '/consignments/0/destinationCountryCode', '398'],
    ['certificate-of-origin', 'a date without a day', '/issueDateTime', '2026-11'],
    ['certificate-of-origin', 'a box that no form has', '/indicators/0/statementCode', 'handmade'],
    [
      'certificate-of-origin',
      'a criterion that no agreement has',
      '/goodsItems/0/origin/criterion/criterionCode',
      '40%',
    ],
    ['origin-verification-request', 'no reason', '/reasonCodes', []],
    ['origin-verification-reply', 'a reply to nothing', '/functionalReferenceId', undefined],
    ['origin-verification-reply', 'a result of its own', '/resultCode', 'perhaps'],
    ['response', 'a step that the ladder has not', '/level', 'rumour'],
    ['response', 'an error without code', '/errors/0/validationCode', undefined],
    ['response', 'a class id that is none', '/errors/0/pointer/steps/0/documentSectionCode', 'Goods'],
  ])('%s: %s is refused where it stands', (name, _what, path, value) => {
    const document = withValue(EXAMPLES[name] ?? {}, path, value)
    expect(() => rules.validateDocument(name, document)).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_INVALID', place: { path } }),
    )
  })

  it.each(['transport', 'technical', 'business', 'decision'])(
    'a response may stand on the step %s',
    (level) => {
      expect(() => rules.validateDocument('response', { ...EXAMPLES['response'], level })).not.toThrow()
    },
  )
})

/** @returns a copy with the value at the JSON Pointer; without the field for undefined. */
function withValue(document: object, pointer: string, value: unknown): object {
  const copy: object = structuredClone(document)
  const steps = pointer.split('/').slice(1)
  const last = steps.pop() ?? ''
  const holder = steps.reduce<unknown>((here, step) => Object(here)[step], copy)
  if (typeof holder !== 'object' || holder === null) throw new Error(`${pointer} is not in the example`)
  if (value === undefined) Reflect.deleteProperty(holder, last)
  else Reflect.set(holder, last, value)
  return copy
}

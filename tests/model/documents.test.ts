import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { DOCUMENT_NAMES, loadDocumentRules } from '../../src/model/documents.ts'
import { loadHubCodes } from '../../src/model/hub-codes.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { mt1401Cargo, mt4402Conveyance } from './arbitraries-cn.ts'
import { awmdsDocuments } from './arbitraries-kz.ts'

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
    expect(() => rules.validateDocument('invoice', cargo)).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_INVALID' }),
    )
  })

  it('names every field with a description and every coded one with a list that exists', () => {
    const codes = loadHubCodes(resolve(CANONICAL, 'codes'))
    for (const name of DOCUMENT_NAMES) {
      JSON.parse(readFileSync(resolve(CANONICAL, `${name}.schema.json`), 'utf8'), (key, value: unknown) => {
        if (key === 'x-code-list') expect(codes.codesOf(String(value)).size).toBeGreaterThan(0)
        if (typeof value === 'object' && value !== null && 'properties' in value && !Array.isArray(value)) {
          for (const field of Object.values(Object(value.properties)))
            expect(field).toHaveProperty('description')
        }
        return value
      })
    }
  })
})

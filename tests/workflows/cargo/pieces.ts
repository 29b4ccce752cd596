import { loadCalendars } from '../../../src/workflows/calendar/load.ts'
import { loadCargoRules } from '../../../src/workflows/cargo/load-rules.ts'
import type { Piece } from '../../../src/workflows/cargo/piece.ts'
import { readPiece, type Source } from '../../../src/workflows/cargo/read-piece.ts'
import type { JsonObject } from '../../../src/model/json.ts'

/** The shipped rules, and pieces as they read them. */

export const RULES = loadCargoRules('schemas', 'CN', loadCalendars('schemas'))

export const NOW = new Date('2026-11-24T12:00:00.000Z')

export interface Saying extends Partial<Omit<Source, 'of' | 'document'>> {
  readonly of: string
  readonly document: JsonObject
}

/** Records of a log, each with what it says, in the order in which they came. */
export function read(sayings: readonly Saying[], first = 0): Piece[] {
  return sayings.map((saying, at) => {
    const record = BigInt(first + at)
    const piece = readPiece(
      {
        record,
        subject: `0190a000-0000-7000-8000-${record.toString().padStart(12, '0')}`,
        recordedAt: NOW.toISOString(),
        ...(saying.of === 'case-event' ? {} : { from: 'cn-eport' }),
        country: 'CN',
        ...saying,
      },
      RULES,
    )
    if (piece === undefined) throw new Error(`no paper is ${saying.of}`)
    return piece
  })
}

export const checklist = (over: JsonObject = {}): Saying => ({
  of: 'load-checklist',
  from: 'cn-border',
  format: 'kz-load-checklist-r1',
  document: {
    id: 'C26941200031',
    functionalReferenceId: '9412261124031',
    borderCrossingId: 'CNJEM',
    office: { id: '9412' },
    issueDateTime: '2026-11-24T10:05:00+08:00',
    exitCountryCode: 'CN',
    entryCountryCode: 'KZ',
    borderTransportMeans: { name: '新H30572', transportEquipment: [{ id: '新H3057挂' }] },
    consignmentItems: [
      {
        sequenceNumeric: 1,
        description: 'Apples',
        packageQuantity: 1000,
        grossMassMeasure: '18000',
        netMassMeasure: '17000',
        transportContractDocument: { id: 'CMR 2611240031' },
      },
      {
        sequenceNumeric: 2,
        description: 'Pears',
        packageQuantity: 200,
        grossMassMeasure: '4000',
        netMassMeasure: '3800',
        transportContractDocument: { id: 'CMR 2611240032' },
      },
    ],
    totalPackageQuantity: 1200,
    totalGrossMassMeasure: '22000',
    totalNetMassMeasure: '20800',
    ...over,
  },
})

export const bill = (id: string, packages: number, gross: string): JsonObject => ({
  transportContractDocument: { id },
  totalPackageQuantity: packages,
  grossMassMeasure: gross,
})

export const manifest = (over: JsonObject = {}): Saying => ({
  of: 'cargo-report',
  format: 'cn-mt2401-v1',
  document: {
    id: '9412261124031',
    borderCrossingId: 'CNJEM',
    loadingLocation: { loadingDateTime: '2026-11-24T08:00:00+08:00' },
    consignments: [bill('CMR 2611240031', 1000, '18000'), bill('CMR 2611240032', 200, '4000')],
    ...over,
  },
})

export const vehicle = (over: JsonObject = {}): Saying => ({
  of: 'conveyance-report',
  format: 'cn-mt4402-v1',
  document: {
    id: '9412261124031',
    borderCrossingId: 'CNJEM',
    consignments: [
      {
        borderTransportMeans: {
          name: '新H30572/新H3057挂',
          arrivalDateTime: '2026-11-24T09:00:00+08:00',
        },
      },
    ],
    ...over,
  },
})

/** At the yard, before the border. */
export const arrival = (over: JsonObject = {}): Saying => ({
  of: 'arrival-notice',
  format: 'cn-mt3402-v1',
  document: {
    id: '9412261124031',
    borderCrossingId: 'CNJEM',
    unloadingLocation: { arrivalDateTime: '2026-11-24+08:00' },
    consignments: [bill('CMR 2611240031', 1000, '18000'), bill('CMR 2611240032', 200, '4000')],
    ...over,
  },
})

/** A notice that knows a plate and nothing else. */
export const sighting = (plate: string, at: string, over: JsonObject = {}): Saying => ({
  of: 'arrival-notice',
  from: 'kz-customs',
  country: 'KZ',
  format: 'ru-notiffactarrival-v5.23.0',
  document: {
    functionalReferenceId: `N ${plate} ${at}`,
    borderTransportMeans: { name: plate, arrivalDateTime: at },
    ...over,
  },
})

export const declaration = (over: JsonObject = {}): Saying => ({
  of: 'goods-declaration',
  document: {
    functionalReferenceId: 'CN-EXP-1',
    id: '941220260000001',
    issueDateTime: '2026-11-24T07:00:00+08:00',
    totalPackageQuantity: 1200,
    totalGrossMassMeasure: '22000',
    goodsShipment: {
      consignment: { transportContractDocuments: [{ id: 'CMR 2611240031' }, { id: 'CMR 2611240032' }] },
      goodsItems: [],
    },
    originRelations: [{ certificateId: 'E26CN0001' }],
    ...over,
  },
})

export const gate = (event: string, gross: string, tare: string, over: JsonObject = {}): Saying => ({
  of: 'case-event',
  document: {
    workflow: 'joint-supervision-exit',
    event,
    key: 'C26941200031',
    office: '9412',
    at: '2026-11-24T11:20:00.000Z',
    data: { inspections: [{ kindCode: 'weighing', grossMassMeasure: gross, tareWeightMeasure: tare }] },
    ...over,
  },
})

export const certificate = (id = 'E26CN0001'): Saying => ({
  of: 'certificate-of-origin',
  document: { id, issueDateTime: '2026-11-23', totalGrossMassMeasure: '22000' },
})

export const writeOff = (over: JsonObject = {}): Saying => ({
  of: 'write-off',
  from: 'cn-clearance',
  document: {
    writeOff: '0190a000-0000-7000-8000-00000000aaaa',
    at: '2026-11-24T11:30:00.000Z',
    state: 'used',
    certificate: 'E26CN0001',
    declaration: '941220260000001',
    held: '22000',
    ...over,
  },
})

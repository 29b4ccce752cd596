import type { InspectionResult } from '../../../src/model/generated/inspection-result.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import type { LoadChecklist } from '../../../src/model/generated/load-checklist.ts'
import type { Confirmation, Inspection } from '../../../src/model/generated/parts.ts'
import { loadCalendars } from '../../../src/workflows/calendar/load.ts'
import type { Arrangement } from '../../../src/workflows/checklist/arrangement.ts'
import type { SigningKey } from '../../../src/trust/keys.ts'
import { presentChecklist } from '../../../src/workflows/checklist/presentation/present.ts'
import { loadArrangements } from '../../../src/workflows/checklist/load-arrangements.ts'

/** One truck from Erenhot to Zamyn-Uud, and what the two sides say of it. */

export const NUMBER = 'C26070500123'

export const truck: LoadChecklist = {
  id: NUMBER,
  functionCode: '9',
  borderCrossingId: 'CNERC-MNZUU',
  office: { id: '0705', countryCode: 'CN' },
  exitCountryCode: 'CN',
  entryCountryCode: 'MN',
  borderTransportMeans: {
    name: '1234 УБА',
    typeCode: '3',
    tareWeightMeasure: '8200',
    transportEquipment: [{ id: '5678 УБЧ', tareWeightMeasure: '6300' }],
    seals: [{ id: '8800123', sealingPartyCode: 'CU' }],
  },
  transportEquipment: [
    { id: 'CSNU1234567', tareWeightMeasure: '2200', seals: [{ id: 'M4471', sealingPartyCode: 'SH' }] },
  ],
  consignmentItems: [
    {
      sequenceNumeric: 1,
      description: '瓷砖 / Керамик хавтан',
      classification: { id: '6907211000' },
      packageQuantity: 640,
      packageKindCode: 'CT',
      grossMassMeasure: '12400.5',
      netMassMeasure: '12080',
      transportEquipmentId: 'CSNU1234567',
    },
    {
      sequenceNumeric: 2,
      description: '苹果 / Алим',
      classification: { id: '080810' },
      packageQuantity: 150,
      grossMassMeasure: '1400',
      netMassMeasure: '1350',
    },
    {
      sequenceNumeric: 3,
      description: '茶 / Цай',
      packageQuantity: 20,
      grossMassMeasure: '200',
      netMassMeasure: '180',
    },
  ],
  totalPackageQuantity: 810,
  totalGrossMassMeasure: '14000.5',
  totalNetMassMeasure: '13610',
}

/** What an officer states who issues it: the rest is given by the office. */
export function statedBy({
  id: _id,
  functionCode: _function,
  borderCrossingId: _crossing,
  office: _office,
  exitCountryCode: _exit,
  entryCountryCode: _entry,
  ...stated
}: LoadChecklist): JsonObject {
  return JSON.parse(JSON.stringify(stated))
}

/** With all that Mongolia's message needs, and nothing that it has no place for. */
export const issuable: JsonObject = statedBy({
  ...truck,
  exitDateTime: '2026-11-22T18:00:00+08:00',
  carrier: { name: '二连浩特示例运输有限公司' },
  borderTransportMeans: {
    name: '1234 УБА',
    typeCode: '3',
    registrationNationalityCode: 'MN',
    transportEquipment: [{ id: '5678 УБЧ' }],
    seals: [{ id: '8800123', sealingPartyCode: 'CU' }],
  },
  transportEquipment: [{ id: 'CSNU1234567', seals: [{ id: 'M4471', sealingPartyCode: 'SH' }] }],
  loadingLocation: { name: '二连浩特' },
  unloadingLocation: { name: 'Замын-Үүд' },
  consignmentItems: truck.consignmentItems.map((line) => ({
    ...line,
    packageKindCode: 'CT',
    consignor: { name: '示例贸易有限公司' },
    consignee: { name: 'Жишээ ХХК' },
  })),
})

/** What the driver of the same truck shows when it comes from Mongolia. */
export function mongolianCode(signer: SigningKey, number: string, issued: Date): string {
  const office = { id: '1201', countryCode: 'MN' }
  const list = { ...truck, id: number, office, exitCountryCode: 'MN', entryCountryCode: 'CN' }
  return presentChecklist(list, signer, { issued, validUntil: new Date(issued.getTime() + DAY_MS) }).text
}
const DAY_MS = 86_400_000

const HOURS = { CN: '10', MN: '12' } as const

export function confirmed(
  document: LoadChecklist,
  country: 'CN' | 'MN',
  more: Partial<Confirmation> = {},
): LoadChecklist {
  const confirmation: Confirmation = {
    countryCode: country,
    dateTime: `2026-11-21T${HOURS[country]}:00:00+08:00`,
    resultCode: 'conforming',
    ...more,
  }
  return { ...document, confirmations: [...(document.confirmations ?? []), confirmation] }
}

export const differing = (...inspections: Partial<Inspection>[]): Partial<Confirmation> => ({
  resultCode: 'differing',
  inspections: inspections.map((inspection) => ({
    kindCode: 'physical',
    resultCode: 'differing',
    ...inspection,
  })),
})

export function result(country: 'CN' | 'MN', more: Partial<InspectionResult>): InspectionResult {
  return {
    id: `${country}-1`,
    issueDateTime: `2026-11-21T${HOURS[country]}:30:00+08:00`,
    countryCode: country,
    subject: { typeCode: '787', id: NUMBER },
    inspections: [{ kindCode: 'seals', resultCode: 'conforming' }],
    resultCode: 'conforming',
    ...more,
  }
}

const arrangements = loadArrangements('schemas', loadCalendars('schemas'))

export function arrangement(id: string): Arrangement {
  const found = arrangements.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no arrangement ${id}`)
  return found
}

/** Nothing may differ. */
export const STRICT: Arrangement = { ...arrangement('cn-mn-load-checklist'), tolerances: [] }

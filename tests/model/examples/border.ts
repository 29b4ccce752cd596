import type { ArrivalNotice } from '../../../src/model/generated/arrival-notice.ts'
import type { InspectionResult } from '../../../src/model/generated/inspection-result.ts'
import type { LoadChecklist } from '../../../src/model/generated/load-checklist.ts'
import type { TransportContract } from '../../../src/model/generated/transport-contract.ts'

/** Goods of one truck from Erenhot to Zamyn-Uud, as the documents of the border tell them. */

const TICKET = 'a3'.repeat(32)
const IMAGE = '0f'.repeat(32)

export const arrivalNotice: ArrivalNotice = {
  id: '0705261121001',
  functionCode: '9',
  eventCode: 'arrival',
  borderCrossingId: 'CNERC-MNZUU',
  borderTransportMeans: { typeCode: '3' },
  transportEquipment: [{ id: 'CSNU1234567' }],
  unloadingLocation: {
    id: 'CNERC',
    idSource: { listId: 'CN-YARD', code: 'CNERC070501' },
    arrivalDateTime: '2026-11-21+08:00',
  },
  consignments: [
    {
      transportContractDocument: { id: 'EL20261121' },
      totalPackageQuantity: 640,
      packageKindCode: 'CT',
      grossMassMeasure: '18400.5',
      grossVolumeMeasure: '62',
    },
  ],
}

export const loadChecklist: LoadChecklist = {
  id: 'C26070500001',
  functionalReferenceId: '0705261121001',
  functionCode: '9',
  borderCrossingId: 'CNERC-MNZUU',
  office: { id: '0705', name: '二连公路', countryCode: 'CN' },
  issueDateTime: '2026-11-21T09:10:00+08:00',
  exitDateTime: '2026-11-21+08:00',
  exitCountryCode: 'CN',
  entryCountryCode: 'MN',
  borderTransportMeans: {
    name: '1234 УБА',
    typeCode: '3',
    registrationNationalityCode: 'MN',
    master: { name: 'Бат-Эрдэнэ' },
    transportEquipment: [{ id: '5678 УБЧ' }],
    seals: [{ id: '8800123', kindCode: 'E', sealingPartyCode: 'CU' }],
  },
  transportEquipment: [
    { id: 'CSNU1234567', seals: [{ id: 'M4471', kindCode: 'M', sealingPartyCode: 'CU' }] },
  ],
  loadingLocation: { id: 'CNERC', name: '二连浩特' },
  unloadingLocation: { id: 'MNZUU', name: 'Замын-Үүд' },
  consignmentItems: [
    {
      sequenceNumeric: 1,
      description: '瓷砖 600x600',
      marksNumbersId: 'N/M',
      packageQuantity: 640,
      packageKindCode: 'CT',
      packageKindCodeSource: { listId: 'cn-declaration/WRAP', code: '22' },
      grossMassMeasure: '18400.5',
      netMassMeasure: '18080',
      valueAmount: { amount: '41600', currencyId: 'CNY' },
      consignor: { name: '霍尔果斯贸易有限公司', latinName: 'Khorgos Trade Co., Ltd.' },
      consignee: { name: 'Номин Трейд ХХК', identifier: { id: '2654321', schemeId: 'MN-REG' } },
    },
  ],
  totalPackageQuantity: 640,
  totalGrossMassMeasure: '18400.5',
  totalNetMassMeasure: '18080',
  totalAmounts: [{ amount: '41600', currencyId: 'CNY' }],
  confirmations: [
    {
      countryCode: 'CN',
      office: { id: '0705' },
      dateTime: '2026-11-21T10:02:11+08:00',
      officer: { id: '0705118' },
      resultCode: 'conforming',
      inspections: [
        {
          kindCode: 'weighing',
          resultCode: 'conforming',
          grossMassMeasure: '34120',
          tareWeightMeasure: '15700',
          attachments: [
            { kindCode: 'weighbridge-ticket', digest: TICKET, mediaType: 'application/pdf', size: 48213 },
          ],
        },
        {
          kindCode: 'scan',
          resultCode: 'conforming',
          attachments: [{ kindCode: 'scanner-image', digest: IMAGE }],
        },
      ],
      seals: [{ id: 'M4471', kindCode: 'M', sealingPartyCode: 'CU' }],
    },
  ],
}

export const inspectionResult: InspectionResult = {
  id: 'MN-ZUU-2026-004417',
  functionCode: '9',
  issueDateTime: '2026-11-21T13:40:00+08:00',
  borderCrossingId: 'CNERC-MNZUU',
  office: { id: '1201', countryCode: 'MN' },
  agencyCode: 'joint',
  countryCode: 'MN',
  subject: { typeCode: '785', id: 'C26070500001', digest: 'be'.repeat(32) },
  reasonCode: 'risk',
  inspections: [
    {
      sequenceNumeric: 1,
      kindCode: 'partial',
      resultCode: 'differing',
      startDateTime: '2026-11-21T12:05:00+08:00',
      endDateTime: '2026-11-21T13:15:00+08:00',
      location: { id: 'MNZUU' },
      goodsItemNumeric: 1,
      packageQuantity: 638,
      findings: [
        {
          kindCode: 'package-quantity',
          location: '/consignmentItems/0/packageQuantity',
          tagId: '144',
          declared: '640',
          found: '638',
        },
      ],
      attachments: [{ kindCode: 'protocol', digest: '77'.repeat(32), name: 'акт-4417.pdf' }],
    },
  ],
  removedSeals: [{ id: 'M4471' }],
  appliedSeals: [{ id: 'MN90017', kindCode: 'M', sealingPartyCode: 'CU' }],
  samples: [{ id: 'S1', quantity: { quantity: '2', unitCode: 'H87' }, goodsItemNumeric: 1 }],
  resultCode: 'differing',
  decision: { statusCode: 'released', effectiveDateTime: '2026-11-21T13:40:00+08:00' },
  confirmations: [{ countryCode: 'CN', dateTime: '2026-11-21T14:00:00+08:00', resultCode: 'conforming' }],
}

export const transportContract: TransportContract = {
  id: 'CMR 0004417',
  typeCode: '730',
  languageCode: 'RU',
  issueDateTime: '2026-11-20',
  issueLocation: { name: 'Хоргос', countryCode: 'CN' },
  consignor: { name: '霍尔果斯贸易有限公司', identifier: { id: '91654004MA775BQ92K', schemeId: 'USCC' } },
  consignee: {
    name: 'ТОО «Алатау Трейд»',
    identifier: { id: '070340004567', schemeId: 'KZ-BIN' },
    address: {
      cityName: 'Алматы',
      streetName: 'Райымбек',
      buildingId: '212',
      postcodeId: '050000',
      countryCode: 'KZ',
    },
  },
  carrier: { name: 'ТОО «Транс Азия»' },
  successiveCarriers: [{ name: 'ООО «Урал Транс»', countryCode: 'RU' }],
  takingOverLocation: { name: 'Хоргос', countryCode: 'CN', dateTime: '2026-11-20' },
  deliveryLocation: { name: 'Алматы', countryCode: 'KZ' },
  destinationOffice: { id: '55302', name: 'Алматы' },
  warehouse: { id: '55302/0001', name: 'СВХ Алматы' },
  borderTransportMeans: { name: '123ABC02', typeCode: '3', transportEquipment: [{ id: '45AAB02' }] },
  tradeTerms: { conditionCode: 'DAP', locationName: 'Алматы' },
  freight: { termsCode: 'PP', chargeAmount: { amount: '2400.00', currencyId: 'USD' } },
  totalGrossMassMeasure: '18400.5',
  supplementaryQuantity: { quantity: '640', unitCodeSource: { listId: 'EEC-2016', code: '796' } },
  consignmentItems: [
    {
      sequenceNumeric: 1,
      marksNumbersId: 'N/M',
      description: 'Плитка керамическая',
      classification: { id: '690721', typeCode: 'HS', edition: '2022' },
      packagings: [{ quantity: 640, typeCode: 'CT' }],
      grossMassMeasure: '18400.5',
      grossVolumeMeasure: '62',
    },
  ],
  carrierReservations: 'Без замечаний',
  stampIndicator: true,
}

import type { CertificateOfOrigin } from '../../../src/model/generated/certificate-of-origin.ts'
import type { OriginVerificationReply } from '../../../src/model/generated/origin-verification-reply.ts'
import type { OriginVerificationRequest } from '../../../src/model/generated/origin-verification-request.ts'

/** A Form D from Laos to Cambodia, a doubt about it, and the answer. */

export const certificateOfOrigin: CertificateOfOrigin = {
  id: 'LA-D-2026-000117',
  functionCode: '9',
  typeCode: '861',
  formCode: 'D',
  agreementCode: 'ATIGA',
  issueDateTime: '2026-11-18+07:00',
  expirationDateTime: '2027-11-17+07:00',
  issueLocation: { name: 'Vientiane', countryCode: 'LA' },
  issuingCountryCode: 'LA',
  issuingAuthority: { name: 'Ministry of Industry and Commerce' },
  exporter: { name: 'Mekong Garment Sole Co., Ltd.', countryCode: 'LA' },
  consignee: { name: 'Angkor Fashion Co., Ltd.', countryCode: 'KH' },
  producer: { name: 'Mekong Garment Sole Co., Ltd.' },
  exportCountryCode: 'LA',
  destinationCountryCode: 'KH',
  consignment: {
    departureDateTime: '2026-11-19+07:00',
    transportMeans: { typeCode: '3', name: 'ກຂ 1234' },
    routeDescriptions: ['Vientiane - Phnom Penh by truck'],
    routingCountryCodes: ['LA', 'TH', 'KH'],
  },
  goodsItems: [
    {
      sequenceNumeric: 1,
      packagings: [{ marksNumbersId: 'MG 1-200', quantity: 200, typeCode: 'CT' }],
      description: 'Cotton T-shirts',
      classification: { id: '61091010', typeCode: 'AHTN', edition: '2022' },
      origin: {
        countryCode: 'LA',
        criterion: {
          agreementCode: 'ATIGA',
          criterionCode: 'CTSH',
          percentage: '35',
          criterionCodeSource: { listId: 'ATIGA-FORM-D', code: 'CTSH + 35%' },
        },
      },
      grossMassMeasure: '2400',
      quantities: [{ quantity: '12000', unitCode: 'H87' }],
      fobAmount: { amount: '31200', currencyId: 'USD' },
      invoices: [{ id: 'MG-771', issueDateTime: '2026-11-17' }],
    },
  ],
  indicators: [
    { statementCode: 'third-party-invoicing', content: 'Lotus Trading Pte. Ltd., Singapore' },
    { statementCode: 'accumulation' },
  ],
  preferences: [{ statusCode: 'given', goodsItemNumeric: 1 }],
  exporterDeclaration: { name: 'S. Vongsa', placeName: 'Vientiane', dateTime: '2026-11-18' },
  certification: { name: 'K. Phommachanh', placeName: 'Vientiane', dateTime: '2026-11-18' },
}

const certificate = {
  id: 'LA-D-2026-000117',
  formCode: 'D',
  agreementCode: 'ATIGA',
  issueDateTime: '2026-11-18+07:00',
  issuingCountryCode: 'LA',
  digest: 'c4'.repeat(32),
}

export const originVerificationRequest: OriginVerificationRequest = {
  id: 'KH-RV-2026-0031',
  issueDateTime: '2026-12-02T10:00:00+07:00',
  kindCode: 'retroactive-check',
  requester: { name: 'General Department of Customs and Excise of Cambodia' },
  requestingCountryCode: 'KH',
  authority: { name: 'Ministry of Industry and Commerce', countryCode: 'LA' },
  certificate,
  reasonCodes: ['origin-criterion', 'value'],
  reason: 'The declared share of regional value seems too high for this yarn.',
  goodsItems: [{ sequenceNumeric: 1, question: 'Cost statement of the item' }],
  declaration: { typeCode: '929', id: 'KH-PNH-2026-I-88123' },
  preferenceSuspended: true,
  limitDateTime: '2027-06-02',
}

export const originVerificationReply: OriginVerificationReply = {
  id: 'LA-RV-2027-0004',
  functionalReferenceId: 'KH-RV-2026-0031',
  issueDateTime: '2027-01-20T09:00:00+07:00',
  answeringCountryCode: 'LA',
  certificate,
  resultCode: 'corrected',
  goodsItems: [
    {
      sequenceNumeric: 1,
      resultCode: 'corrected',
      origin: { countryCode: 'LA', criterion: { criterionCode: 'CTSH', percentage: '36.25' } },
      description: 'Cost of yarn recalculated.',
    },
  ],
  attachments: [
    { kindCode: 'document', digest: '5e'.repeat(32), mediaType: 'application/pdf', size: 120991 },
  ],
}

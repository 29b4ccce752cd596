import type { EconomicOperator } from '../../../src/model/generated/economic-operator.ts'
import type { Permit } from '../../../src/model/generated/permit.ts'

/** A licence that was suspended once and then taken back, and the status of a carrier. */

export const permit: Permit = {
  id: '26-AA-100123',
  typeCode: 'import-licence',
  functionCode: '5',
  statusCode: 'revoked',
  issuingCountryCode: 'CN',
  issuingAuthorityName: 'Quota and licence bureau of Example',
  issueDateTime: '2026-09-01+08:00',
  effectiveDateTime: '2026-09-03+08:00',
  expirationDateTime: '2026-12-31+08:00',
  holder: {
    identifier: { id: '91650100MA77K2P184', schemeId: 'USCC' },
    name: '乌鲁木齐天山西路贸易有限公司',
    latinName: 'Urumqi Tianshan West Road Trade Co., Ltd.',
  },
  suspensions: [
    { startDateTime: '2026-10-10+08:00', endDateTime: '2026-10-20+08:00', reason: 'Report missing' },
  ],
  revocation: { effectiveDateTime: '2026-11-01+08:00', reason: 'Quota used up' },
  goodsItems: [
    {
      sequenceNumeric: 1,
      description: 'Sulphur',
      classificationId: '2503000000',
      originCountryCode: 'KZ',
      quantity: { quantity: '50000', unitCode: 'KGM' },
      valueAmount: { amount: '6000', currencyId: 'USD' },
    },
  ],
}

export const economicOperator: EconomicOperator = {
  id: 'MNAEO000017',
  categoryCode: { listId: 'MN-AEO', code: 'S' },
  functionCode: '9',
  statusCode: 'in-force',
  issuingCountryCode: 'MN',
  issuingAuthorityName: 'Customs General Administration of Mongolia',
  issueDateTime: '2025-11-02+08:00',
  effectiveDateTime: '2025-11-10+08:00',
  expirationDateTime: '2030-11-09+08:00',
  holder: { identifier: { id: '2874539', schemeId: 'MN-REG' }, name: '«Говь Транс Жишээ» ХХК' },
  suspensions: [{ startDateTime: '2026-02-01+08:00', endDateTime: '2026-02-28+08:00' }],
  revocation: { effectiveDateTime: '2030-01-01+08:00' },
  recognisingCountryCodes: ['CN', 'KR'],
}

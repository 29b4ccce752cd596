import type { GoodsDeclaration } from '../../../src/model/generated/goods-declaration.ts'
import type { Response } from '../../../src/model/generated/response.ts'
import type { TransitDeclaration } from '../../../src/model/generated/transit-declaration.ts'

/** Ceramic tiles from China to Kazakhstan: declared at export, in transit, and answered. */

export const goodsDeclaration: GoodsDeclaration = {
  id: '940220260000123456',
  functionalReferenceId: 'I20260000000000001',
  functionCode: '9',
  typeCode: 'export',
  featureCode: { listId: 'CN-ENTRY-TYPE', code: 'M' },
  issueDateTime: '2026-11-20+08:00',
  declarationOffice: { id: '9402', countryCode: 'CN' },
  borderOffices: [{ id: '9402' }],
  inspectionOffices: { border: { id: '650500' } },
  totalPackageQuantity: 640,
  totalGrossMassMeasure: '18400.5',
  totalNetMassMeasure: '18080',
  packagings: [
    { quantity: 640, typeCode: 'CT', typeCodeSource: { listId: 'cn-declaration/WRAP', code: '22' } },
  ],
  marksNumbersId: 'N/M',
  declarant: {
    name: '霍尔果斯报关有限公司',
    identifier: { id: '91654004MA775BQ92K', schemeId: 'USCC' },
    customsIdentifier: { id: '6540980001', schemeId: 'CN-CUSTOMS' },
  },
  exporter: { name: '霍尔果斯贸易有限公司', latinName: 'Khorgos Trade Co., Ltd.' },
  borderTransportMeans: { name: '123ABC02', typeCode: '3', registrationNationalityCode: 'KZ' },
  goodsShipment: {
    consignee: { name: 'ТОО «Алатау Трейд»', identifier: { id: '070340004567', schemeId: 'KZ-BIN' } },
    exportCountryCode: 'CN',
    destination: { countryCode: 'KZ' },
    tradeCountryCode: 'KZ',
    governmentProcedure: {
      currentCode: 'export',
      currentCodeSource: { listId: 'CN-TRADE-MODE', code: '0110' },
    },
    dutyReliefCode: { listId: 'CN-CUT-MODE', code: '101' },
    tradeTerms: { conditionCode: 'DAP', conditionCodeSource: { listId: 'CN-TRANS-MODE', code: '1' } },
    contract: { id: 'KT-2026/117' },
    customsValuation: {
      externalFreight: { basisCode: 'total', amount: { amount: '2400', currencyId: 'USD' } },
      insurance: { basisCode: 'rate', rateNumeric: '0.3' },
      statementCode: { listId: 'CN-PROMISE', code: '000' },
    },
    consignment: {
      containerIndicator: true,
      transportContractDocuments: [{ id: 'EL20261121', typeCode: '730' }],
      transitLocation: { idSource: { listId: 'CN-PORT', code: 'KAZ000' }, countryCode: 'KZ' },
      entryLocation: { idSource: { listId: 'CN-DOMESTIC-PORT', code: '650501' }, id: 'CNHRS' },
      goodsLocation: { name: '霍尔果斯口岸监管场所' },
      transportEquipment: [
        { id: 'CSNU1234567', characteristicCodeSource: { listId: 'CN-CONTAINER', code: '11' } },
      ],
      equipmentContents: [{ equipmentId: 'CSNU1234567', goodsItemNumeric: 1, packageQuantity: 640 }],
    },
    goodsItems: [
      {
        sequenceNumeric: 1,
        description: '瓷砖',
        specification: '600x600',
        classification: { id: '6907211000', extensionId: '101', typeCode: 'CN' },
        invoiceQuantity: {
          quantity: '4000',
          unitCode: 'MTK',
          unitCodeSource: { listId: 'CN-UNIT', code: '032' },
        },
        tariffQuantities: [
          { quantity: '18080', unitCode: 'KGM' },
          { quantity: '4000', unitCode: 'MTK' },
        ],
        unitPriceAmount: { amount: '10.4', currencyId: 'CNY' },
        itemChargeAmount: { amount: '41600', currencyId: 'CNY' },
        origin: {
          countryCode: 'CN',
          criterion: { agreementCode: 'ACFTA', criterionCode: 'RVC', percentage: '45' },
        },
        destinationCountryCode: 'KZ',
        dutyReliefCode: { listId: 'CN-DUTY-MODE', code: '1' },
        dutyTaxFees: [
          {
            typeCode: 'vat',
            taxBaseAmount: { amount: '41600', currencyId: 'CNY' },
            taxRateNumeric: '13',
            assessedAmount: { amount: '0', currencyId: 'CNY' },
          },
        ],
        previousDocuments: [
          { typeCodeSource: { listId: 'CN-MANUAL', code: 'C' }, id: 'C94026100001', lineNumeric: 3 },
        ],
      },
    ],
  },
  originRelations: [
    {
      typeCodeSource: { listId: 'CN-CERT-TYPE', code: 'Y14' },
      agreementCode: 'ACFTA',
      certificateId: 'E26650000010001',
      goodsItemNumeric: 1,
      certificateItemNumeric: 2,
    },
  ],
  obligationGuarantees: [{ typeCode: 'general', referenceId: 'G-17' }],
  authentication: { name: '王丽', dateTime: '2026-11-20T16:12:00+08:00' },
}

export const transitDeclaration: TransitDeclaration = {
  functionalReferenceId: '6b2f3f1e-6c3e-4c58-9a53-0f5d6a1f2c11',
  transitProcedureCode: 'import',
  transitProcedureCodeSource: { listId: 'EEC-TRANSIT', code: 'ИМ' },
  issueDateTime: '2026-11-21T11:00:00+05:00',
  declarationOffice: { id: '39857201', countryCode: 'KZ' },
  tirCarnet: { seriesId: 'XF', id: '84001234', pageNumeric: 3, holderId: 'KAZ/038/123' },
  goodsItemQuantity: 1,
  totalPackageQuantity: 640,
  totalGrossMassMeasure: '18400.5',
  totalAmount: { amount: '5760.00', currencyId: 'USD' },
  declarant: {
    name: 'ТОО «Транс Азия»',
    identifier: { id: '070340004567', schemeId: 'KZ-BIN' },
    address: { cityName: 'Алматы', countryCode: 'KZ', typeCode: 'registered' },
  },
  carriers: [{ name: 'ТОО «Транс Азия»', countryCode: 'KZ' }],
  containerIndicator: false,
  borderTransportMeans: [
    {
      name: '123ABC02',
      typeCode: '3',
      typeCodeSource: { listId: 'EEC-2004', code: '31' },
      registrationNationalityCode: 'KZ',
      vehicleIdentificationId: 'XTC549000N2500001',
      transportEquipment: [{ id: '45AAB02', registrationCountryCode: 'KZ' }],
    },
  ],
  seals: [{ id: 'KZ00117', description: 'цела' }],
  itinerary: [
    { name: 'Хоргос', countryCode: 'KZ', office: { id: '39857201' } },
    { name: 'Алматы', countryCode: 'KZ' },
  ],
  transhipments: [{ goodsTranshippedIndicator: false, location: { name: 'Алматы', countryCode: 'KZ' } }],
  consignments: [
    {
      sequenceNumeric: 1,
      transportContractDocument: { id: 'CMR 0004417', typeCodeSource: { listId: 'EEC-2009', code: '02015' } },
      exportCountryCode: 'CN',
      destinationCountryCode: 'KZ',
      consignor: { name: 'Khorgos Trade Co., Ltd.', countryCode: 'CN' },
      consignee: { name: 'ТОО «Алатау Трейд»' },
      transitDestination: {
        office: { id: '39855302', name: 'Алматы', countryCode: 'KZ' },
        controlZoneId: '55302/1',
      },
      goodsItems: [
        {
          sequenceNumeric: 1,
          description: 'Плитка керамическая',
          classification: { id: '6907', typeCode: 'TNVED' },
          grossMassMeasure: '18400.5',
          packagings: [{ quantity: 640, typeCode: 'CT' }],
          additionalDocuments: [{ typeCodeSource: { listId: 'EEC-2009', code: '04021' }, id: 'INV-117' }],
        },
      ],
    },
  ],
  obligationGuarantees: [{ typeCode: 'carnet', typeCodeSource: { listId: 'EEC-GUARANTEE', code: '07' } }],
  authentication: { name: 'Ахметов А. Б.', positionName: 'Декларант', dateTime: '2026-11-21+05:00' },
}

export const response: Response = {
  functionalReferenceId: '6b2f3f1e-6c3e-4c58-9a53-0f5d6a1f2c11',
  id: '0d6a1f2c-6c3e-4c58-9a53-6b2f3f1e0f5d',
  issueDateTime: '2026-11-21T11:04:10+05:00',
  level: 'business',
  outcome: 'rejected',
  office: { id: '39857201' },
  declaration: { functionalReferenceId: '6b2f3f1e-6c3e-4c58-9a53-0f5d6a1f2c11' },
  status: { statusCode: 'rejected', effectiveDateTime: '2026-11-21T11:04:10+05:00' },
  goodsItems: [{ sequenceNumeric: 1, statusCode: 'rejected', statusDescription: 'Не указан код товара' }],
  registration: {
    id: '39857201/211126/0000123',
    office: { id: '39857201' },
    countryCode: 'KZ',
    number: '0000123',
  },
  errors: [
    {
      validationCode: 'FLK.33.1',
      description: 'Код товара короче шести знаков',
      pointer: {
        location: 'TransitDeclaration/TDGoodsShipmentDetails[1]/TransitGoodsItemDetails[1]/CommodityCode',
        boxId: '33',
        tagId: '145',
        steps: [
          { documentSectionCode: '42A' },
          { documentSectionCode: '68A', sequenceNumeric: 1 },
          { documentSectionCode: '21A', tagId: '145' },
        ],
      },
      found: '6907',
      expected: '690721',
    },
  ],
}

import * as fc from 'fast-check'
import { asObject } from '../../src/model/json-access.ts'
import {
  amount,
  code,
  communication,
  count,
  day,
  decimal,
  identifier,
  packageKind,
  record,
  some,
  words,
  type Arb,
} from './arbitraries.ts'
import {
  told,
  functionCode,
  said,
  all,
  distinct,
  byBill,
  amendment,
  bill,
  amendedParty,
} from './arbitraries-cn-parts.ts'
import { head, mode, person } from './arbitraries-cn.ts'

/** Hub documents of amendments of manifests and of deletions of bills. */

const loneContact = said({ name: words(70), communications: some(communication) })
const amendedItem = record(
  { sequenceNumeric: fc.nat(99_999) },
  {
    classificationId: fc.constantFrom('6907', '690721', '6907210000'),
    cargoDescription: words(256),
    description: words(512),
    undgId: fc.constantFrom('1263', '0004'),
    grossMassMeasure: decimal(6, 3),
    packaging: record({ packageQuantity: count, packageKindCode: packageKind }),
  },
).map(({ packaging, ...item }) => ({ ...item, ...asObject(packaging) }))

const amendedBill = (imported: boolean): Arb =>
  record(
    {
      transportContractDocument: record(
        { id: code(3, 35) },
        {
          conditionCode: fc.constantFrom('10', '27', '30'),
          [imported ? 'deconsolidator' : 'consolidator']: record({ identifier: identifier(18) }),
        },
      ),
      amendment,
    },
    {
      grossVolumeMeasure: fc.nat(9999).map(String),
      packages: record({ totalPackageQuantity: count, packageKindCode: packageKind }),
      grossMassMeasure: decimal(6, 3),
      valueAmount: amount,
      consignor: said(amendedParty),
      consignee: said({ ...amendedParty, contact: loneContact }),
      notifyParty: said({ ...amendedParty, address: record({ line: words(70) }) }),
      undgContact: loneContact,
      freight: record({ paymentMethodCode: fc.constantFrom('1', '2', '70', 'ZZZ') }),
      consignmentItems: distinct(amendedItem, (item) => item['sequenceNumeric']),
      ...(imported && {
        routingCountries: some(record({ routingCountryCode: fc.constantFrom('KZ', 'RU', 'CN') })),
      }),
    },
  ).map(({ packages, ...others }) => ({ ...others, ...asObject(packages) }))

const manifest = { ...head, borderTransportMeans: mode, representativePerson: person }

export const amendedManifest = (imported: boolean): Arb =>
  all(
    functionCode('4'),
    record(
      { ...manifest, consignments: distinct(amendedBill(imported), byBill) },
      { ...told, ...(imported && { unloadingLocation: record({ arrivalDateTime: day }) }) },
    ),
  )

export const deletedBills: Arb = all(
  functionCode('3'),
  record(
    {
      ...manifest,
      consignments: distinct(all(bill, record({ amendment })), byBill),
    },
    told,
  ),
)

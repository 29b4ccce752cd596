import * as fc from 'fast-check'
import type { JsonObject } from '../../src/model/json.ts'
import {
  amount,
  code,
  count,
  day,
  decimal,
  identifier,
  item,
  moment,
  packageKind,
  record,
  some,
  words,
  type Arb,
} from './arbitraries.ts'

const trader = record(
  { name: words(140) },
  { identifier: identifier(36), address: record({ line: words(140) }) },
)

const kazakhConsignment: Arb = record(
  {
    transportContractDocument: record({ id: code(3, 25), typeCode: fc.constant('730') }),
    natureCode: fc.constantFrom('22', '23', '24', '28'),
    totalPackageQuantity: count,
    packageKindCode: packageKind,
    consignor: trader,
    consignee: trader,
    consignmentItems: some(item(false)),
  },
  {
    grossVolumeMeasure: decimal(5, 3),
    shippingMarks: words(400),
    loadingLocation: record({ id: fc.constantFrom('KZALA', 'KZHOR') }),
    unloadingLocation: record({ id: fc.constantFrom('CNURM', 'CNHRS') }),
    notifyParty: trader,
    valueAmount: amount,
    freight: record({ termsCode: fc.constantFrom('PP', 'CC') }, { chargeAmount: amount }),
    transportEquipment: some(
      record(
        { id: code(2, 17) },
        {
          characteristicCode: fc.constantFrom('22G1', '45G1'),
          fullnessCode: fc.constantFrom('4', '7', '8'),
          packageQuantity: count,
          seals: someSealIds(3),
        },
      ),
    ),
    seals: someSealIds(9),
    goodsLocation: record({ id: code(1, 17), name: words(35) }),
  },
)

/** Awmds knows the number of a seal and one sealing party for all of them. */
function someSealIds(maxLength: number): fc.Arbitrary<JsonObject[]> {
  return fc
    .tuple(some(code(1, 10), maxLength), fc.constantFrom('CU', 'SH'))
    .map(([ids, party]) => ids.map((id, index) => (index === 0 ? { id, sealingPartyCode: party } : { id })))
}

const minute = moment(5, 60_000)

/** Cargo and conveyance of one trip, which share what Awmds writes once. */
export const awmdsDocuments: fc.Arbitrary<Record<string, JsonObject>> = fc
  .record({
    id: code(1, 17),
    arrival: minute,
    departure: day,
    carrier: record(
      { name: words(70) },
      { identifier: identifier(17), address: record({ line: words(140) }) },
    ),
    agent: fc.option(record({ identifier: identifier(17), name: words(140) }), { nil: undefined }),
    consignments: some(kazakhConsignment),
    means: record(
      { name: code(2, 9), typeCode: fc.constant('3') },
      {
        registrationNationalityCode: fc.constantFrom('KZ', 'CN'),
        master: record({ name: words(70) }),
        transportEquipment: some(record({ id: code(2, 9) }), 1),
      },
    ),
  })
  .map(({ id, arrival, departure, carrier, agent, consignments, means }) => ({
    'cargo-report': {
      id,
      borderCrossingId: 'CNHRS-KZHOR',
      borderTransportMeans: { typeCode: '3' },
      carrier,
      ...(agent && { agent }),
      consignments,
      loadingLocation: { id: 'KZHOR', loadingDateTime: departure },
      representativePerson: { name: carrier['name'] ?? '' },
      unloadingLocation: { id: 'CNHRS', arrivalDateTime: arrival },
    },
    'conveyance-report': {
      id,
      borderCrossingId: 'CNHRS-KZHOR',
      carrier: Object.fromEntries(Object.entries(carrier).filter(([name]) => name !== 'address')),
      consignments: [{ borderTransportMeans: { ...means, arrivalDateTime: arrival } }],
    },
  }))

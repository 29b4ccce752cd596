import * as fc from 'fast-check'
import { asObject } from '../../src/model/json-access.ts'
import type { JsonObject } from '../../src/model/json.ts'
import {
  code,
  communication,
  count,
  day,
  decimal,
  identifier,
  moment,
  packageKind,
  record,
  seal,
  some,
  words,
  type Arb,
} from './arbitraries.ts'
import {
  told,
  place,
  functionCode,
  typeCode,
  all,
  distinct,
  byId,
  byBill,
  byFormer,
  change,
  bill,
  changedBill,
  amendedParty,
} from './arbitraries-cn-parts.ts'
import { head, mode, person } from './arbitraries-cn.ts'

/** Hub documents of arrivals, tallies, packing lists, off-loading and re-assignment. */

const changedContainer = record({ id: code(2, 17) }, { amendment: change })
const countedBill = all(
  bill,
  record(
    { totalPackageQuantity: count, packageKindCode: packageKind, grossMassMeasure: decimal(6, 3) },
    { grossVolumeMeasure: fc.nat(9999).map(String) },
  ),
)

/** Of goods at the yard; containers stand beside the way of transport, and in the hub at the notice itself. */
export const arrivalNotice: Arb = record(
  {
    ...head,
    borderTransportMeans: mode,
    unloadingLocation: record({ id: fc.constant('CNHRS'), arrivalDateTime: day }),
  },
  { ...told, transportEquipment: some(record({ id: code(2, 17) })), consignments: some(countedBill) },
)

export const deletedArrival: Arb = all(
  functionCode('3'),
  record(
    { ...head, borderTransportMeans: mode },
    {
      ...told,
      transportEquipment: distinct(changedContainer, byId),
      consignments: distinct(changedBill, byBill),
    },
  ),
)

const withContainers = (containers: fc.Arbitrary<JsonObject[]>): Arb =>
  record({ typeCode: fc.constantFrom('2', '3') }, { transportEquipment: containers })

export const tally = (imported: boolean): Arb =>
  all(
    typeCode('tally'),
    record(
      {
        ...head,
        borderTransportMeans: withContainers(some(record({ id: code(2, 17) }, told))),
        control: record({ inspectionStartDateTime: moment(8), inspectionEndDateTime: moment(8) }),
        submitter: record(
          { identifier: identifier(18) },
          { contact: record({ name: words(70) }, { communications: some(communication) }) },
        ),
        [imported ? 'unloadingLocation' : 'loadingLocation']: place,
      },
      { ...told, consignments: some(countedBill) },
    ),
  )

export const deletedTally: Arb = all(
  typeCode('tally'),
  functionCode('3'),
  record(
    { ...head, borderTransportMeans: withContainers(distinct(changedContainer, byId)) },
    { ...told, consignments: distinct(changedBill, byBill) },
  ),
)

const seals = fc.uniqueArray(seal, { minLength: 1, maxLength: 9, selector: (each) => JSON.stringify(each) })
const described = {
  id: code(2, 17),
  characteristicCode: fc.constantFrom('22G1', '45G1'),
  fullnessCode: fc.constantFrom('4', '7', '8'),
  supplierPartyTypeCode: fc.constantFrom('1', '2'),
}

const packedBill = record(
  {
    consignee: record(
      { name: words(70) },
      {
        ...amendedParty,
        name: words(70),
        contact: record({ name: words(70) }, { communications: some(communication) }),
      },
    ),
    consignmentItems: fc.tuple(
      record(
        {
          sequenceNumeric: fc.nat(99_999),
          cargoDescription: words(256),
          grossMassMeasure: decimal(6, 3),
          packageQuantity: count,
          packageKindCode: packageKind,
        },
        { description: words(512), undgId: fc.constantFrom('1263', '0004') },
      ),
    ),
  },
  {
    notifyParty: record(
      { name: words(70), address: record({ line: words(70) }), communications: some(communication) },
      { identifier: identifier(36) },
    ),
    undgContact: record({ name: words(70), communications: some(communication) }),
  },
)

export const packingList: Arb = all(
  typeCode('packing-list'),
  record(
    {
      ...head,
      borderTransportMeans: record({
        typeCode: fc.constant('3'),
        transportEquipment: fc.tuple(record(described, { seals })),
      }),
      consignments: some(packedBill),
      stuffingEstablishment: record({ stuffingDateTime: moment(8) }),
      loadingLocation: place,
      representativePerson: person,
    },
    told,
  ),
)

export const deletedPackingList: Arb = all(
  typeCode('packing-list'),
  functionCode('3'),
  record(
    {
      ...head,
      borderTransportMeans: record({
        typeCode: fc.constant('3'),
        transportEquipment: fc.tuple(record({ id: code(2, 17) })),
      }),
      representativePerson: person,
    },
    told,
  ),
)

export const offLoad: Arb = all(
  typeCode('off-load'),
  record({ ...head, borderTransportMeans: mode, consignments: distinct(changedBill, byBill) }, told),
)

const former = { additionalDocument: record({ id: code(2, 35) }) }
const movedBill = record(former, {
  amendment: change,
  transportContractDocument: record({ id: code(3, 35) }),
  transportEquipment: distinct(record({ ...described, ...former }, { seals }), byId).filter(
    (items) => new Set(items.map(byFormer)).size === items.length,
  ),
})

export const reAssignment: Arb = all(
  typeCode('re-assignment'),
  record({ ...head, ...former, consignments: distinct(movedBill, byFormer) }, told),
).filter((report) => {
  const bills = (Array.isArray(report['consignments']) ? report['consignments'] : []).flatMap(
    (each) => byBill(asObject(each) ?? {}) ?? [],
  )
  return new Set(bills).size === bills.length
})

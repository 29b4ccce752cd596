import * as fc from 'fast-check'
import { asObject, objectsAt } from '../../src/model/json-access.ts'
import type { JsonObject, JsonValue } from '../../src/model/json.ts'
import {
  amount,
  code,
  communication,
  contact,
  count,
  day,
  identifier,
  item,
  moment,
  packageKind,
  record,
  seal,
  some,
  words,
  type Arb,
} from './arbitraries.ts'

const chineseConsignment = (imported: boolean): Arb =>
  record(
    {
      transportContractDocument: record(
        { id: code(3, 35) },
        {
          conditionCode: fc.constantFrom('10', '27', '30'),
          [imported ? 'deconsolidator' : 'consolidator']: record({ identifier: identifier(18) }),
        },
      ),
      totalPackageQuantity: count,
      packageKindCode: packageKind,
      valueAmount: amount,
      consignor: record(
        { name: words(70) },
        { identifier: identifier(36), communications: some(communication) },
      ),
      consignee: record(
        { name: words(70) },
        { identifier: identifier(36), communications: some(communication), contact },
      ),
      freight: record({ paymentMethodCode: fc.constantFrom('1', '2', '70', 'ZZZ') }),
      governmentProcedureCode: fc.constantFrom('RD01', 'RD09', 'RD16'),
      consignmentItems: some(item(true)),
    },
    {
      grossVolumeMeasure: fc.nat(9999).map(String),
      notifyParty: record(
        { name: words(70), address: record({ line: words(70) }), communications: some(communication) },
        { identifier: identifier(36) },
      ),
      undgContact: contact,
      transportEquipment: some(record({ id: code(2, 17) })),
      ...(imported
        ? {
            routingCountries: some(record({ routingCountryCode: fc.constantFrom('KZ', 'RU', 'CN') })),
            transitDestination: record({ id: fc.constantFrom('9402', '0705') }),
          }
        : { transitDeparture: record({ id: fc.constantFrom('9402', '0705') }) }),
    },
  )

export const head = { id: code(1, 17), borderCrossingId: fc.constant('CNHRS-KZHOR') }
export const person = record({ name: words(70) })
export const information = record({ content: words(500) })
export const mode = record({ typeCode: fc.constantFrom('2', '3') })

export const mt1401Cargo: Arb = record(
  {
    ...head,
    borderTransportMeans: mode,
    consignments: some(chineseConsignment(true)),
    loadingLocation: record({ loadingDateTime: moment(8) }),
    representativePerson: person,
    unloadingLocation: record({ id: fc.constantFrom('CNHRS', 'KZALS') }, { arrivalDateTime: day }),
  },
  {
    additionalInformation: information,
    agent: record({ identifier: identifier(18) }),
    carrier: record({ identifier: identifier(18) }),
  },
)

export const mt2401Cargo: Arb = record(
  {
    ...head,
    borderTransportMeans: mode,
    consignments: some(chineseConsignment(false)),
    loadingLocation: record({ id: fc.constant('CNHRS'), loadingDateTime: moment(8) }),
    representativePerson: person,
    // Follows from the office of exit.
    unloadingLocation: fc.constant({ id: 'KZHOR' }),
  },
  {
    additionalInformation: information,
    agent: record({ identifier: identifier(18) }),
    carrier: record({ identifier: identifier(18) }),
  },
)

const container = record(
  {
    id: code(2, 17),
    characteristicCode: fc.constantFrom('22G1', '45G1', '22GP'),
    fullnessCode: fc.constantFrom('4', '7', '8'),
    tareWeightMeasure: fc.nat(99_999).map(String),
  },
  { seals: some(seal), supplierPartyTypeCode: fc.constantFrom('1', '2') },
)

const trailer = record(
  { id: code(2, 17), tareWeightMeasure: fc.nat(99_999).map(String) },
  { typeCode: fc.constantFrom('01', '03') },
)

/**
 * Loaded vehicles. The format wants every vehicle, trailer and container once, and every seal once on its container.
 *
 * @param country of routing and `crew`: told on the way in only
 */
export const loadedVehicles = (country?: Arb, crew: Record<string, fc.Arbitrary<JsonValue>> = {}): Arb =>
  record(
    {
      ...head,
      consignments: some(
        record(
          {
            borderTransportMeans: record(
              { arrivalDateTime: moment(8), id: code(1, 25), name: words(35), typeCode: fc.constant('3') },
              {
                ...(country !== undefined && { routingCountries: some(country) }),
                master: fc.oneof(record({ name: words(70) }, crew), record({ id: code(1, 17) }, crew)),
                transportEquipment: some(trailer, 9),
                seals: some(fc.oneof(seal, fc.constant({ id: '0000' })), 9),
              },
            ),
          },
          { transportEquipment: some(container) },
        ),
      ),
      representativePerson: person,
    },
    { additionalInformation: information, carrier: record({ identifier: identifier(18) }) },
  ).filter(standsOnce)

export const mt4402Conveyance: Arb = loadedVehicles()

function standsOnce(report: JsonObject): boolean {
  const consignments = objectsAt(report, 'consignments')
  const vehicles = consignments
    .map((each) => asObject(each['borderTransportMeans']))
    .filter((each) => each !== undefined)
  const containers = consignments.flatMap((each) => objectsAt(each, 'transportEquipment'))
  const trailers = vehicles.flatMap((each) => objectsAt(each, 'transportEquipment'))
  const seals = containers.map((each) => objectsAt(each, 'seals'))
  const ids = (objects: readonly JsonObject[]): JsonValue[] => objects.map(({ id }) => id ?? null)
  return (
    [vehicles, trailers, containers].every((each) => isDistinct(ids(each))) &&
    seals.every((each) => isDistinct(each.map((one) => JSON.stringify(one))))
  )
}

function isDistinct(values: readonly JsonValue[]): boolean {
  return new Set(values).size === values.length
}

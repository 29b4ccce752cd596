import * as fc from 'fast-check'
import type { JsonObject } from '../../src/model/json.ts'
import { code, identifier, moment, record, some, words, type Arb } from './arbitraries.ts'
import { place, told } from './arbitraries-cn-parts.ts'
import { head, loadedVehicles, person } from './arbitraries-cn.ts'

/** Hub documents of the carrier's confirmations: loaded and empty vehicles, both ways, and their withdrawal. */

export type VehicleLoad = 'loaded' | 'empty' | 'empty-containers'

const kind = (load: VehicleLoad): JsonObject => (load === 'loaded' ? {} : { vehicleLoadCode: load })
const country = record({ routingCountryCode: fc.constantFrom('KZ', 'RU', 'CN') })
const crew = {
  crewQuantity: fc.nat(99_999),
  healthStatus: fc.constantFrom('1', '正常'),
  vaccinationStatus: fc.constantFrom('0', '1'),
}

/** @param imported only then are the crew's state of health and the countries of routing told */
export const vehicleReport = (load: VehicleLoad, imported: boolean): Arb =>
  load === 'loaded'
    ? loadedVehicles(imported ? country : undefined, imported ? crew : {})
    : emptyVehicle(load, imported)

function emptyVehicle(load: VehicleLoad, imported: boolean): Arb {
  const boxes = load === 'empty-containers'
  const vehicle = record(
    {
      arrivalDateTime: moment(8),
      id: code(1, 25),
      name: words(35),
      typeCode: fc.constant('3'),
      master: record({ id: code(1, 17), name: words(70) }, imported ? crew : {}),
    },
    {
      transportEquipment: some(record({ ...trailerParts, typeCode: fc.constantFrom('01', '03') }), 9),
      ...(imported && { routingCountries: some(country, 1) }),
    },
  )
  return record(
    {
      ...head,
      consignments: some(
        record({
          borderTransportMeans: vehicle,
          ...(boxes && {
            governmentProcedureCode: fc.constantFrom('RD11', 'RD12'),
            transportEquipment: some(emptyContainer, 9),
          }),
        }),
        1,
      ),
      representativePerson: person,
      ...(boxes && { [imported ? 'unloadingLocation' : 'loadingLocation']: place }),
    },
    { ...told, carrier: record({ identifier: identifier(18) }) },
  ).map((report) => ({ ...kind(load), ...report }))
}

const trailerParts = { id: code(2, 17), tareWeightMeasure: fc.nat(99_999).map(String) }
const emptyContainer = record({
  ...trailerParts,
  characteristicCode: fc.constantFrom('22G1', '45G1', '22GP'),
  supplierPartyTypeCode: fc.constantFrom('1', '2'),
})

export const withdrawnVehicle = (load: VehicleLoad): Arb =>
  record({ ...head, representativePerson: person }, told).map((report) => ({
    functionCode: '3',
    ...kind(load),
    ...report,
  }))

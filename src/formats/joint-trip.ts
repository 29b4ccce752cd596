import type { JsonObject, JsonValue } from '../model/json.ts'
import { asObject, objectsAt, textAt } from '../model/json-access.ts'

/**
 * Where one side tells cargo and vehicle in two messages and the other in one, the container stands in both:
 * the cargo report names it on the bill, the conveyance report describes it on the vehicle. A message made of
 * both tells it on the bill. So the descriptions move to the bills that name the containers, and the seals of
 * the vehicle to its bills: they lock these goods.
 *
 * What no bill names stays where it was; a format that cannot write it there then reports it as lost.
 *
 * @param documents hub documents by name; the result is a new record, the input is not changed
 */
export function joinTrip(
  documents: Readonly<Record<string, JsonObject>>,
): Readonly<Record<string, JsonObject>> {
  const cargo = documents['cargo-report']
  const conveyance = documents['conveyance-report']
  if (cargo === undefined || conveyance === undefined) return documents
  const bills = objectsAt(cargo, 'consignments')
  const vehicles = objectsAt(conveyance, 'consignments')
  const described = containersOf(vehicles)
  const seals = vehicles.flatMap((vehicle) => objectsAt(asObject(vehicle['borderTransportMeans']), 'seals'))
  const named = containersOf(bills)
  return {
    ...documents,
    'cargo-report': { ...cargo, consignments: bills.map((bill) => completeBill(bill, described, seals)) },
    'conveyance-report': { ...conveyance, consignments: vehicles.map((vehicle) => relieve(vehicle, named)) },
  }
}

function containersOf(owners: readonly JsonObject[]): Map<string, JsonObject> {
  const containers = owners.flatMap((owner) => objectsAt(owner, 'transportEquipment'))
  return new Map(containers.map((container) => [textAt(container, 'id') ?? '', container]))
}

function completeBill(
  bill: JsonObject,
  described: ReadonlyMap<string, JsonObject>,
  seals: readonly JsonObject[],
): JsonObject {
  const containers = objectsAt(bill, 'transportEquipment').map((container) => ({
    ...described.get(textAt(container, 'id') ?? ''),
    ...container,
  }))
  return {
    ...bill,
    ...(containers.length > 0 && { transportEquipment: containers }),
    // A bill with seals of its own keeps them; nobody knows which of the two is meant to win.
    ...(seals.length > 0 && bill['seals'] === undefined && { seals }),
  }
}

/** Takes from a vehicle what its bills now tell. */
function relieve(vehicle: JsonObject, named: ReadonlyMap<string, JsonObject>): JsonObject {
  const left = objectsAt(vehicle, 'transportEquipment').filter((each) => !named.has(textAt(each, 'id') ?? ''))
  const means = asObject(vehicle['borderTransportMeans'])
  return {
    ...without(vehicle, 'transportEquipment'),
    ...(left.length > 0 && { transportEquipment: left }),
    ...(means !== undefined && { borderTransportMeans: without(means, 'seals') }),
  }
}

function without(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name))
}

import { KhorgosError } from '../errors.ts'
import { skeleton } from '../model/homoglyphs.ts'
import type { JsonObject } from '../model/json.ts'
import { asObject, objectsAt, textAt } from '../model/json-access.ts'

/**
 * Where one side tells cargo and vehicle in two messages and the other in one, the container stands in both:
 * the cargo report names it on the bill, the conveyance report describes it on the vehicle. A message made of
 * both tells it on the bill. So the descriptions are copied to the bills that name the containers, and the
 * seals of the vehicle to its bills: they lock these goods. The conveyance report stays as it was read, so that
 * the loss report meets every field of it.
 *
 * @param documents hub documents by name; the result is a new record, the input is not changed
 * @throws KhorgosError LOSS_NOT_ACCEPTED for a described container that no bill names: it would vanish
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
  refuseUnnamed(described, containersOf(bills))
  return {
    ...documents,
    'cargo-report': { ...cargo, consignments: bills.map((bill) => completeBill(bill, described, seals)) },
  }
}

/** By what their numbers look like: the two messages may have been typed on different keyboards. */
function containersOf(owners: readonly JsonObject[]): Map<string, JsonObject> {
  const containers = owners.flatMap((owner) => objectsAt(owner, 'transportEquipment'))
  return new Map(containers.map((container) => [skeleton(textAt(container, 'id') ?? ''), container]))
}

function refuseUnnamed(
  described: ReadonlyMap<string, JsonObject>,
  named: ReadonlyMap<string, JsonObject>,
): void {
  const lost = [...described].find(([look]) => !named.has(look))?.[1]
  if (lost === undefined) return
  throw new KhorgosError(
    'LOSS_NOT_ACCEPTED',
    `The container ${textAt(lost, 'id') ?? ''} of the vehicle stands on no bill`,
    {
      place: { path: '/conveyance-report/consignments/transportEquipment' },
    },
  )
}

function completeBill(
  bill: JsonObject,
  described: ReadonlyMap<string, JsonObject>,
  seals: readonly JsonObject[],
): JsonObject {
  const containers = objectsAt(bill, 'transportEquipment').map((container) => ({
    ...described.get(skeleton(textAt(container, 'id') ?? '')),
    ...container,
  }))
  return {
    ...bill,
    ...(containers.length > 0 && { transportEquipment: containers }),
    // A bill with seals of its own keeps them; nobody knows which of the two is meant to win.
    ...(seals.length > 0 && bill['seals'] === undefined && { seals }),
  }
}

import { asObject, objectsAt } from '../../src/model/json-access.ts'
import type { JsonObject } from '../../src/model/json.ts'

/** The cargo report of a trip with `count` consignments: those of the sample again and again, each with a bill of its own. */
export function manifestOf(
  documents: Readonly<Record<string, JsonObject>>,
  count: number,
): Record<string, JsonObject> {
  const { 'cargo-report': cargo = {} } = documents
  const models = objectsAt(cargo, 'consignments')
  const consignments = Array.from({ length: count }, (_, place) => {
    const model = models[place % models.length] ?? {}
    return {
      ...model,
      transportContractDocument: {
        ...asObject(model['transportContractDocument']),
        id: `BILL${String(place).padStart(8, '0')}`,
      },
    }
  })
  return { ...documents, 'cargo-report': { ...cargo, consignments } }
}

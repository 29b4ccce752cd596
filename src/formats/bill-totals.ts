import { objectsAt, textAt } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'

/**
 * Gives every bill that tells no number and kind of packages those of its goods: the number is their sum, the kind
 * theirs where it is the same for all. CUSCAR tells packages item by item and may leave it at that; rules see one
 * place of a message at a time and cannot add up what is not there.
 *
 * @param cargo hub document as the mapping read it; the result is a new one
 */
export function completeBills(cargo: JsonObject): JsonObject {
  const bills = objectsAt(cargo, 'consignments')
  return bills.length === 0 ? cargo : { ...cargo, consignments: bills.map(completeBill) }
}

function completeBill(bill: JsonObject): JsonObject {
  const items = objectsAt(bill, 'consignmentItems')
  const quantity = sumOf(items)
  const kind = commonKind(items)
  return {
    ...(quantity !== undefined && { totalPackageQuantity: quantity }),
    ...(kind !== undefined && { packageKindCode: kind }),
    ...bill,
  }
}

/** Nothing when an item does not tell how many: the sum of the others would be no total. */
function sumOf(items: readonly JsonObject[]): number | undefined {
  const quantities = items.map((item) => item['packageQuantity'])
  const known = quantities.filter((quantity) => typeof quantity === 'number')
  if (known.length === 0 || known.length < items.length) return undefined
  return known.reduce((sum, quantity) => sum + quantity, 0)
}

function commonKind(items: readonly JsonObject[]): string | undefined {
  const [kind, ...others] = new Set(items.map((item) => textAt(item, 'packageKindCode')))
  return others.length === 0 ? kind : undefined
}

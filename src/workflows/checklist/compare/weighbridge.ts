import { subtractDecimals, sumDecimals } from '../../../model/decimal.ts'
import type { LoadChecklist } from '../../../model/generated/load-checklist.ts'
import { skeleton } from '../../../model/homoglyphs.ts'
import type { Account, DocumentAccount } from './account.ts'
import { type Load, type Quantity, totalKey } from './load.ts'

/**
 * The goods as the scales tell them: what the vehicles weigh with them, less what they weigh empty, which is the same as
 * holding the scales against empty weight and stated gross mass together.
 *
 * @returns undefined when not every vehicle of the load was weighed, or what one weighs empty is not known
 */
export function weighedGoods({ documents, load }: Account): Quantity | undefined {
  const vehicles = new Map<string, DocumentAccount[]>()
  for (const account of documents) {
    const plate = skeleton(account.document.borderTransportMeans.name ?? '')
    vehicles.set(plate, [...(vehicles.get(plate) ?? []), account])
  }
  const goods = [...vehicles.values()].map((accounts) => {
    const weighing = accounts.findLast(({ words }) => words.weighing !== undefined)?.words.weighing
    const tare = weighing?.tare ?? statedTare(accounts.map(({ document }) => document))
    return weighing && tare && subtractDecimals(weighing.gross, tare)
  })
  if (goods.length === 0 || goods.includes(undefined)) return undefined
  const value = sumDecimals(goods.flatMap((mass) => mass ?? []))
  const place = placeOf(documents.map(({ document }) => document))
  return { measure: 'weighbridge', value, place, lines: [...load.lines.keys()] }
}

/** Gross mass of all checklists of the load; undefined where one does not tell it. */
export function statedGoods(stated: Load, documents: readonly LoadChecklist[]): Quantity | undefined {
  const ids = [...new Set(documents.map(({ id }) => id))]
  const totals = ids.map((id) => stated.quantities.get(totalKey(id, 'gross'))?.value)
  if (totals.length === 0 || totals.includes(undefined)) return undefined
  const value = sumDecimals(totals.flatMap((total) => total ?? []))
  return { measure: 'weighbridge', value, place: placeOf(documents), lines: [...stated.lines.keys()] }
}

const placeOf = ([first]: readonly LoadChecklist[]) => ({
  checklist: first?.id ?? '',
  pointer: '/totalGrossMassMeasure',
})

/** Truck, trailers and containers, where each of them says what it weighs empty. */
function statedTare(lists: readonly LoadChecklist[]): string | undefined {
  const [first] = lists
  if (first === undefined) return undefined
  const { tareWeightMeasure, transportEquipment: trailers = [] } = first.borderTransportMeans
  const containers = new Map(
    lists.flatMap(({ transportEquipment = [] }) =>
      transportEquipment.map((each) => [skeleton(each.id), each]),
    ),
  )
  const parts = [
    tareWeightMeasure,
    ...[...trailers, ...containers.values()].map((part) => part.tareWeightMeasure),
  ]
  return parts.includes(undefined) ? undefined : sumDecimals(parts.flatMap((part) => part ?? []))
}

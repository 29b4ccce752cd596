import type { ConveyanceReport } from '../../../model/generated/conveyance-report.ts'
import type { LoadChecklist } from '../../../model/generated/load-checklist.ts'

/**
 * An empty vehicle as what it is compared as: a list without lines, that weighs nothing, under the number of its report. Goods
 * found on it are then goods that are not on the list, and the scales show them.
 *
 * @returns undefined for a report of a vehicle that carries something, or of none
 */
export function checklistOfEmptyVehicle({
  id,
  borderCrossingId,
  vehicleLoadCode,
  consignments = [],
}: ConveyanceReport): LoadChecklist | undefined {
  const [first] = consignments
  if (first === undefined || vehicleLoadCode === undefined || vehicleLoadCode === 'loaded') return undefined
  return {
    id,
    borderCrossingId,
    borderTransportMeans: first.borderTransportMeans,
    ...(first.transportEquipment && { transportEquipment: first.transportEquipment }),
    consignmentItems: [],
    totalPackageQuantity: 0,
    totalGrossMassMeasure: '0',
  }
}

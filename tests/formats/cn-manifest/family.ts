import { join, resolve } from 'node:path'
import { amendedManifest, deletedBills } from '../../model/arbitraries-cn-amend.ts'
import {
  arrivalNotice,
  deletedArrival,
  deletedPackingList,
  deletedTally,
  offLoad,
  packingList,
  reAssignment,
  tally,
} from '../../model/arbitraries-cn-reports.ts'
import { vehicleReport, withdrawnVehicle, type VehicleLoad } from '../../model/arbitraries-cn-vehicles.ts'
import { mt1401Cargo, mt2401Cargo, mt4402Conveyance } from '../../model/arbitraries-cn.ts'
import type { Arb } from '../../model/arbitraries.ts'
import { sharedFolder } from '../../shared.ts'

/** One message of the family: `mt1401-amend` has that schema, mapping and sample, and `cn-mt1401-amend-v1` as its id. */
export interface FamilyMessage {
  readonly name: string
  readonly format: string
  readonly document: 'cargo-report' | 'conveyance-report' | 'arrival-notice'
  /** Main file of the official schema, below `xsd`. */
  readonly official: string
  readonly documents: Arb
}

function message(
  name: string,
  document: FamilyMessage['document'],
  official: string,
  documents: Arb,
): FamilyMessage {
  return { name, format: `cn-${name}-v1`, document, official: `Manifest_${official}.xsd`, documents }
}

function vehicles(load: VehicleLoad, title: string, numbers: readonly [string, string]): FamilyMessage[] {
  return (['Import', 'Export'] as const).flatMap((way, index) => {
    const mt = numbers[index] ?? ''
    const documents = mt === 'MT4402' ? mt4402Conveyance : vehicleReport(load, way === 'Import')
    const name = mt.toLowerCase()
    return [
      message(name, 'conveyance-report', `${title}_${way}_Road_${mt}_2`, documents),
      message(
        `${name}-delete`,
        'conveyance-report',
        `${title}_${way}_Road_Delete_${mt}_3`,
        withdrawnVehicle(load),
      ),
    ]
  })
}

/** Every message of the family but the receipts. */
export const FAMILY: readonly FamilyMessage[] = [
  message('mt1401', 'cargo-report', 'Declare_Import_Road_MT1401_9', mt1401Cargo),
  message('mt1401-amend', 'cargo-report', 'Declare_Import_Road_Update_MT1401_5', amendedManifest(true)),
  message('mt1401-delete', 'cargo-report', 'Declare_Import_Road_Delete_MT1401_3', deletedBills),
  message('mt2401', 'cargo-report', 'Declare_Export_Road_MT2401_9', mt2401Cargo),
  message('mt2401-amend', 'cargo-report', 'Declare_Export_Road_Update_MT2401_5', amendedManifest(false)),
  message('mt2401-delete', 'cargo-report', 'Declare_Export_Road_Delete_MT2401_3', deletedBills),
  message('mt3402', 'arrival-notice', 'Arrival_Export_Road_MT3402_2', arrivalNotice),
  message('mt3402-delete', 'arrival-notice', 'Arrival_Export_Road_Delete_MT3402_3', deletedArrival),
  ...vehicles('loaded', 'Binding', ['MT4401', 'MT4402']),
  ...vehicles('empty', 'Binding_Empty_Transport', ['MT4403', 'MT4404']),
  ...vehicles('empty-containers', 'Binding_Empty_Conta', ['MT4405', 'MT4406']),
  message('mt5401', 'cargo-report', 'Tally_Import_Road_MT5401_2', tally(true)),
  message('mt5401-delete', 'cargo-report', 'Tally_Import_Road_Delete_MT5401_3', deletedTally),
  message('mt5402', 'cargo-report', 'Tally_Export_Road_MT5402_2', tally(false)),
  message('mt5402-delete', 'cargo-report', 'Tally_Export_Road_Delete_MT5402_3', deletedTally),
  message('mt7402', 'cargo-report', 'Packing_Export_Road_MT7402_2', packingList),
  message('mt7402-delete', 'cargo-report', 'Packing_Export_Road_Delete_MT7402_3', deletedPackingList),
  message('mt8401', 'cargo-report', 'Off_Load_Import_Road_MT8401_2', offLoad),
  message('mt8402', 'cargo-report', 'Off_Load_Export_Road_MT8402_2', offLoad),
  message('mt8403', 'cargo-report', 'Change_Load_Import_Road_MT8403_2', reAssignment),
  message('mt8404', 'cargo-report', 'Change_Load_Export_Road_MT8404_2', reAssignment),
]

export const OWN = resolve(import.meta.dirname, '../../../schemas/cn-manifest')

const shared = sharedFolder()
if (shared === undefined) console.warn('skipped: official road manifest files, there is no shared folder')

/** The folder of official schemas, samples and notes; undefined where it is not at hand. */
export const OFFICIAL = shared === undefined ? undefined : join(shared, 'data/cn-road-manifest')

/* Generated from schemas/canonical/arrival-notice.schema.json by "npm run generate:types". */
import type {
  Amendment,
  CustomsOffice,
  Decimal,
  Equipment,
  ListedCode,
  Moment,
  Party,
  Place,
  PreviousDocument,
  Quantity,
  Remark,
  Seal,
  TransportDocument,
  TransportMeans
} from './parts.ts'

/**
 * Hub document: goods, containers or vehicles that have come to a place under customs control, or left it.
 */
export interface ArrivalNotice {
  /**
   * WCO D014 Declaration reference number: the trip, or the sender's number of the notice
   */
  id: string
  /**
   * WCO D026 Number of the notice with its sender, where id is the trip's
   */
  functionalReferenceId?: string
  /**
   * WCO D026 Number of the message that it corrects
   */
  previousFunctionalReferenceId?: string
  /**
   * WCO 017 Function (UN 1225); a document that does not say it is an original
   */
  functionCode?: string
  /**
   * Whether it tells of arrival or departure; one that does not say it tells of arrival. No WCO id
   */
  eventCode?: string
  /**
   * WCO 065 Office of declaration, said as the crossing it controls, because each side names only its own office
   */
  borderCrossingId?: string
  office?: CustomsOffice
  issueDateTime?: Moment
  additionalInformation?: Remark
  carrier?: Party
  borderTransportMeans?: TransportMeans
  /**
   * WCO class ArrivalTransportMeans: vehicles or wagons that came
   *
   * @minItems 1
   * @maxItems 999
   */
  transportMeans?: TransportMeans[]
  /**
   * WCO class TransportEquipment that came
   *
   * @minItems 1
   * @maxItems 999
   */
  transportEquipment?: Equipment[]
  /**
   * WCO class Seal found on vehicles, where they are not told vehicle by vehicle
   *
   * @minItems 1
   * @maxItems 999
   */
  seals?: Seal[]
  departureLocation?: Place
  /**
   * WCO class UnloadingLocation: where they are now
   */
  unloadingLocation?: {
    /**
     * WCO L013 Place of discharge (UN/LOCODE)
     */
    id?: string
    idSource?: ListedCode
    /**
     * Name of the place; no WCO id
     */
    name?: string
    /**
     * Railway station; no WCO id
     */
    stationId?: string
    /**
     * Railway that the station belongs to; no WCO id
     */
    railwayId?: string
    /**
     * Country of the place; no WCO id
     */
    countryCode?: string
    arrivalDateTime?: Moment
  }
  previousDocument?: PreviousDocument
  /**
   * WCO class Consignment: bills that came
   *
   * @minItems 1
   * @maxItems 20000
   *
   * Items: WCO class Consignment: one bill
   */
  consignments?: {
    transportContractDocument: TransportDocument
    amendment?: Amendment
    totalPackageQuantity?: Quantity
    /**
     * WCO 141 Kind of packages of the bill (UN/ECE Rec 21)
     */
    packageKindCode?: string
    packageKindCodeSource?: ListedCode
    grossMassMeasure?: Decimal
    grossVolumeMeasure?: Decimal
  }[]
}

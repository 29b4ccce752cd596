/* Generated from schemas/canonical/conveyance-report.schema.json by "npm run generate:types". */
import type {AdditionalDocument, Equipment, ListedCode, Party, Place, TransportMeans} from './parts.ts'

/**
 * Hub document: the vehicle that makes the crossing (WCO Data Model class Declaration).
 */
export interface ConveyanceReport {
  /**
   * WCO D014 Declaration reference number: the trip, unique to its carrier; joins cargo and conveyance
   */
  id: string
  /**
   * WCO D026 Number of the message with its sender, where id is the trip's
   */
  functionalReferenceId?: string
  purposeCode?: ListedCode
  /**
   * WCO 065 Office of declaration, said as the crossing it controls, because each side names only its own office
   */
  borderCrossingId: string
  /**
   * WCO 017 Function (UN 1225); a document that does not say it is an original
   */
  functionCode?: string
  /**
   * How the vehicle is loaded; one that does not say it carries goods. No WCO id
   */
  vehicleLoadCode?: string
  /**
   * WCO class AdditionalInformation
   */
  additionalInformation?: {
    /**
     * WCO 105 Free text
     */
    content: string
  }
  carrier?: Party
  declarant?: Party
  entryLocation?: Place
  /**
   * WCO 096 Goods are in containers
   */
  containerIndicator?: boolean
  /**
   * WCO class Itinerary: places on the way, in order
   *
   * @minItems 1
   * @maxItems 99
   */
  itinerary?: Place[]
  /**
   * WCO class AdditionalDocument: permits of the carriage
   *
   * @minItems 1
   * @maxItems 20
   */
  additionalDocuments?: AdditionalDocument[]
  /**
   * WCO class Consignment: one vehicle with its containers
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One vehicle with its containers
   */
  consignments?: {
    borderTransportMeans: TransportMeans
    /**
     * WCO 166 Government procedure
     */
    governmentProcedureCode?: string
    /**
     * WCO class TransportEquipment
     *
     * @minItems 1
     * @maxItems 9
     */
    transportEquipment?: Equipment[]
  }[]
  /**
   * WCO class LoadingLocation of the trip
   */
  loadingLocation?: {
    /**
     * WCO L010 Place of loading (UN/LOCODE)
     */
    id: string
  }
  /**
   * WCO class RepresentativePerson
   */
  representativePerson?: {
    /**
     * WCO R006 Representative person name
     */
    name: string
  }
  /**
   * WCO class UnloadingLocation of the trip
   */
  unloadingLocation?: {
    /**
     * WCO L013 Place of discharge (UN/LOCODE)
     */
    id: string
  }
}
